"""Completing: one act, three signatures, books that agree, or nothing at all (5.3.2.e)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from anxin.acts.services import content_hash
from anxin.clinics.models import Prescription, Supply
from anxin.dispensing import services
from anxin.dispensing.facts import read_case
from anxin.dispensing.models import MonthShare, Pickup, PickupEvent, Signature
from anxin.dispensing.prepared import read_lots, read_prepared
from anxin.dispensing.services.completing import content_of
from anxin.enrolment import services as enrolment
from anxin.funding.models import Use
from anxin.ledger.models import Entry, Posting
from anxin.pharmacy.models import StockBalance
from anxin.policy import trying
from anxin.rules.decisions import Refused
from anxin.vault.ciphertext import open_sealed
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY, beijing
from tests.world import become, organisation, staff_id

pytestmark = pytest.mark.django_db
EMPTY_PAD = services.GuardianSigned(way="pad", drawing="[]")
PAPER = services.GuardianSigned(way="paper", slip_number=" QM-000123 ")


def refused_codes(pickup_id, **changes) -> list[str]:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        steps.completed(pickup_id, **changes)
    assert all(ground.clause for ground in refusal.value.unmet)
    return [ground.code for ground in refusal.value.unmet]


def test_the_medicine_leaves_the_store_for_the_patient():
    _, pickup = steps.handed_over()
    assert pickup.stage == "completed"
    assert StockBalance.objects.get(organisation__code="hc-101").on_hand == 1000 - 56
    legs = Posting.objects.filter(entry__document_id=pickup.id, lot__isnull=False)
    assert sorted(legs.values_list("account__kind", "amount")) == [("patient", 56), ("store", -56)]


def test_every_fen_is_owed_by_its_payer_to_the_hospital():
    steps.stocked()
    patient = steps.enrolled(special_disease=True)
    prescription_id = steps.reviewed(patient)
    steps.settled(prescription_id, reimbursed=2000)
    pickup_id = steps.completed(steps.prepared(prescription_id))
    become("auditor")
    legs = Posting.objects.filter(entry__document_id=pickup_id, lot__isnull=True)
    assert sorted(legs.values_list("account__kind", "account__payer", "amount")) == [
        ("cost", "programme", 3040),
        ("cost", "special_disease", 2000),
        ("payable", "programme", -3040),
        ("payable", "special_disease", -2000),
    ]
    assert set(legs.values_list("account__organisation__code", flat=True)) == {"rehab"}


def test_the_programmes_share_is_spread_over_the_months_covered():
    patient, pickup = steps.handed_over()
    months = dict(MonthShare.objects.filter(pickup=pickup).values_list("period", "amount"))
    assert months == {"2026-11": 1980, "2026-12": 3060}
    uses = Use.objects.filter(person_id=patient.person_id, payer="programme")
    assert dict(uses.values_list("period", "used")) == months
    assert set(uses.values_list("limit", flat=True)) == {None}


def test_the_supply_is_written_and_the_prescription_is_used_up():
    patient, pickup = steps.handed_over()
    supply = Supply.objects.get(person_id=patient.person_id)
    assert (supply.since, supply.until, supply.quantity) == (TODAY, TODAY + timedelta(days=28), 56)
    assert (supply.pickup_id, supply.ended_by_id) == (pickup.id, None)
    assert Prescription.objects.get(id=pickup.prescription_id).stage == "dispensed"
    assert list(PickupEvent.objects.values_list("move", "clause")) == [("complete", "5.3.2.e")]


class TestTheThreeSignatures:
    def test_each_is_bound_to_signer_time_and_content(self):
        _, pickup = steps.handed_over()
        doctor, guardian, dispenser = (
            Signature.objects.get(pickup=pickup, role=role)
            for role in ("doctor", "guardian", "dispenser")
        )
        prescription = Prescription.objects.get(id=pickup.prescription_id)
        assert bytes(doctor.content_hash) == bytes(prescription.content_hash)
        assert (doctor.staff_id, dispenser.staff_id) == (
            staff_id("psychiatrist"),
            staff_id("dispenser"),
        )
        assert doctor.signed_at == prescription.recorded_at
        assert guardian.staff_id is None
        assert guardian.signed_at == dispenser.signed_at == AT
        signed = _content_hash(pickup)
        assert bytes(guardian.content_hash) == bytes(dispenser.content_hash) == signed

    def test_the_drawing_is_sealed_in_its_own_place(self):
        _, pickup = steps.handed_over()
        row = Signature.objects.get(pickup=pickup, role="guardian")
        place = {"table": "dispensing_signature", "column": "drawing", "row_id": row.id}
        assert b"points" not in bytes(row.drawing)
        assert open_sealed(row.drawing, **place) == steps.STROKES

    def test_a_paper_slip_counts_by_its_number(self):
        _, prescription_id = steps.ready()
        pickup_id = steps.completed(steps.prepared(prescription_id), guardian=PAPER)
        row = Signature.objects.get(pickup_id=pickup_id, role="guardian")
        assert (row.way, row.slip_number, row.drawing) == ("paper", "QM-000123", None)

    @pytest.mark.parametrize(
        "guardian",
        [
            EMPTY_PAD,
            services.GuardianSigned(way="pad"),
            services.GuardianSigned(way="pad", drawing="not json"),
            services.GuardianSigned(way="pad", drawing='{"points": 3}'),
            services.GuardianSigned(way="paper", slip_number="  "),
            services.GuardianSigned(way="word of mouth", drawing=steps.STROKES),
        ],
    )
    def test_without_the_guardians_nothing_is_taken(self, guardian):
        _, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        assert refused_codes(pickup_id, guardian=guardian) == ["is-signed-by-three"]
        _nothing_was_taken(pickup_id)

    def test_without_the_dispensers_nothing_is_taken(self):
        _, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        assert refused_codes(pickup_id, confirmed=False) == ["is-signed-by-three"]
        _nothing_was_taken(pickup_id)


def _nothing_was_taken(pickup_id, *, stage: str = "prepared") -> None:
    assert Pickup.objects.get(id=pickup_id).stage == stage
    assert not Entry.objects.filter(document_id=pickup_id).exists()
    assert not Signature.objects.filter(pickup_id=pickup_id).exists()
    assert not Supply.objects.filter(pickup_id=pickup_id).exists()
    assert not MonthShare.objects.filter(pickup_id=pickup_id).exists()


def _content_hash(pickup) -> bytes:
    found = read_prepared(pickup.id)
    case = read_case(found.prescription_id, store_id=found.organisation_id, on=TODAY)
    return content_hash(content_of(found, case.doctor_hash, read_lots(found)))


class TestEverythingIsAskedAgain:
    def test_the_use_was_not_explained(self):
        _, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        assert refused_codes(pickup_id, explained=False) == ["use-is-explained"]

    def test_in_hospital_since(self):
        patient, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        _admit(patient)
        assert refused_codes(pickup_id) == ["enrolment-is-active", "is-out-of-hospital"]

    def test_the_card_was_lost_since(self):
        patient, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        actor = become("officer")
        enrolment.report_loss(request_id=uuid4(), card_id=patient.card_id, actor=actor, at=AT)
        assert refused_codes(pickup_id) == ["card-is-valid"]

    def test_on_the_next_day_it_has_lapsed(self):
        _, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        assert refused_codes(pickup_id, at=beijing(2026, 11, 21)) == [
            "pickup-is-completed-on-its-day",
            "identity-is-checked",
            "cards-are-shown",
        ]

    def test_the_cap_was_set_since(self):
        _, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        with trying(monthly_cap_fen=3000):
            assert refused_codes(pickup_id) == ["within-monthly-cap"]

    def test_the_order_of_payers_changed_since(self):
        _, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        with trying(disorder_project_yearly_fen=500):
            assert refused_codes(pickup_id) == ["plan-stands"]

    def test_by_the_dispenser_of_another_point(self):
        _, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        assert refused_codes(pickup_id, by="hospital_dispenser") == ["pickup-is-found"]
        assert refused_codes(pickup_id, by="other_dispenser") == ["pickup-is-found"]

    def test_twice(self):
        _, pickup = steps.handed_over()
        assert refused_codes(pickup.id) == ["move-is-open"]

    def test_all_at_once(self):
        patient, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        _admit(patient)
        with trying(monthly_cap_fen=3000):
            codes = refused_codes(pickup_id, guardian=EMPTY_PAD, confirmed=False, explained=False)
        assert codes == [
            "enrolment-is-active",
            "is-out-of-hospital",
            "is-signed-by-three",
            "use-is-explained",
            "within-monthly-cap",
        ]
        _nothing_was_taken(pickup_id, stage="lapsed")


def _admit(patient) -> None:
    enrolment.admit(
        request_id=uuid4(),
        person_id=patient.person_id,
        hospital="江津区精神卫生中心",
        since=TODAY,
        actor=become("psychiatrist"),
        at=AT,
    )


def test_another_dispenser_of_the_counter_may_complete():
    _, prescription_id = steps.ready()
    pickup_id = steps.completed(steps.prepared(prescription_id), by="second_dispenser")
    assert Signature.objects.get(pickup_id=pickup_id, role="dispenser").staff_id == staff_id(
        "second_dispenser"
    )


class TestOnceOnly:
    def test_the_same_request_again_gives_the_first_result(self):
        _, prescription_id = steps.ready()
        same = uuid4()
        first = steps.prepared(prescription_id, request_id=same)
        assert steps.prepared(prescription_id, request_id=same) == first
        done = uuid4()
        assert steps.completed(first, request_id=done) == first
        assert steps.completed(first, request_id=done) == first
        assert StockBalance.objects.get(organisation__code="hc-101").on_hand == 944

    def test_another_content_under_the_same_request_is_refused(self):
        _, prescription_id = steps.ready()
        same = uuid4()
        pickup_id = steps.prepared(prescription_id)
        steps.completed(pickup_id, request_id=same)
        assert refused_codes(pickup_id, request_id=same, guardian=PAPER) == ["request-is-new"]


def test_the_money_of_a_free_lot_is_nothing_and_the_medicine_still_goes_out():
    steps.stocked(price=0)
    pickup_id = steps.completed(steps.prepared(steps.reviewed(steps.enrolled())))
    pickup = Pickup.objects.get(id=pickup_id)
    assert (pickup.stage, pickup.total) == ("completed", 0)
    assert not MonthShare.objects.filter(pickup=pickup).exists()
    assert organisation("hc-101").id == pickup.organisation_id
