"""A pick-up reversed after its quarter was claimed: the claim stays, the next one takes it back (working-rules:taken-back)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from anxin.dispensing.models import ReturnedMedicine
from anxin.ledger.queries import balance
from anxin.organisations.models import Organisation
from anxin.pharmacy.models import StockBalance
from anxin.rules.decisions import Refused
from anxin.rules.quarters import Quarter
from anxin.settlement import queries, services
from anxin.settlement.models import Claim, ClaimLine, LineCheck
from tests.dispensing import steps as counter
from tests.settlement import steps
from tests.settlement.steps import AT, Q4, SHARE, filed, given
from tests.world import become, beijing

pytestmark = pytest.mark.django_db
NEXT = Quarter(2027, 1)
TAKEN_BACK, LATER = beijing(2027, 2, 1), beijing(2027, 4, 5)


def settle(verdict: str = "accepted") -> object:
    """File a quarter of one pick-up, and decide and accept it; return the pick-up."""
    _, pickup = given()
    claim = filed()
    steps.checked(pickup, verdict, reason="" if verdict == "accepted" else "数量不符")
    steps.accepted(steps.finished(claim))
    return pickup


def books() -> dict[str, int]:
    become("auditor")
    rehab = Organisation.objects.get(code="rehab").id
    return {
        "cost": balance("cost", rehab, "programme"),
        "payable": balance("payable", rehab, "programme"),
        "advance": balance("advance", rehab),
        "disallowed": balance("disallowed", rehab),
    }


def on_hand() -> int:
    become("auditor")
    return StockBalance.objects.get(organisation__code="hc-101").on_hand


def next_claim() -> Claim:
    return queries.find_claim(filed(quarter=NEXT, at=LATER))


@pytest.fixture(autouse=True)
def _medicine(db):
    counter.stocked()


@pytest.mark.parametrize("verdict", ["accepted", "rejected"])
def test_all_claims_together_are_what_is_really_owed(verdict):
    before = books()
    pickup = settle(verdict)
    counter.reversed_(pickup, at=TAKEN_BACK)
    claim = next_claim()

    line = ClaimLine.objects.get(claim=claim)
    assert (line.amount, line.completed_on) == (-SHARE, TAKEN_BACK.date())
    assert line.takes_back_id == steps.line_of(pickup)
    totals = queries.totals_of(claim)
    assert (totals.taken_back_lines, totals.taken_back, totals.claimed) == (1, -SHARE, -SHARE)
    steps.rest_accepted(claim.id)
    assert LineCheck.objects.get(line=line).verdict == verdict
    steps.accepted(steps.finished(claim.id))
    assert books() == before


def test_the_closed_quarter_stays_as_it_was():
    pickup = settle()
    claim = Claim.objects.get(quarter=str(Q4))
    before = queries.totals_of(claim)
    counter.reversed_(pickup, at=TAKEN_BACK)

    become("checker")
    assert queries.totals_of(claim) == before
    seen = queries.line_of(claim, steps.line_of(pickup))
    assert seen.reversed
    assert not seen.takes_back
    assert seen.facts.is_clean


def test_while_the_first_is_under_check_the_next_one_waits():
    _, pickup = given()
    filed()
    counter.reversed_(pickup, at=TAKEN_BACK)

    become("accountant")
    assert queries.preview(NEXT, actor=become("accountant")).lines == 0
    steps.checked(pickup)
    steps.accepted(steps.finished(Claim.objects.get(quarter=str(Q4)).id))
    assert queries.preview(NEXT, actor=become("accountant")).taken_back == -SHARE


def test_it_is_taken_back_once():
    counter.reversed_(settle(), at=TAKEN_BACK)
    next_claim()
    later = Quarter(2027, 2)

    with pytest.raises(Refused, match="something-to-claim"):
        filed(quarter=later, at=beijing(2027, 7, 5))


def test_what_takes_back_gets_the_verdict_of_its_line():
    pickup = settle()
    counter.reversed_(pickup, at=TAKEN_BACK)
    line = ClaimLine.objects.get(claim=next_claim())
    actor = become("checker")
    ask = {"line_id": line.id, "actor": actor, "at": AT}

    with pytest.raises(Refused) as refusal, transaction.atomic():
        services.check_line(request_id=steps.uuid4(), verdict="rejected", reason="不减", **ask)
    assert [g.code for g in refusal.value.unmet] == ["taking-back-follows-its-line"]
    with pytest.raises(IntegrityError, match="taking_back_follows_its_line"), transaction.atomic():
        services._say(  # past the rule, to the trigger
            line.claim, line.id, LineCheck.Verdict.REJECTED, reason="不减", act_id=_an_act()
        )
    services.check_line(request_id=steps.uuid4(), verdict="accepted", reason="", **ask)
    assert LineCheck.objects.filter(line=line).count() == 1


def _an_act():
    return LineCheck.objects.values_list("act_id", flat=True).first()


class TestTheMedicine:
    def test_that_never_left_the_counter_is_on_the_shelf_again(self):
        pickup = settle()
        assert on_hand() == 944
        counter.reversed_(pickup, at=TAKEN_BACK)
        assert on_hand() == 1000

    def test_that_had_left_it_is_waste(self):
        pickup = settle()
        counter.reversed_(pickup, left_counter=True, at=TAKEN_BACK)
        assert on_hand() == 944
        assert ReturnedMedicine.objects.get().pickup_id == pickup
