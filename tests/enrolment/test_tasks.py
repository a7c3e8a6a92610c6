"""What waits for whom, on the home page of each."""

from datetime import date
from uuid import uuid4

import pytest

from anxin.enrolment import services
from anxin.enrolment.models import Card, PlaceCount
from anxin.enrolment.tasks import tasks_for
from anxin.privacy.models import AccessRecord
from tests.enrolment import admitting
from tests.enrolment.admitting import AT
from tests.world import become

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 9)


def tasks(colleague):
    return {task.title: task for task in tasks_for(become(colleague), on=ON)}


def test_the_village_is_told_what_to_confirm_and_by_when():
    admitting.submitted()
    found = tasks("village")["核实 1 份申请：是否常住、是否贫困"]

    assert found.due_on == date(2026, 11, 17)
    assert found.clause == "4.3.village"
    assert tasks("other_village") == {}


def test_the_officer_sees_what_came_back_with_its_reason():
    application = admitting.passed()
    admitting.decided(application, verdict="return", reason="诊断证明看不清")

    found = tasks("officer")["补正退回的申请"]

    assert found.returned
    assert found.detail == "诊断证明看不清"
    assert str(application) in found.url
    assert tasks("other_officer") == {}


def test_the_officer_sees_what_to_review_and_whom_to_call_for_signing():
    admitting.confirmed()
    admitting.approved()
    found = tasks("officer")

    assert found["初审 1 份申请"].due_on == date(2026, 11, 17)
    assert found["通知 1 人签订协议"].clause == "5.1.5.a"


def test_a_signed_agreement_waits_for_nobody():
    admitting.signed()

    assert tasks("officer") == {}


def test_the_office_sees_what_to_decide():
    admitting.passed()
    admitting.passed()

    assert tasks("reviewer")["复审 2 份申请"].count == 2


def test_the_office_sees_when_somebody_waiting_could_have_a_place():
    become("reviewer")
    PlaceCount.objects.update(places=0)
    admitting.decided()
    assert tasks("reviewer") == {}

    PlaceCount.objects.update(places=1)

    assert tasks("reviewer")["有空余名额：1 名候补可以通知"].clause == "5.1.6.2"


def test_a_lost_card_waits_for_a_new_one():
    card = Card.objects.get(enrolment_id=admitting.signed())
    services.report_loss(request_id=uuid4(), card_id=card.id, actor=become("reviewer"), at=AT)

    assert tasks("officer")["为挂失的救助卡换发新卡"].detail == card.number


def test_tasks_open_nobody_s_name():
    admitting.submitted()
    admitting.confirmed()
    actor = become("officer")
    before = AccessRecord.objects.filter(recorded_by_id=actor.staff_id).count()

    tasks_for(actor, on=ON)

    assert AccessRecord.objects.filter(recorded_by_id=actor.staff_id).count() == before


@pytest.mark.parametrize("colleague", ["finance", "police", "dispenser", "auditor"])
def test_others_have_nothing_to_do_here(colleague):
    admitting.passed()

    assert tasks(colleague) == {}
