"""Where the store has not enough: what is there is handed over, the rest is owed (working-rules:owed)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from anxin.clinics import services as clinics
from anxin.clinics.models import Owed, Prescription, PrescriptionEvent, Supply
from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import enter_as
from anxin.dispensing.models import MonthShare, Pickup, PickupLine
from anxin.enrolment import services as enrolment
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY, beijing
from tests.dispensing.test_reverse import books
from tests.world import become

pytestmark = pytest.mark.django_db
NEXT_DAY = beijing(2026, 11, 21)
LAST_DAY = beijing(2026, 11, 22)
TOO_LATE = beijing(2026, 11, 23)


def short(units: int = 21, **details: object) -> tuple[steps.Patient, object]:
    """Return a patient with a prescription of 56 units for 28 days, and fewer in the store."""
    steps.stocked(units)
    patient = steps.enrolled(**details)
    return patient, steps.reviewed(patient)


def part(prescription_id, *, at=AT, next_in: int = 2, **given: object) -> Pickup:
    """Hand over what is there."""
    pickup_id = steps.prepared(prescription_id, part=True, at=at, next_in=next_in)
    return Pickup.objects.get(id=steps.completed(pickup_id, at=at, **given))


def rest(prescription_id, *, at=NEXT_DAY, next_in: int = 26) -> Pickup:
    """Hand over what was owed, on a day without a clinic."""
    steps.came_for_owed(prescription_id, at=at)
    return Pickup.objects.get(
        id=steps.completed(steps.prepared(prescription_id, at=at, next_in=next_in), at=at)
    )


def owed_now() -> list[tuple[int, int]]:
    return list(Owed.objects.filter(ended_by_id=None).values_list("quantity", "days"))


def codes_of(refusal) -> list[str]:
    assert all(ground.clause for ground in refusal.value.unmet)
    return [ground.code for ground in refusal.value.unmet]


def stage_of(prescription_id) -> str:
    return Prescription.objects.values_list("stage", flat=True).get(id=prescription_id)


def test_what_is_there_is_handed_over_and_the_rest_is_owed():
    patient, prescription_id = short()
    pickup = part(prescription_id)
    line = PickupLine.objects.get(pickup=pickup)
    assert (line.quantity, line.days, line.amount) == (20, 10, 1800)
    assert (pickup.total, pickup.programme, pickup.person_share) == (1800, 1800, 0)
    assert (pickup.starts_on, pickup.until) == (TODAY, TODAY + timedelta(days=10))
    owed = Owed.objects.get()
    assert (owed.quantity, owed.days, owed.reason) == (36, 18, "缺货")
    assert (owed.since, owed.last_day) == (TODAY, date(2026, 11, 22))
    assert (owed.person_id, owed.pickup_id) == (patient.person_id, pickup.id)
    assert stage_of(prescription_id) == "partly_dispensed"
    assert Supply.objects.get().until == pickup.until


def test_the_rest_is_handed_over_on_the_same_prescription_and_follows_on():
    _, prescription_id = short()
    first = part(prescription_id)
    steps.stocked(100, at=NEXT_DAY)
    second = rest(prescription_id)
    assert PickupLine.objects.get(pickup=second).quantity == 36
    assert (second.starts_on, second.until) == (first.until, TODAY + timedelta(days=28))
    assert first.total + second.total == 56 * 90
    assert owed_now() == []
    assert stage_of(prescription_id) == "dispensed"
    months = MonthShare.objects.aggregate(Sum("amount"))["amount__sum"]
    assert months == first.programme + second.programme


def test_without_asking_for_a_part_too_little_is_a_refusal():
    _, prescription_id = short()
    with pytest.raises(Refused) as refusal:
        steps.prepared(prescription_id)
    assert codes_of(refusal) == ["lots-suffice"]


def test_enough_in_the_store_is_handed_over_whole_even_where_a_part_was_asked_for():
    _, prescription_id = short(56)
    part(prescription_id, next_in=27)
    assert stage_of(prescription_id) == "dispensed"
    assert not Owed.objects.exists()


def test_less_than_a_day_is_no_part():
    _, prescription_id = short(1)
    with pytest.raises(Refused) as refusal:
        steps.prepared(prescription_id, part=True, next_in=2)
    assert codes_of(refusal) == ["something-is-there"]


def test_a_medicine_that_is_not_there_at_all_is_owed_whole():
    steps.stocked()
    prescription_id = steps.reviewed(
        steps.enrolled(), steps.asked(), steps.asked(steps.CLOZAPINE, days=14, units=1)
    )
    pickup = part(prescription_id)
    assert PickupLine.objects.get(pickup=pickup).quantity == 56
    assert owed_now() == [(14, 14)]


def test_what_is_owed_can_come_in_two_more_parts():
    _, prescription_id = short(21)
    part(prescription_id)
    steps.stocked(9, at=NEXT_DAY)
    steps.came_for_owed(prescription_id, at=NEXT_DAY)
    part(prescription_id, at=NEXT_DAY, next_in=1)
    assert owed_now() == [(26, 13)]
    assert Owed.objects.get(ended_by_id=None).since == TODAY
    steps.stocked(26, at=LAST_DAY)
    rest(prescription_id, at=LAST_DAY, next_in=25)
    assert owed_now() == []
    assert PickupLine.objects.aggregate(Sum("quantity"))["quantity__sum"] == 56


class TestTheSpecialDiseaseBill:
    def test_pays_for_the_part_as_far_as_it_goes_and_then_for_the_rest(self):
        _, prescription_id = short(special_disease=True)
        steps.settled(prescription_id, reimbursed=2000)
        first = part(prescription_id)
        assert (first.special_disease, first.programme) == (1800, 0)
        steps.stocked(100, at=NEXT_DAY)
        second = rest(prescription_id)
        assert (second.special_disease, second.programme) == (200, 36 * 90 - 200)

    def test_above_all_that_was_prescribed_it_is_refused_at_the_end(self):
        _, prescription_id = short(special_disease=True)
        steps.settled(prescription_id, reimbursed=5041)
        part(prescription_id)
        steps.stocked(100, at=NEXT_DAY)
        with pytest.raises(Refused) as refusal:
            rest(prescription_id)
        assert codes_of(refusal) == ["bill-within-total"]


class TestComingForIt:
    def test_identity_is_checked_again_on_the_day(self):
        _, prescription_id = short()
        part(prescription_id)
        steps.stocked(100, at=NEXT_DAY)
        with pytest.raises(Refused) as refusal:
            steps.prepared(prescription_id, at=NEXT_DAY, next_in=26)
        assert codes_of(refusal) == ["identity-is-checked", "cards-are-shown"]

    def test_on_a_clinic_day_it_is_the_clinics_arrival(self):
        patient, prescription_id = short()
        part(prescription_id)
        steps.clinic_day(day=NEXT_DAY.date(), at=AT)
        with pytest.raises(Refused) as refusal, transaction.atomic():
            steps.came_for_owed(prescription_id, at=NEXT_DAY)
        assert codes_of(refusal) == ["no-clinic-today"]
        steps.stocked(100, at=NEXT_DAY)
        steps.arrived(patient, at=NEXT_DAY)
        assert steps.prepared(prescription_id, at=NEXT_DAY, next_in=26)

    def test_where_nothing_is_owed_nobody_comes_for_it(self):
        _, pickup = steps.handed_over()
        with pytest.raises(Refused) as refusal:
            steps.came_for_owed(pickup.prescription_id, at=NEXT_DAY)
        assert codes_of(refusal) == ["something-is-owed"]


@pytest.mark.parametrize(
    ("next_in", "code"), [(0, "owed-return-in-time"), (9, None), (10, "owed-return-in-time")]
)
def test_the_day_to_come_back_lies_before_the_shortest_medicine_ends(next_in, code):
    _, prescription_id = short()
    if code is None:
        assert steps.prepared(prescription_id, part=True, next_in=next_in)
        return
    with pytest.raises(Refused) as refusal:
        steps.prepared(prescription_id, part=True, next_in=next_in)
    assert codes_of(refusal) == [code]


class TestWhatIsOwedLapses:
    def lapse(self, at) -> int:
        return clinics.lapse_owed(request_id=uuid4(), actor=enter_as(SYSTEM_STAFF), at=at)

    def test_with_the_last_day_of_the_prescription_and_not_before(self):
        _, prescription_id = short()
        part(prescription_id)
        assert self.lapse(LAST_DAY) == 0
        assert stage_of(prescription_id) == "partly_dispensed"
        assert self.lapse(TOO_LATE) == 1
        assert stage_of(prescription_id) == "dispensed"
        assert owed_now() == []
        event = PrescriptionEvent.objects.get(prescription=prescription_id, move="lapse_owed")
        assert "没有补发" in event.because

    def test_after_that_the_doctor_prescribes_anew(self):
        patient, prescription_id = short()
        part(prescription_id)
        steps.stocked(200, at=TOO_LATE)
        here = steps.arrived(patient, at=TOO_LATE)
        with pytest.raises(Refused) as refusal, transaction.atomic():
            steps.prepared(prescription_id, at=TOO_LATE, next_in=5)
        assert codes_of(refusal) == ["prescription-is-current"]
        again = steps.reviewed(
            patient,
            at=TOO_LATE,
            attendance_id=here,
        )
        assert (stage_of(prescription_id), owed_now()) == ("dispensed", [])
        pickup = Pickup.objects.get(id=steps.prepared(again, at=TOO_LATE, next_in=30))
        assert pickup.starts_on == TODAY + timedelta(days=10)

    def test_with_the_right(self):
        patient, prescription_id = short()
        part(prescription_id)
        enrolment.end_enrolment(
            request_id=uuid4(),
            enrolment_id=patient.enrolment_id,
            because="迁出",
            clause="5.1.6.2",
            actor=become("reviewer"),
            at=AT,
        )
        become("psychiatrist")
        assert (stage_of(prescription_id), owed_now()) == ("dispensed", [])


class TestTakingBack:
    def test_the_only_part_and_nothing_is_left(self):
        _, prescription_id = short()
        before = books()
        pickup = part(prescription_id)
        steps.reversed_(pickup.id)
        assert books() == before
        assert (stage_of(prescription_id), owed_now()) == ("reviewed", [])
        assert part(prescription_id).total == 1800

    def test_the_latest_part_goes_first_and_is_owed_again(self):
        _, prescription_id = short()
        first = part(prescription_id)
        steps.stocked(100, at=NEXT_DAY)
        steps.came_for_owed(prescription_id, at=NEXT_DAY)
        before = books()
        second = steps.completed(
            steps.prepared(prescription_id, at=NEXT_DAY, next_in=26), at=NEXT_DAY
        )
        with pytest.raises(Refused) as refusal, transaction.atomic():
            steps.reversed_(first.id, at=NEXT_DAY)
        assert codes_of(refusal) == ["latest-part-is-reversed-first"]
        steps.reversed_(second, at=NEXT_DAY)
        assert books() == before
        assert (stage_of(prescription_id), owed_now()) == ("partly_dispensed", [(36, 18)])
        steps.reversed_(first.id, at=NEXT_DAY)
        assert stage_of(prescription_id) == "reviewed"


class TestTheDatabaseHoldsIt:
    def test_never_more_than_was_prescribed(self):
        _, prescription_id = short()
        pickup = part(prescription_id)
        line = PickupLine.objects.get(pickup=pickup)
        steps.stocked(100, at=NEXT_DAY)
        steps.came_for_owed(prescription_id, at=NEXT_DAY)
        with (
            pytest.raises(IntegrityError, match="never_more_than_prescribed"),
            transaction.atomic(),
        ):
            _prepared_by_hand(pickup, line, quantity=37, days=18)
        with (
            pytest.raises(IntegrityError, match="never_more_than_prescribed"),
            transaction.atomic(),
        ):
            _prepared_by_hand(pickup, line, quantity=36, days=19)
        assert _prepared_by_hand(pickup, line, quantity=36, days=18)


def _prepared_by_hand(pickup: Pickup, line: PickupLine, *, quantity: int, days: int) -> Pickup:
    """Write a prepared pick-up of a line past the service."""
    become("dispenser")
    new = Pickup.objects.get(id=pickup.id)
    new.id, new.stage, new._state.adding = uuid4(), "prepared", True
    new.prepared_on = NEXT_DAY.date()
    new.save(force_insert=True)
    PickupLine.objects.create(
        pickup=new,
        prescription_line_id=line.prescription_line_id,
        quantity=quantity,
        days=days,
        amount=new.total,
    )
    return new


def test_what_was_handed_over_whole_is_refused_in_words_and_not_a_fault():
    _patient, prescription_id = steps.ready()
    steps.completed(steps.prepared(prescription_id))
    with pytest.raises(Refused, match="prescription-is-signed"):
        steps.prepared(prescription_id)
