"""At the same moment: one is served, the other is told why; and each guard is what does it.

Real connections and real commits. In each negative control a protection is taken away and the
bad thing happens (security T2, T9, T10, T56; day one, 14).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from anxin.clinics.models import Supply
from anxin.dispensing import services
from anxin.dispensing.models import Pickup
from anxin.enrolment import services as enrolment
from anxin.funding.models import Use
from anxin.pharmacy.models import StockBalance
from anxin.policy import trying
from anxin.rules.access import Actor
from tests.dispensing import steps
from tests.dispensing.racing import as_owner, meet, reopen, without_locks
from tests.dispensing.steps import AT, TODAY
from tests.world import as_

pytestmark = pytest.mark.usefixtures("own_database")
NEXT = TODAY + timedelta(days=27)


def prepare(prescription_id: UUID) -> Callable[[Actor], UUID]:
    return lambda actor: services.prepare(
        request_id=uuid4(),
        prescription_id=prescription_id,
        next_pickup_on=NEXT,
        actor=actor,
        at=AT,
    )


def complete(pickup_id: UUID, *, request_id: UUID | None = None) -> Callable[[Actor], UUID]:
    same = request_id or uuid4()
    return lambda actor: services.complete(
        request_id=same,
        pickup_id=pickup_id,
        guardian=steps.PAD,
        dispenser_confirmed=True,
        explained=True,
        actor=actor,
        at=AT,
    )


def admit(person_id: UUID) -> Callable[[Actor], UUID]:
    return lambda actor: enrolment.admit(
        request_id=uuid4(),
        person_id=person_id,
        hospital="江津区精神卫生中心",
        since=TODAY,
        actor=actor,
        at=AT,
    )


def on_hand() -> int:
    with as_("dispenser"):
        return StockBalance.objects.get(organisation__code="hc-101").on_hand


class TestTheLastBox:
    @pytest.fixture
    def two(self) -> tuple[UUID, UUID]:
        with transaction.atomic():
            steps.stocked(60)
            return steps.reviewed(steps.enrolled()), steps.reviewed(steps.enrolled())

    def test_one_is_served_and_the_other_is_refused(self, two):
        first, second = meet(("dispenser", prepare(two[0])), ("second_dispenser", prepare(two[1])))
        assert first.result
        assert second.codes == ["lots-suffice"]

    def test_without_the_lock_both_set_the_same_box_aside_and_one_is_refused_later(self, two):
        without_locks()
        first, second = meet(("dispenser", prepare(two[0])), ("second_dispenser", prepare(two[1])))
        assert first.result
        assert second.result
        done, late = meet(
            ("dispenser", complete(first.result)), ("second_dispenser", complete(second.result))
        )
        assert done.result
        assert late.codes == ["stock-suffices"]
        assert on_hand() == 4

    def test_without_lock_and_check_the_box_is_given_twice(self, two):
        without_locks()
        as_owner("ALTER TABLE pharmacy_stockbalance DROP CONSTRAINT stock_is_never_negative")
        first, second = meet(("dispenser", prepare(two[0])), ("second_dispenser", prepare(two[1])))
        meet(("dispenser", complete(first.result)), ("second_dispenser", complete(second.result)))
        assert on_hand() == -52


class TestTheMonthsLastFen:
    CAP = 4000

    @pytest.fixture
    def two(self) -> tuple[UUID, UUID]:
        with transaction.atomic():
            steps.stocked()
            steps.stocked(product=steps.CLOZAPINE, price=90)
            patient = steps.enrolled()
            attendance_id = steps.arrived(patient)
            ids = []
            for product in (steps.RISPERIDONE, steps.CLOZAPINE):
                line = steps.asked(product)
                ids.append(steps.reviewed(patient, line, attendance_id=attendance_id))
        reopen(ids[0])
        with transaction.atomic(), trying(monthly_cap_fen=self.CAP):
            return tuple(steps.prepared(one) for one in ids)

    def most_used(self) -> int:
        with as_("dispenser"):
            return max(Use.objects.values_list("used", flat=True))

    def race(self, two):
        with trying(monthly_cap_fen=self.CAP):
            return meet(("dispenser", complete(two[0])), ("second_dispenser", complete(two[1])))

    def test_one_is_served_and_the_other_is_refused(self, two):
        first, second = self.race(two)
        assert first.result
        assert second.codes == ["within-monthly-cap"]
        assert self.most_used() <= self.CAP

    def test_without_the_lock_the_limit_still_holds(self, two):
        without_locks()
        first, second = self.race(two)
        assert first.result
        assert second.codes == ["payer-limit-holds"]
        assert self.most_used() <= self.CAP

    def test_without_lock_and_check_the_fund_pays_above_the_cap(self, two):
        without_locks()
        as_owner("ALTER TABLE funding_use DROP CONSTRAINT no_payer_bears_more_than_its_limit")
        self.race(two)
        assert self.most_used() > self.CAP


class TestOneSubstanceTwice:
    @pytest.fixture
    def two(self) -> tuple[UUID, UUID]:
        with transaction.atomic():
            steps.stocked()
            patient = steps.enrolled()
            attendance_id = steps.arrived(patient)
            ids = [steps.reviewed(patient, attendance_id=attendance_id) for _ in range(2)]
        reopen(ids[0])
        with transaction.atomic():
            return tuple(steps.prepared(one) for one in ids)

    def live(self) -> int:
        with as_("dispenser"):
            return Supply.objects.filter(ended_by_id__isnull=True).count()

    def race(self, two):
        return meet(("dispenser", complete(two[0])), ("second_dispenser", complete(two[1])))

    def test_one_is_served_and_the_other_is_refused(self, two):
        first, second = self.race(two)
        assert first.result
        assert second.codes == ["plan-stands"]
        assert self.live() == 1

    def test_without_the_lock_days_of_supply_still_cannot_overlap(self, two):
        without_locks()
        first, second = self.race(two)
        assert first.result
        assert second.codes == ["supply-does-not-overlap"]
        assert self.live() == 1

    def test_without_lock_and_exclusion_the_same_days_are_supplied_twice(self, two):
        without_locks()
        as_owner("ALTER TABLE clinics_supply DROP CONSTRAINT no_substance_supplied_twice_for_a_day")
        self.race(two)
        assert self.live() == 2


class TestAdmissionAndCompletion:
    @pytest.fixture
    def ready(self) -> tuple[UUID, UUID]:
        with transaction.atomic():
            patient, prescription_id = steps.ready()
            return patient.person_id, steps.prepared(prescription_id)

    def race(self, ready):
        return meet(("psychiatrist", admit(ready[0])), ("dispenser", complete(ready[1])))

    def stage(self, ready) -> str:
        with as_("dispenser"):
            return Pickup.objects.get(id=ready[1]).stage

    def test_who_is_being_admitted_is_not_given_medicine(self, ready):
        first, second = self.race(ready)
        assert first.result
        assert second.codes == ["enrolment-is-active", "is-out-of-hospital"]
        assert self.stage(ready) == "lapsed"

    def test_an_admission_waits_for_a_pickup_that_was_first(self, ready):
        first, second = meet(("dispenser", complete(ready[1])), ("psychiatrist", admit(ready[0])))
        assert first.result
        assert second.result
        assert self.stage(ready) == "completed"

    def test_without_the_lock_the_supplys_trigger_refuses(self, ready):
        without_locks()
        _, second = self.race(ready)
        assert second.codes == ["right-stays-in-use"]
        assert self.stage(ready) == "lapsed"

    def test_without_the_supplys_trigger_the_pickups_own_refuses(self, ready):
        without_locks()
        as_owner(
            "ALTER TABLE clinics_supply DISABLE TRIGGER c_entitled",
            "ALTER TABLE enrolment_enrolmentevent DISABLE TRIGGER g_pickups",
        )
        _, second = self.race(ready)
        assert second.codes == ["enrolment-stays-active"]
        assert self.stage(ready) == "prepared"

    def test_without_the_admissions_trigger_medicine_stays_set_aside(self, ready):
        as_owner("ALTER TABLE enrolment_enrolmentevent DISABLE TRIGGER g_pickups")
        with as_("psychiatrist") as actor:
            admit(ready[0])(actor)
        assert self.stage(ready) == "prepared"

    def test_without_lock_and_triggers_a_person_in_hospital_is_given_medicine(self, ready):
        without_locks()
        as_owner(
            "ALTER TABLE clinics_supply DISABLE TRIGGER c_entitled",
            "ALTER TABLE dispensing_pickupevent DISABLE TRIGGER c_moves",
            "ALTER TABLE enrolment_enrolmentevent DISABLE TRIGGER g_pickups",
        )
        self.race(ready)
        assert self.stage(ready) == "completed"


class TestTheSameRequestTwice:
    @pytest.fixture
    def pickup_id(self) -> UUID:
        with transaction.atomic():
            _, prescription_id = steps.ready()
            return steps.prepared(prescription_id)

    def test_at_the_same_moment_it_is_done_once_and_both_are_told_so(self, pickup_id):
        same = uuid4()
        first, second = meet(
            ("dispenser", complete(pickup_id, request_id=same)),
            ("dispenser", complete(pickup_id, request_id=same)),
        )
        assert first.result == second.result == pickup_id
        assert on_hand() == 944

    def test_two_requests_at_the_same_moment_hand_over_once(self, pickup_id):
        first, second = meet(
            ("dispenser", complete(pickup_id)), ("second_dispenser", complete(pickup_id))
        )
        assert first.result == pickup_id
        assert second.codes == ["move-is-open"]
        assert on_hand() == 944
