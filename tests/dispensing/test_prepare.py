"""Preparing: every ground that stands against a pick-up, alone and together (5.3.2, 2.1, 5.1.5.e)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from anxin.dispensing import services
from anxin.dispensing.models import Allocation, MonthShare, Pickup, PickupLine
from anxin.enrolment import services as enrolment
from anxin.funding.models import Use
from anxin.ledger.models import Entry
from anxin.pharmacy.models import StockBalance
from anxin.policy import load, trying
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY, beijing
from tests.world import become

pytestmark = pytest.mark.django_db


def refused_codes(prescription_id, **changes) -> list[str]:
    with pytest.raises(Refused) as refusal:
        steps.prepared(prescription_id, **changes)
    assert all(ground.clause for ground in refusal.value.unmet)
    return [ground.code for ground in refusal.value.unmet]


def test_a_prepared_pickup_names_lots_days_and_a_payer_for_every_fen():
    patient, prescription_id = steps.ready()
    pickup = Pickup.objects.get(id=steps.prepared(prescription_id))
    assert pickup.stage == "prepared"
    assert (pickup.person_id, pickup.card_id) == (patient.person_id, patient.card_id)
    assert pickup.hospital.code == "rehab"
    assert (pickup.starts_on, pickup.until) == (TODAY, TODAY + timedelta(days=28))
    assert (pickup.total, pickup.programme, pickup.person_share) == (56 * 90, 56 * 90, 0)
    assert pickup.cap_pending
    assert pickup.policy_version == load().version
    line = PickupLine.objects.get(pickup=pickup)
    assert (line.quantity, line.amount) == (56, 5040)
    assert Allocation.objects.get(line=line).quantity == 56


def test_preparing_takes_nothing_yet():
    _, prescription_id = steps.ready()
    steps.prepared(prescription_id)
    assert StockBalance.objects.get(organisation__code="hc-101").on_hand == 1000
    assert not Entry.objects.filter(kind="pickup").exists()
    assert not MonthShare.objects.exists()
    assert not Use.objects.exists()


def test_the_lot_that_expires_first_goes_first_and_one_that_ends_too_soon_stays():
    too_soon = steps.stocked(500, expires_on=date(2026, 12, 16))
    first = steps.stocked(40, expires_on=date(2026, 12, 17))
    later = steps.stocked(500, expires_on=date(2027, 12, 17), price=120)
    prescription_id = steps.reviewed(steps.enrolled())
    pickup_id = steps.prepared(prescription_id)
    given = dict(Allocation.objects.filter(pickup_id=pickup_id).values_list("lot_id", "quantity"))
    assert given == {first: 40, later: 16}
    assert too_soon not in given
    assert Pickup.objects.get(id=pickup_id).total == 40 * 90 + 16 * 120


def test_a_refill_starts_when_the_last_supply_ends():
    patient, first = steps.handed_over()
    later = beijing(2026, 12, 11)
    prescription_id = steps.reviewed(patient, at=later)
    second = Pickup.objects.get(id=steps.prepared(prescription_id, at=later, next_in=34))
    assert second.starts_on == first.until == date(2026, 12, 18)
    assert second.until == first.until + timedelta(days=28)


def test_what_is_set_aside_today_is_nobody_elses_and_lapses_with_the_day():
    steps.stocked(60)
    first = steps.reviewed(steps.enrolled())
    waiting = steps.enrolled()
    second = steps.reviewed(waiting)
    steps.prepared(first)
    assert refused_codes(second) == ["lots-suffice"]
    tomorrow = beijing(2026, 11, 21)
    steps.arrived(waiting, at=tomorrow)
    assert steps.prepared(second, at=tomorrow, next_in=26)


def test_what_was_released_is_free_again():
    steps.stocked(60)
    first = steps.reviewed(steps.enrolled())
    second = steps.reviewed(steps.enrolled())
    pickup_id = steps.prepared(first)
    actor = become("dispenser")
    services.release(request_id=uuid4(), pickup_id=pickup_id, actor=actor, at=AT)
    assert Pickup.objects.get(id=pickup_id).stage == "lapsed"
    assert steps.prepared(second)


class TestEachGroundAlone:
    """Each refusal shares its setup with the success above."""

    def test_in_hospital(self):
        patient, prescription_id = steps.ready()
        enrolment.admit(
            request_id=uuid4(),
            person_id=patient.person_id,
            hospital="江津区精神卫生中心",
            since=TODAY,
            actor=become("psychiatrist"),
            at=AT,
        )
        assert refused_codes(prescription_id) == ["enrolment-is-active", "is-out-of-hospital"]

    def test_an_enrolment_that_ended(self):
        patient, prescription_id = steps.ready()
        enrolment.end_enrolment(
            request_id=uuid4(),
            enrolment_id=patient.enrolment_id,
            because="迁出",
            clause="5.1.6.2",
            actor=become("reviewer"),
            at=AT,
        )
        assert "enrolment-is-active" in refused_codes(prescription_id)

    def test_a_card_reported_lost(self):
        patient, prescription_id = steps.ready()
        actor = become("officer")
        enrolment.report_loss(request_id=uuid4(), card_id=patient.card_id, actor=actor, at=AT)
        assert refused_codes(prescription_id) == ["card-is-valid"]

    def test_an_old_card_that_is_scanned_again(self):
        patient, prescription_id = steps.ready()
        actor = become("officer")
        enrolment.report_loss(request_id=uuid4(), card_id=patient.card_id, actor=actor, at=AT)
        enrolment.replace_card(request_id=uuid4(), card_id=patient.card_id, actor=actor, at=AT)
        assert refused_codes(prescription_id, card_id=patient.card_id) == ["card-is-valid"]
        assert steps.prepared(prescription_id)

    def test_somebody_elses_card(self):
        _, prescription_id = steps.ready()
        other = steps.enrolled()
        assert refused_codes(prescription_id, card_id=other.card_id) == ["card-is-own"]

    def test_an_agreement_that_ran_out(self):
        with trying(agreement_months=0):
            patient = steps.enrolled()
        steps.stocked()
        prescription_id = steps.reviewed(patient)
        assert refused_codes(prescription_id) == ["agreement-is-in-force"]

    def test_a_prescription_not_reviewed(self):
        steps.stocked()
        prescription_id = steps.prescribed(steps.enrolled())
        assert refused_codes(prescription_id) == ["prescription-is-reviewed"]

    def test_a_prescription_past_its_days_and_nobody_there(self):
        _, prescription_id = steps.ready()
        codes = refused_codes(prescription_id, at=beijing(2026, 11, 23))
        assert codes == ["prescription-is-current", "identity-is-checked", "cards-are-shown"]

    def test_no_arrival_today(self):
        _, prescription_id = steps.ready()
        codes = refused_codes(prescription_id, at=beijing(2026, 11, 21))
        assert codes == ["identity-is-checked", "cards-are-shown"]

    def test_a_special_disease_bill_that_is_owed(self):
        _, prescription_id = steps.ready(special_disease=True)
        assert refused_codes(prescription_id) == ["special-disease-settled"]

    def test_a_bill_above_what_the_medicine_costs(self):
        _, prescription_id = steps.ready(special_disease=True)
        steps.settled(prescription_id, reimbursed=5041)
        assert refused_codes(prescription_id) == ["bill-within-total"]

    def test_too_little_in_the_store(self):
        steps.stocked(55)
        prescription_id = steps.reviewed(steps.enrolled())
        assert refused_codes(prescription_id) == ["lots-suffice"]

    def test_only_lots_that_expire_too_soon(self):
        steps.stocked(500, expires_on=date(2026, 12, 16))
        prescription_id = steps.reviewed(steps.enrolled())
        assert refused_codes(prescription_id) == ["lots-suffice"]

    def test_over_the_cap_of_a_month(self):
        _, prescription_id = steps.ready()
        with trying(monthly_cap_fen=3000):
            assert refused_codes(prescription_id) == ["within-monthly-cap"]
        with trying(monthly_cap_fen=3060):
            assert steps.prepared(prescription_id)

    @pytest.mark.parametrize("next_in", [0, -1, 28, 60])
    def test_a_next_day_when_no_medicine_is_left(self, next_in):
        _, prescription_id = steps.ready()
        assert refused_codes(prescription_id, next_in=next_in) == ["next-pickup-in-time"]

    def test_a_next_day_that_is_no_clinic_day(self):
        _, prescription_id = steps.ready()
        steps.clinic_day(day=TODAY + timedelta(days=21))
        assert refused_codes(prescription_id, next_in=27) == ["next-pickup-is-a-clinic-day"]
        assert steps.prepared(prescription_id, next_in=21)

    def test_another_counter_than_the_designated_one(self):
        _, prescription_id = steps.ready()
        codes = refused_codes(prescription_id, by="hospital_dispenser")
        assert "hospital-is-designated" in codes
        assert "prescription-is-written-here" in codes

    def test_a_person_out_of_reach_is_not_found(self):
        _, prescription_id = steps.ready()
        assert refused_codes(prescription_id, by="other_dispenser") == ["prescription-is-found"]


def test_all_grounds_are_named_at_once():
    with trying(agreement_months=0):
        patient = steps.enrolled(special_disease=True)
    steps.stocked(10)
    prescription_id = steps.prescribed(patient)
    actor = become("officer")
    enrolment.report_loss(request_id=uuid4(), card_id=patient.card_id, actor=actor, at=AT)
    enrolment.admit(
        request_id=uuid4(),
        person_id=patient.person_id,
        hospital="江津区精神卫生中心",
        since=TODAY,
        actor=become("psychiatrist"),
        at=AT,
    )
    assert refused_codes(prescription_id, at=beijing(2026, 11, 23), next_in=0) == [
        "enrolment-is-active",
        "is-out-of-hospital",
        "agreement-is-in-force",
        "card-is-valid",
        "prescription-is-reviewed",
        "prescription-is-current",
        "identity-is-checked",
        "cards-are-shown",
        "special-disease-settled",
        "lots-suffice",
        "next-pickup-in-time",
    ]


def test_a_proposal_says_the_same_and_writes_nothing():
    _, prescription_id = steps.ready()
    actor = become("dispenser")
    found = services.propose(prescription_id, actor=actor, at=AT)
    assert found is not None
    assert found.decision.granted
    assert found.plan is not None
    assert found.plan.split.total == 5040
    assert not Pickup.objects.exists()


def test_two_medicines_of_different_length_cover_their_own_days():
    steps.stocked()
    steps.stocked(product=steps.CLOZAPINE, price=11)
    prescription_id = steps.reviewed(
        steps.enrolled(), steps.asked(), steps.asked(steps.CLOZAPINE, days=14, units=1)
    )
    pickup = Pickup.objects.get(id=steps.prepared(prescription_id))
    assert pickup.total == 56 * 90 + 14 * 11
    assert pickup.until == TODAY + timedelta(days=28)


class TestTheOrderOfPayers:
    def test_the_special_disease_bill_comes_before_the_programme(self):
        _, prescription_id = steps.ready(special_disease=True)
        steps.settled(prescription_id, reimbursed=2000)
        pickup = Pickup.objects.get(id=steps.prepared(prescription_id))
        assert (pickup.special_disease, pickup.programme, pickup.person_share) == (2000, 3040, 0)

    def test_a_quota_used_up_leaves_all_to_the_programme(self):
        _, prescription_id = steps.ready(special_disease=True)
        steps.settled(prescription_id, exhausted=True)
        pickup = Pickup.objects.get(id=steps.prepared(prescription_id))
        assert (pickup.special_disease, pickup.programme) == (0, 5040)

    def test_yearly_sums_that_are_set_come_before_the_programme(self):
        _, prescription_id = steps.ready()
        with trying(disorder_project_yearly_fen=1500):
            pickup = Pickup.objects.get(id=steps.prepared(prescription_id))
        assert (pickup.disorder_project, pickup.programme) == (1500, 3540)


def test_a_dispenser_reaches_no_pickup_of_another_point():
    _, prescription_id = steps.ready()
    pickup_id = steps.prepared(prescription_id)
    become("other_dispenser")
    assert not Pickup.objects.filter(id=pickup_id).exists()
    become("dispenser")
    assert Pickup.objects.filter(id=pickup_id).exists()
