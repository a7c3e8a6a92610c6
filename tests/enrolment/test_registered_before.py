"""可能已登记: who may be the applicant already, told where the answers are checked (5.1.3.b)."""

from dataclasses import replace

import pytest
from django.utils.html import escape

from anxin.enrolment.models import Application
from anxin.privacy.models import AccessRecord
from anxin.rules.duplicates import Ground
from tests.enrolment.admitting import BORN, person
from tests.enrolment.test_pages import NEW, typed
from tests.people.linking import elsewhere, idle, merged, registered
from tests.world import become

pytestmark = pytest.mark.django_db
SAID = 'aria-labelledby="likely"'


def details(**changes):
    """Return somebody of the form's name and birthday, whose number the form doesn't carry."""
    return replace(person(), name="测试丙", born=BORN, identity_number="", **changes)


def checked(browse, **changes):
    answer = browse("officer").post(NEW, typed(step="check", **changes))
    assert answer.status_code == 200
    return answer.content.decode()


def readings():
    become("auditor")
    return [
        ids for (ids,) in AccessRecord.objects.filter(page="申请查重").values_list("person_ids")
    ]


def test_who_may_be_the_applicant_is_named_with_the_grounds_and_the_reading_recorded(browse):
    known = registered(person=details())

    page = checked(browse)

    assert SAID in page
    assert f'href="/admission/people/{known}/"' in page
    assert "无身份证号" in page
    assert "data-focus" in page, "Enter would send before anybody has read it"
    assert escape(Ground.NAME.label) in page
    assert readings() == [[known]]


def test_going_on_is_allowed(browse):
    known = registered(person=details())
    client, form = browse("officer"), typed()
    assert SAID in client.post(NEW, {**form, "step": "check"}).content.decode()

    assert client.post(NEW, {**form, "step": "send"}).status_code == 302

    become("officer")
    assert Application.objects.exclude(person=known).count() == 1


def test_a_telephone_with_the_birthday_tells_too(browse):
    form = typed()
    registered(person=details(phone=form["phone"]))

    assert escape(Ground.PHONE.label) in checked(browse, name="侧试丙", phone=form["phone"])


def test_nothing_is_said_and_nothing_read_where_nobody_is_alike(browse):
    registered(person=person())

    assert SAID not in checked(browse)
    assert readings() == []


def test_nobody_out_of_reach_is_told_of(browse):
    elsewhere(person=details())

    assert SAID not in checked(browse)
    assert readings() == []


def test_who_has_the_very_number_is_gone_on_with_and_not_warned_of(browse):
    form = typed()
    registered(person=replace(details(), identity_number=form["identity_number"]))

    assert SAID not in checked(browse, identity_number=form["identity_number"])


def test_a_record_merged_into_another_is_not_named(browse):
    kept = registered(person=details())
    gone = idle(person=details())
    merged(kept, gone)

    page = checked(browse)

    assert str(kept) in page
    assert str(gone) not in page


def test_an_answer_that_is_wrong_is_told_before_anybody_is_looked_for(browse):
    registered(person=details())

    answer = browse("officer").post(NEW, typed(step="check", phone="123"))

    assert answer.status_code == 422
    assert SAID not in answer.content.decode()
    assert readings() == []
