"""Everything that happened to a person, in one list, newest first, within reach (5.1)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from anxin.enrolment import queries, services
from anxin.people.queries import identity_texts
from anxin.people.services import list_by_police
from anxin.privacy.door import Look
from tests.dispensing import steps
from tests.dispensing.steps import ADMITTED, AT, TODAY
from tests.world import become

pytestmark = pytest.mark.django_db


@pytest.fixture
def patient():
    """Return somebody enrolled, into hospital and out of it, with a lost card replaced."""
    found = steps.enrolled()
    stay = services.admit(
        request_id=uuid4(),
        person_id=found.person_id,
        hospital="江津区精神卫生中心",
        since=TODAY - timedelta(days=2),
        actor=become("reviewer"),
        at=AT - timedelta(days=2),
    )
    services.discharge(
        request_id=uuid4(),
        stay_id=stay,
        until=TODAY - timedelta(days=1),
        actor=become("reviewer"),
        at=AT - timedelta(days=1),
    )
    services.report_loss(request_id=uuid4(), card_id=found.card_id, actor=become("officer"), at=AT)
    services.replace_card(request_id=uuid4(), card_id=found.card_id, actor=become("officer"), at=AT)
    return found


def told(person_id, colleague="officer"):
    become(colleague)
    return [str(getattr(one.title, "text", one.title)) for one in queries.history(person_id)]


def address(patient):
    return reverse("enrolment:history", args=[patient.person_id])


def test_it_is_whole_and_the_newest_stands_first(patient):
    become("officer")
    rows = queries.history(patient.person_id)
    assert [one.on for one in rows] == sorted((one.on for one in rows), reverse=True)
    days = [(one.on, one.clause) for one in rows]
    assert (TODAY - timedelta(days=1), "5.1.6.1") in days
    assert (TODAY - timedelta(days=2), "5.1.6.1") in days
    assert rows[-1].on == ADMITTED.date()
    assert len(rows) >= 10
    assert all(one.by for one in rows)


def test_the_page_tells_it_and_is_linked_from_the_person(browse, patient):
    client = browse("officer")
    person = client.get(reverse("enrolment:person", args=[patient.person_id])).content.decode()
    assert address(patient) in person
    page = client.get(address(patient)).content.decode()
    for words in (
        "申请 · 复审通过",
        "签订服务协议",
        "核发救助卡",
        "救助卡 · 挂失",
        "住院，暂停领药",
        "出院，恢复领药",
    ):
        assert words in page


@pytest.mark.parametrize("colleague", ["other_officer", "finance", "police", "village"])
def test_to_others_it_is_not_there(browse, patient, colleague):
    assert browse(colleague).get(address(patient)).status_code == 404


def test_the_polices_word_is_nowhere_in_it(patient):
    before = told(patient.person_id, "reviewer")
    number = _number(patient)
    list_by_police(
        request_id=uuid4(),
        identity_number=number,
        listed=True,
        since=TODAY,
        actor=become("police"),
        at=AT,
    )
    assert told(patient.person_id, "reviewer") == before


def _number(patient):
    actor = become("reviewer")
    look = Look(actor=actor, page="测试")
    return identity_texts(patient.person_id, fields=["identity_number"], look=look)[
        "identity_number"
    ]


def test_more_that_happened_asks_no_more(patient):
    become("officer")
    with CaptureQueriesContext(connection) as few:
        queries.history(patient.person_id)
    other = steps.enrolled()
    become("officer")
    with CaptureQueriesContext(connection) as fewer:
        queries.history(other.person_id)
    assert len(few) == len(fewer)
