"""Another guardian: the old one kept as history, the right untouched (3.1.c, A3)."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import reverse

from anxin.enrolment import queries, services
from anxin.enrolment.models import Change, Enrolment
from anxin.people.index import differing, wanted_of
from anxin.people.models import Guardian
from anxin.people.queries import guardians_of
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.racing import meet
from tests.dispensing.steps import AT, TODAY
from tests.enrolment import admitting
from tests.world import become


def new_guardian(**changes):
    return admitting.guardian(
        **{"name": "测试兄长", "relation": "sibling", "basis": "near_relative", **changes}
    )


def first_of(person_id):
    become("officer")
    return Guardian.objects.filter(person_id=person_id, until=None).earliest("recorded_at").id


def change(patient, ends_id, guardian=None, *, actor, because="母亲年迈", request_id=None):
    return services.change_guardian(
        request_id=request_id or uuid4(),
        person_id=patient.person_id,
        ends_id=ends_id,
        guardian=guardian or new_guardian(),
        because=because,
        actor=actor,
        at=AT,
    )


def refusals(patient, ends_id, guardian=None, **more):
    with pytest.raises(Refused) as refused:
        change(patient, ends_id, guardian, actor=become("officer"), **more)
    return {one.code for one in refused.value.unmet}


@pytest.mark.django_db
class TestTakingOver:
    def test_the_old_one_ends_the_new_one_begins_and_the_right_stays(self):
        patient = steps.enrolled()
        old = first_of(patient.person_id)
        before = queries.standing(patient.person_id, on=TODAY)

        made = change(patient, old, actor=become("officer"))

        actor = become("officer")
        assert Guardian.objects.get(id=old).until == TODAY
        seen = guardians_of(patient.person_id, look=Look(actor=actor, page="测试"))
        assert [one.name for one in seen] == ["测试兄长"]
        row = Change.objects.get(id=made)
        assert (row.kind, row.because, row.clause) == ("guardian", "母亲年迈", "3.1.c")
        assert row.details == {"from": str(old), "to": str(seen[0].guardian_id)}
        assert queries.standing(patient.person_id, on=TODAY) == before

    def test_the_person_is_found_by_the_new_telephone(self):
        patient = steps.enrolled()
        change(patient, first_of(patient.person_id), actor=become("officer"))
        look = Look(actor=become("officer"), page="测试")
        assert differing(wanted_of([patient.person_id], look=look)) == []

    def test_an_organisation_may_join_without_anybody_ending(self):
        patient = steps.enrolled()
        committee = new_guardian(
            kind="organisation", relation="committee", basis="appointed", born=None
        )
        change(patient, None, committee, actor=become("officer"))
        become("officer")
        assert Guardian.objects.filter(person_id=patient.person_id, until=None).count() == 2

    def test_asked_twice_it_is_done_once(self):
        patient = steps.enrolled()
        old, request_id, guardian = first_of(patient.person_id), uuid4(), new_guardian()
        answers = {
            change(patient, old, guardian, actor=become("officer"), request_id=request_id)
            for _ in range(2)
        }
        become("officer")
        assert len(answers) == 1
        assert Guardian.objects.filter(person_id=patient.person_id).count() == 2

    @pytest.mark.parametrize(
        ("changes", "code"),
        [({"basis": ""}, "guardian-has-basis"), ({"born": date(2020, 1, 1)}, "guardian-of-age")],
    )
    def test_who_is_no_guardian_is_refused(self, changes, code):
        patient = steps.enrolled()
        old = first_of(patient.person_id)
        assert refusals(patient, old, new_guardian(**changes)) == {code}

    def test_a_reason_is_asked_for(self):
        patient = steps.enrolled()
        assert refusals(patient, None, because=" ") == {"guardian-change-has-reason"}

    def test_six_are_too_many(self):
        patient = steps.enrolled()
        for _ in range(4):
            change(patient, None, actor=become("officer"))
        assert refusals(patient, None) == {"guardians-not-too-many"}

    def test_another_towns_officer_has_nobody_to_change(self):
        patient = steps.enrolled()
        old = first_of(patient.person_id)
        with pytest.raises(Enrolment.DoesNotExist):
            change(patient, old, actor=become("other_officer"))


@pytest.mark.django_db
class TestThePage:
    def test_it_asks_and_leads_back_to_the_person(self, browse):
        patient = steps.enrolled()
        old = first_of(patient.person_id)
        url = reverse("enrolment:change_guardian", args=[patient.person_id])
        person = reverse("enrolment:person", args=[patient.person_id])
        client = browse("officer")
        assert url in client.get(person).content.decode()
        empty = client.post(url, {"request_id": uuid4()})
        assert empty.status_code == 422
        assert "请写明变更监护人的原因" in empty.content.decode()

        answer = client.post(
            url,
            {
                "request_id": uuid4(),
                "ends": str(old),
                "kind": "person",
                "name": "测试兄长",
                "relation": "sibling",
                "basis": "near_relative",
                "born": "1980-01-02",
                "because": "母亲年迈",
            },
        )

        assert answer["Location"] == person
        assert "测试兄长" in client.get(person).content.decode()

    @pytest.mark.parametrize(
        ("was_born", "is_born", "told"),
        [
            ("1940-01-02", "1980-01-02", "不再属于弱监护"),
            ("1980-01-02", "1940-01-02", "属于弱监护；"),
            ("1980-01-02", "1981-01-02", ""),
        ],
    )
    def test_what_it_means_for_the_weak_guardian_is_told(self, browse, was_born, is_born, told):
        patient = steps.enrolled()
        mother = new_guardian(name="测试母亲", born=date.fromisoformat(was_born))
        change(patient, first_of(patient.person_id), mother, actor=become("officer"))
        url = reverse("enrolment:change_guardian", args=[patient.person_id])
        filled = {
            "request_id": uuid4(),
            "ends": str(first_of(patient.person_id)),
            "kind": "person",
            "name": "测试兄长",
            "relation": "sibling",
            "basis": "near_relative",
            "born": is_born,
            "because": "母亲年迈",
        }

        page = browse("officer").post(url, filled, follow=True).content.decode()

        assert "测试兄长" in page
        assert ("属于弱监护" in page) == bool(told)
        assert told in page

    @pytest.mark.parametrize("colleague", ["reviewer", "dispenser", "other_officer", "finance"])
    def test_to_others_it_is_not_there(self, browse, colleague):
        patient = steps.enrolled()
        url = reverse("enrolment:change_guardian", args=[patient.person_id])
        assert browse(colleague).get(url).status_code == 404


class TestAtTheSameMoment:
    def test_of_two_who_take_over_from_one_the_second_is_refused(self, own_database):
        with transaction.atomic():
            patient = steps.enrolled()
            old = first_of(patient.person_id)
        first, second = meet(
            *(("officer", lambda actor: change(patient, old, actor=actor)) for _ in range(2))
        )
        assert first.result
        assert second.codes == ["still-guardian"]
