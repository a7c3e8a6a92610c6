"""What ran up with a lost card: found with the report, decided by another, never on the fund (A5.n4)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.db.models import Sum

from anxin.dispensing.models import MonthShare
from anxin.funding.models import Use
from anxin.funding.queries import balances
from anxin.ledger.queries import balance
from anxin.pages.guards import refusal_of
from anxin.rules.decisions import Refused
from anxin.settlement import queries
from anxin.settlement.models import ClaimLine, LossCharge, LossChargeEvent
from tests.dispensing import steps as counter
from tests.settlement import steps
from tests.settlement.losing import REASON, charge_of, decided, paid_back, reported
from tests.settlement.steps import AT, Q4, SHARE
from tests.world import become, beijing, organisation

pytestmark = pytest.mark.django_db


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [ground.code for ground in refusal.value.unmet]


def fen(kind: str, payer: str = "", hospital: str = "rehab") -> int:
    become("auditor")
    return balance(kind, organisation(hospital).id, payer)


def books() -> dict[str, int]:
    """Return how the hospital, the fund and the person stand, in fen."""
    return {
        "cost": fen("cost", "programme"),
        "fund owes": -fen("payable", "programme"),
        "advance": fen("advance"),
        "disallowed": -fen("disallowed"),
        "person owes": fen("receivable", "person"),
        "hospital gets of the person": -fen("payable", "person"),
    }


@pytest.fixture
def collected() -> tuple[counter.Patient, UUID]:
    counter.stocked()
    return steps.given()


class TestReporting:
    @pytest.mark.parametrize(
        ("lost_on", "found"),
        [(date(2026, 11, 19), 1), (counter.TODAY, 1), (date(2026, 11, 21), 0)],
    )
    def test_what_was_collected_from_the_day_of_the_loss_on_is_found(
        self, collected, lost_on, found
    ):
        patient, _ = collected
        reported(patient, lost_on=lost_on)

        become("reviewer")
        assert LossCharge.objects.count() == found

    def test_a_charge_says_what_was_borne_since_when_and_by_whose_report(self, collected):
        patient, pickup_id = collected
        reported(patient)

        charge = charge_of(pickup_id)
        assert (charge.amount, charge.stage) == (SHARE, "open")
        assert (charge.lost_on, charge.reported_on) == (counter.TODAY, date(2026, 12, 1))
        assert charge.recorded_by.username == "t-officer"

    def test_a_prepared_and_a_reversed_pickup_are_no_cost(self, collected):
        patient, pickup_id = collected
        counter.reversed_(pickup_id)
        reported(patient)

        become("checker")
        assert not LossCharge.objects.exists()

    def test_the_form_is_told_how_many_and_only_who_may_report_is(self, collected):
        from anxin.enrolment.queries import run_up_with

        patient, _ = collected
        for colleague, told in (("officer", 1), ("reviewer", 1), ("other_officer", 0)):
            become(colleague)
            found = run_up_with(patient.card_id, since=counter.TODAY)
            assert (found.pickups, found.amount) == (told, told * SHARE)
        become("dispenser")
        assert run_up_with(patient.card_id, since=counter.TODAY).pickups == 0

    @pytest.mark.parametrize("colleague", ["other_officer", "dispenser", "accountant", "police"])
    def test_others_see_nothing_of_it(self, collected, colleague):
        patient, _ = collected
        reported(patient)
        become(colleague)

        assert not LossCharge.objects.exists()


class TestFallingOnThePerson:
    def test_the_fund_bears_nothing_and_the_person_owes_the_whole(self, collected):
        patient, pickup_id = collected
        before = books()
        assert (before["cost"], before["fund owes"]) == (SHARE, SHARE)
        reported(patient)
        decided(pickup_id)

        assert books() == {
            "cost": 0,
            "fund owes": 0,
            "advance": 0,
            "disallowed": 0,
            "person owes": SHARE,
            "hospital gets of the person": SHARE,
        }
        assert charge_of(pickup_id).stage == "owed"

    def test_the_months_under_the_cap_are_free_again(self, collected):
        patient, pickup_id = collected
        reported(patient)
        decided(pickup_id)

        become("auditor")
        assert MonthShare.objects.filter(pickup=pickup_id).aggregate(Sum("amount")) == {
            "amount__sum": 0
        }
        assert not Use.objects.exclude(used=0).exists()

    def test_every_payer_gets_its_share_back(self):
        counter.stocked()
        patient = counter.enrolled(special_disease=True)
        prescription = counter.reviewed(patient)
        counter.settled(prescription, reimbursed=2000)
        pickup_id = counter.completed(counter.prepared(prescription))
        reported(patient)
        decided(pickup_id)

        for payer in ("special_disease", "programme"):
            assert fen("cost", payer) == fen("payable", payer) == 0
        assert fen("receivable", "person") == charge_of(pickup_id).amount == 56 * counter.PRICE

    def test_asking_again_does_it_once(self, collected):
        patient, pickup_id = collected
        reported(patient)
        same = uuid4()

        assert decided(pickup_id, request_id=same) == decided(pickup_id, request_id=same)
        assert books()["person owes"] == SHARE

    def test_it_is_left_out_of_the_claim_and_told(self, collected):
        patient, pickup_id = collected
        other = steps.given()[1]
        reported(patient)
        become("accountant")
        preview = queries.preview(Q4, actor=become("accountant"))
        assert (preview.lines, preview.lost, preview.lost_amount) == (1, 1, SHARE)
        steps.filed()
        decided(pickup_id)

        assert list(ClaimLine.objects.values_list("pickup_id", flat=True)) == [other]

    def test_it_cannot_be_reversed_any_more(self, collected):
        patient, pickup_id = collected
        reported(patient)
        with pytest.raises(IntegrityError) as told, transaction.atomic():
            counter.reversed_(pickup_id)
        assert refusal_of(told.value).unmet[0].code == "charged-pickup-stands"

        decided(pickup_id, falls=False, reason=REASON)
        counter.reversed_(pickup_id)


class TestWhoDecides:
    def test_who_reported_does_not_decide(self, collected):
        patient, pickup_id = collected
        reported(patient)

        with pytest.raises(Refused) as refusal, transaction.atomic():
            decided(pickup_id, by="officer")
        assert codes(refusal) == ["another-decides-the-charge"]
        decided(pickup_id)

    @pytest.mark.parametrize("colleague", ["second_officer", "reviewer", "commission"])
    def test_only_the_office_that_checks_the_money_decides(self, collected, colleague):
        patient, pickup_id = collected
        reported(patient)

        with pytest.raises(ProgrammingError), transaction.atomic():
            decided(pickup_id, falls=False, reason=REASON, by=colleague)
        decided(pickup_id, falls=False, reason=REASON)

    def test_setting_aside_says_why_and_moves_no_money(self, collected):
        patient, pickup_id = collected
        before = books()
        reported(patient)
        with pytest.raises(Refused) as refusal, transaction.atomic():
            decided(pickup_id, falls=False)
        assert codes(refusal) == ["setting-aside-has-reason"]

        decided(pickup_id, falls=False, reason=REASON)
        assert books() == before
        assert LossChargeEvent.objects.get().because == REASON
        claim = steps.filed()
        become("checker")
        line = queries.line_of(queries.find_claim(claim), steps.line_of(pickup_id))
        assert line.facts.is_clean

    def test_a_decision_is_made_once(self, collected):
        patient, pickup_id = collected
        reported(patient)
        decided(pickup_id, falls=False, reason=REASON)

        with pytest.raises(Refused) as refusal, transaction.atomic():
            decided(pickup_id)
        assert codes(refusal) == ["move-is-open"]


class TestWhatWasClaimed:
    """The loss comes to light after the quarter was claimed."""

    @pytest.fixture
    def claimed(self, collected) -> tuple[counter.Patient, UUID, UUID]:
        return (*collected, steps.filed())

    def test_an_open_line_is_judged_first_and_cannot_be_accepted(self, claimed):
        patient, pickup_id, claim = claimed
        reported(patient, at=AT)
        with pytest.raises(Refused) as refusal, transaction.atomic():
            decided(pickup_id, at=AT)
        assert codes(refusal) == ["claim-line-is-judged"]
        with pytest.raises(Refused) as refusal, transaction.atomic():
            steps.checked(pickup_id)
        assert codes(refusal) == ["line-card-was-valid"]

        steps.checked(pickup_id, "rejected", reason="遗失期间领药")
        decided(pickup_id, at=AT)
        steps.finished(claim)
        steps.accepted(claim)
        assert books() == {
            "cost": 0,
            "fund owes": 0,
            "advance": 0,
            "disallowed": 0,
            "person owes": SHARE,
            "hospital gets of the person": SHARE,
        }

    @pytest.mark.parametrize("settled_first", [True, False])
    def test_what_was_accepted_goes_back_to_the_advance(self, claimed, settled_first):
        patient, pickup_id, claim = claimed
        steps.checked(pickup_id)
        if settled_first:
            steps.finished(claim)
            steps.accepted(claim)
            assert books()["advance"] == -SHARE
        reported(patient, at=AT)
        decided(pickup_id, at=AT)
        if not settled_first:
            steps.finished(claim)
            steps.accepted(claim)

        assert books()["advance"] == books()["fund owes"] == books()["cost"] == 0
        assert books()["person owes"] == SHARE
        become("checker")
        (stands,) = balances([organisation("rehab")])
        assert stands.accepted == 0

    def test_what_is_set_aside_can_be_accepted(self, claimed):
        patient, pickup_id, _ = claimed
        reported(patient, at=AT)
        decided(pickup_id, falls=False, reason=REASON, at=AT)

        steps.checked(pickup_id)


class TestPayingBack:
    @pytest.fixture
    def owed(self, collected) -> UUID:
        patient, pickup_id = collected
        reported(patient)
        decided(pickup_id)
        return pickup_id

    def test_the_whole_amount_closes_it_and_nothing_is_left(self, owed):
        paid_back(owed)

        assert charge_of(owed).stage == "paid"
        assert set(books().values()) == {0}

    def test_a_part_another_day_or_no_receipt_is_refused_with_all_grounds(self, owed):
        with pytest.raises(Refused) as refusal, transaction.atomic():
            paid_back(owed, amount=SHARE - 1, paid_on=date(2026, 12, 2), receipt=" ")
        assert codes(refusal) == [
            "owed-is-paid-whole",
            "paid-between-decision-and-today",
            "receipt-is-named",
        ]
        paid_back(owed)

    def test_a_receipt_counts_once(self, owed):
        paid_back(owed)
        patient, pickup_id = steps.given()
        reported(patient)
        decided(pickup_id)

        with pytest.raises(IntegrityError) as told, transaction.atomic():
            paid_back(pickup_id)
        assert refusal_of(told.value).unmet[0].code == "receipt-is-new"

    def test_nothing_is_paid_back_that_is_not_owed(self, collected):
        patient, pickup_id = collected
        reported(patient)
        with pytest.raises(Refused) as refusal, transaction.atomic():
            paid_back(pickup_id)
        assert codes(refusal) == ["move-is-open"]


class TestTheDatabaseItself:
    """What no service does: moves without their money."""

    @pytest.fixture
    def open_charge(self, collected) -> LossCharge:
        patient, pickup_id = collected
        reported(patient)
        return charge_of(pickup_id)

    @pytest.mark.parametrize("move", ["fall_on_person", "set_aside"])
    def test_a_move_without_its_entry_or_its_reason_is_refused(self, open_charge, move):
        actor = become("checker")
        act = begun(actor)

        with pytest.raises(IntegrityError), transaction.atomic():
            LossChargeEvent.objects.create(
                charge=open_charge,
                move=move,
                clause="A5.n4",
                occurred_on=date(2026, 12, 3),
                act_id=act,
            )

    def test_nobody_writes_a_charge(self, open_charge):
        become("checker")
        with pytest.raises(ProgrammingError), transaction.atomic():
            LossCharge.objects.create(
                person_id=open_charge.person_id,
                card_id=open_charge.card_id,
                pickup_id=open_charge.pickup_id,
                lost_on=open_charge.lost_on,
                reported_on=open_charge.reported_on,
                amount=1,
                stage="open",
                act_id=open_charge.act_id,
            )


def begun(actor) -> UUID:
    from anxin.acts.services import begin

    act = uuid4()
    begin(request_id=act, kind="test", content={}, result_id=act, at=beijing(2026, 12, 3))
    return act
