"""Reversing takes everything back: do and undo is nothing (5.3.1.c, lesson 9)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from anxin.clinics.models import Prescription, Supply
from anxin.dispensing import services
from anxin.dispensing.models import MonthShare, Pickup, PickupEvent
from anxin.funding.models import Use
from anxin.ledger.models import Entry, Posting
from anxin.pharmacy.models import StockBalance
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT
from tests.world import become, rolled_back

pytestmark = pytest.mark.django_db


def books() -> dict[str, object]:
    """Return every balance, every use and what is on hand, as an auditor sees them."""
    become("auditor")
    balances = (
        Posting.objects.values("account_id", "lot_id")
        .annotate(sum=Sum("amount"))
        .exclude(sum=0)
        .values_list("account_id", "lot_id", "sum")
    )
    stock = StockBalance.objects.exclude(on_hand=0).values_list("lot_id", "on_hand")
    return {
        "balances": sorted(balances, key=str),
        "stock": sorted(stock),
        "uses": sorted(
            Use.objects.exclude(used=0).values_list("person", "payer", "period", "used")
        ),
        "supply": list(Supply.objects.filter(ended_by_id__isnull=True).values_list("id")),
    }


def test_a_reversal_names_what_it_takes_back():
    _, pickup = steps.handed_over()
    steps.reversed_(pickup.id, reason="发错批号")
    pickup.refresh_from_db()
    assert pickup.stage == "reversed"
    assert Prescription.objects.get(id=pickup.prescription_id).stage == "reviewed"
    event = PickupEvent.objects.get(pickup=pickup, move="reverse")
    assert event.because == "发错批号"
    back = Entry.objects.get(document_id=pickup.id, reverses__isnull=False)
    assert back.reverses.document_id == pickup.id
    assert Supply.objects.get(pickup_id=pickup.id).ended_by_id == event.act_id
    assert MonthShare.objects.filter(pickup=pickup).aggregate(Sum("amount")) == {"amount__sum": 0}


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    lots=st.lists(st.tuples(st.integers(1, 120), st.integers(0, 400)), min_size=1, max_size=4),
    days=st.integers(1, 84),
    units=st.integers(1, 4),
    percent=st.none() | st.integers(0, 100),
)
def test_do_and_undo_is_nothing(db, lots, days, units, percent):
    with rolled_back():
        for quantity, price in lots:
            steps.stocked(quantity, price=price)
        steps.stocked(400, price=7)
        patient = steps.enrolled(special_disease=percent is not None)
        prescription_id = steps.reviewed(patient, steps.asked(days=days, units=units))
        if percent is not None:
            steps.settled(prescription_id, **bill_of(prescription_id, percent=percent))
        before = books()
        pickup_id = steps.prepared(prescription_id, next_in=max(1, days - 1))
        pickup = Pickup.objects.get(id=pickup_id)
        given = list(pickup.allocations.values_list("quantity", "unit_price"))
        assert pickup.total == sum(quantity * price for quantity, price in given)
        assert pickup.total == pickup.special_disease + pickup.programme
        assert sum(quantity for quantity, _ in given) == days * units
        steps.completed(pickup_id)
        months = MonthShare.objects.filter(pickup_id=pickup_id).aggregate(Sum("amount"))
        assert (months["amount__sum"] or 0) == pickup.programme
        assert books() != before
        steps.reversed_(pickup_id)
        assert books() == before


def bill_of(prescription_id, *, percent: int) -> dict[str, int]:
    """Return a bill that paid so many hundredths of what the pick-up will cost."""
    found = services.propose(prescription_id, actor=become("dispenser"), at=AT)
    assert found is not None
    assert found.plan is not None
    reimbursed = found.plan.split.total * percent // 100
    return {"reimbursed": reimbursed, "total": reimbursed + 1}


def test_after_a_reversal_the_prescription_can_be_dispensed_again():
    _, pickup = steps.handed_over()
    steps.reversed_(pickup.id)
    again = steps.completed(steps.prepared(pickup.prescription_id))
    assert again != pickup.id
    assert Supply.objects.filter(ended_by_id__isnull=True).count() == 1


def test_a_reversal_is_done_once():
    _, pickup = steps.handed_over()
    same, actor = uuid4(), become("dispenser")
    order = {
        "request_id": same,
        "pickup_id": pickup.id,
        "reason": "发错药",
        "actor": actor,
        "at": AT,
    }
    assert services.reverse(**order) == services.reverse(**order) == pickup.id
    with pytest.raises(Refused, match="move-is-open"):
        steps.reversed_(pickup.id)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "  "}, "reversal-has-reason"),
        ({"by": "other_dispenser"}, "pickup-is-found"),
        ({"by": "hospital_dispenser"}, "pickup-is-found"),
    ],
)
def test_what_stands_against_a_reversal(changes, code):
    _, pickup = steps.handed_over()
    with pytest.raises(Refused) as refusal, transaction.atomic():
        steps.reversed_(pickup.id, **changes)
    assert [g.code for g in refusal.value.unmet] == [code]


def test_what_was_only_prepared_is_released_not_reversed():
    _, prescription_id = steps.ready()
    pickup_id = steps.prepared(prescription_id)
    with pytest.raises(Refused, match="move-is-open"):
        steps.reversed_(pickup_id)
