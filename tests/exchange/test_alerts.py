"""An alert of worsening goes to the centre that keeps the file, and nowhere else (6.1)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from anxin.exchange import queries, services
from anxin.exchange.models import Alert, AlertEvent
from anxin.exchange.tasks import tasks_for
from anxin.people.models import Person
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.decisions import Refused
from tests import world
from tests.clinics import steps
from tests.clinics.steps import AT, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return steps.enrolled()


def raised(person, *, by="psychiatrist", signs=("sleepless",), note="", at=AT, request_id=None):
    return services.raise_alert(
        request_id=request_id or uuid4(),
        person_id=person,
        signs=signs,
        note=note,
        actor=world.become(by),
        at=at,
    )


def received(alert, *, by="officer", responses=("called",), note="", at=AT, request_id=None):
    return services.receive(
        request_id=request_id or uuid4(),
        alert_id=alert,
        responses=responses,
        note=note,
        actor=world.become(by),
        at=at,
    )


def seen_by(colleague):
    world.become(colleague)
    return set(queries.alerts().values_list("id", flat=True))


class TestRaising:
    @pytest.mark.parametrize("by", ["psychiatrist", "dispenser"])
    def test_it_waits_for_the_centre_that_keeps_the_file(self, person, by):
        alert = Alert.objects.get(id=raised(person, by=by))
        assert alert.keeper_id == Person.objects.get(id=person).keeper_id
        [task] = [one for one in self.tasks("officer") if str(alert.id) in one.url]
        assert (task.clause, task.due_on) == ("6.1", TODAY)

    def test_another_keeper_named_by_hand_is_put_right_by_the_database(self, person):
        alert = raised(person)
        act = Alert.objects.get(id=alert).act_id
        world.become("psychiatrist")
        forged = Alert.objects.create(
            person_id=person,
            organisation_id=steps.place(world.OTHER_POINT),
            keeper_id=steps.place(world.OTHER_POINT),
            raised_on=TODAY,
            signs=["sleepless"],
            stage="raised",
            act_id=act,
        )
        forged.refresh_from_db()
        assert forged.keeper_id == steps.place(world.POINT)
        assert forged.organisation_id == steps.place("rehab")

    def test_nothing_seen_is_refused_and_nothing_is_stored(self, person):
        with pytest.raises(Refused, match="alert-signs-are-named"):
            raised(person, signs=())
        with pytest.raises(Refused, match="alert-signs-are-named"):
            raised(person, signs=("other",), note="  ")
        assert not Alert.objects.exists()

    def test_the_database_refuses_it_too(self, person):
        act = Alert.objects.get(id=raised(person)).act_id
        with pytest.raises(IntegrityError), transaction.atomic():
            Alert.objects.create(
                person_id=person,
                organisation_id=steps.place("rehab"),
                keeper_id=steps.place(world.POINT),
                raised_on=TODAY,
                signs=[],
                stage="raised",
                act_id=act,
            )

    def test_somebody_out_of_reach_is_not_found(self, person):
        with pytest.raises(Refused, match="alert-person-is-found"):
            raised(person, by="centre_psychiatrist")

    def test_the_same_request_is_done_once(self, person):
        request = uuid4()
        assert raised(person, request_id=request) == raised(person, request_id=request)
        assert Alert.objects.count() == 1

    @staticmethod
    def tasks(colleague, on=TODAY):
        return tasks_for(world.become(colleague), on=on)


class TestWhoSees:
    def test_who_is_in_reach_and_nobody_else(self, person):
        alert = raised(person)
        for colleague in ("officer", "reviewer", "commission", "auditor", "psychiatrist"):
            assert alert in seen_by(colleague), colleague
        for colleague in ("other_officer", "village", "police", "finance", "pharmacist"):
            assert alert not in seen_by(colleague), colleague

    def test_reading_it_is_recorded(self, person):
        alert = raised(person)
        actor = world.become("officer")
        queries.seen([queries.find_alert(alert)], look=Look(actor=actor, page="病情预警"))
        world.become("auditor")
        fields = AccessRecord.objects.filter(recorded_by_id=actor.staff_id).values_list(
            "fields", flat=True
        )
        assert any("alert" in one for one in fields)


class TestReceiving:
    def test_the_centre_says_what_it_did_and_the_task_is_gone(self, person):
        alert = raised(person)
        received(alert, responses=("told_police", "called"), note="14点告知张警官")
        [step] = queries.steps_of(queries.find_alert(alert))
        assert step.because == "已电话联系监护人、已与综治、派出所交换信息。14点告知张警官"
        assert tasks_for(world.become("officer"), on=TODAY) == []

    def test_without_saying_what_was_done_it_is_refused(self, person):
        alert = raised(person)
        with pytest.raises(Refused, match="alert-response-is-named"):
            received(alert, responses=())
        assert not AlertEvent.objects.exists()

    def test_twice_is_refused_with_its_stage(self, person):
        alert = raised(person)
        received(alert)
        with pytest.raises(Refused, match="move-is-open"):
            received(alert)

    def test_who_does_not_keep_the_file_can_not_receive_it(self, person):
        alert = raised(person)
        with pytest.raises(Alert.DoesNotExist):
            received(alert, by="other_officer")

    def test_nor_past_the_service(self, person):
        alert = Alert.objects.get(id=raised(person))
        world.become("reviewer")
        with pytest.raises(IntegrityError, match="who keeps the file"), transaction.atomic():
            AlertEvent.objects.create(
                alert=alert, move="receive", occurred_on=TODAY, act_id=alert.act_id
            )


class TestTheOffice:
    def test_it_hears_the_day_after_and_not_on_the_day(self, person):
        raised(person)
        office = world.become("reviewer")
        assert tasks_for(office, on=TODAY) == []
        [task] = tasks_for(office, on=TODAY + timedelta(days=1))
        assert task.count == 1

    def test_not_of_what_was_received(self, person):
        received(raised(person))
        assert tasks_for(world.become("reviewer"), on=TODAY + timedelta(days=9)) == []


def test_the_pages_raise_receive_and_tell(browse, person):
    alert_page = f"/exchange/people/{person}/alert/"
    empty = browse("psychiatrist").post(alert_page, {"request_id": uuid4(), "note": "写了的话"})
    assert empty.status_code == 422
    assert "写了的话" in empty.content.decode()
    sent = browse("psychiatrist").post(
        alert_page, {"request_id": uuid4(), "signs": ["threatens"], "note": ""}
    )
    assert sent.status_code == 302
    world.become("officer")
    alert = Alert.objects.get()
    assert alert.raised_on == localdate()
    listed = browse("officer").get("/exchange/alerts/?stage=raised").content.decode()
    assert "口头威胁他人" in listed
    one = f"/exchange/alerts/{alert.id}/"
    assert "接收后做了什么" in browse("officer").get(one).content.decode()
    assert "接收后做了什么" not in browse("psychiatrist").get(one).content.decode()
    done = browse("officer").post(one, {"request_id": uuid4(), "responses": ["visited"]})
    assert done.status_code == 302
    assert "已上门查看" in browse("psychiatrist").get(one).content.decode()
    assert browse("other_officer").get(one).status_code == 404
