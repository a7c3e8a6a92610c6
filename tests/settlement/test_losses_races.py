"""A report of loss against a pick-up with that card, at the same moment: charged or refused, never neither."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from anxin.dispensing import services as counter_services
from anxin.dispensing.models import Pickup
from anxin.enrolment import services as enrolment
from anxin.rules.access import Actor
from anxin.settlement import losses
from anxin.settlement.models import LossCharge, LossChargeEvent
from tests.dispensing import steps as counter
from tests.dispensing.racing import as_owner, meet, without_locks
from tests.dispensing.steps import AT, TODAY
from tests.settlement import losing, steps
from tests.world import as_

pytestmark = pytest.mark.usefixtures("own_database")


def report(card_id: UUID) -> Callable[[Actor], UUID]:
    return lambda actor: enrolment.report_loss(
        request_id=uuid4(), card_id=card_id, lost_on=TODAY, actor=actor, at=AT
    )


def complete(pickup_id: UUID) -> Callable[[Actor], UUID]:
    return lambda actor: counter_services.complete(
        request_id=uuid4(),
        pickup_id=pickup_id,
        guardian=counter.PAD,
        dispenser_confirmed=True,
        explained=True,
        actor=actor,
        at=AT,
    )


def decide(charge_id: UUID, *, falls: bool) -> Callable[[Actor], UUID]:
    return lambda actor: losses.decide_loss(
        request_id=uuid4(),
        charge_id=charge_id,
        falls=falls,
        reason=losing.REASON,
        actor=actor,
        at=AT,
    )


class TestReportAndCompletion:
    @pytest.fixture
    def ready(self) -> tuple[UUID, UUID]:
        with transaction.atomic():
            patient, prescription_id = counter.ready()
            return patient.card_id, counter.prepared(prescription_id)

    def stands(self, pickup_id: UUID) -> tuple[str, int]:
        with as_("auditor"):
            charges = LossCharge.objects.filter(pickup_id=pickup_id).count()
            return Pickup.objects.get(id=pickup_id).stage, charges

    def test_a_pickup_that_was_first_is_charged_by_the_report_that_waited(self, ready):
        done, reported = meet(("dispenser", complete(ready[1])), ("officer", report(ready[0])))

        assert done.result
        assert reported.result
        assert self.stands(ready[1]) == ("completed", 1)

    def test_a_report_that_was_first_stops_the_pickup(self, ready):
        reported, refused = meet(("officer", report(ready[0])), ("dispenser", complete(ready[1])))

        assert reported.result
        assert refused.codes == ["card-is-valid"]
        assert self.stands(ready[1]) == ("prepared", 0)

    def test_without_the_counters_lock_the_pickups_trigger_refuses(self, ready):
        without_locks()
        _, refused = meet(("officer", report(ready[0])), ("dispenser", complete(ready[1])))

        assert refused.codes == ["card-stays-valid"]
        assert self.stands(ready[1]) == ("prepared", 0)

    def test_without_the_reports_trigger_nothing_is_charged(self, ready):
        as_owner("ALTER TABLE enrolment_cardevent DISABLE TRIGGER h_runs_up")
        meet(("dispenser", complete(ready[1])), ("officer", report(ready[0])))

        assert self.stands(ready[1]) == ("completed", 0)


class TestTwoDecisions:
    @pytest.fixture
    def charge_id(self) -> UUID:
        with transaction.atomic():
            counter.stocked()
            patient, pickup_id = steps.given()
            losing.reported(patient)
            return losing.charge_of(pickup_id).id

    def test_one_is_made_and_the_other_is_told(self, charge_id):
        first, second = meet(
            ("checker", decide(charge_id, falls=True)),
            ("second_checker", decide(charge_id, falls=False)),
        )

        assert first.result
        assert second.codes == ["move-is-open"]
        with as_("checker"):
            assert LossChargeEvent.objects.get(charge_id=charge_id).move == "fall_on_person"
