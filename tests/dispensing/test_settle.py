"""The special-disease bill brought along (5.3.2.b)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anxin.dispensing.models import Settlement
from anxin.pages.guards import refusal_of
from anxin.rules.decisions import Refused
from tests.dispensing import steps

pytestmark = pytest.mark.django_db


@pytest.fixture
def prescription_id(db):
    return steps.ready(special_disease=True)[1]


def codes(prescription_id, **changes) -> list[str]:
    with pytest.raises(Refused) as refusal, transaction.atomic():
        steps.settled(prescription_id, **changes)
    return [ground.code for ground in refusal.value.unmet]


def test_a_bill_is_kept_with_its_invoice(prescription_id):
    row = Settlement.objects.get(id=steps.settled(prescription_id))
    assert (row.invoice_number, row.total, row.reimbursed) == ("TB-0001", 6000, 2000)


def test_a_quota_used_up_needs_no_bill(prescription_id):
    row = Settlement.objects.get(id=steps.settled(prescription_id, exhausted=True))
    assert (row.invoice_number, row.reimbursed) == (None, 0)


@pytest.mark.parametrize(
    "changes", [{"invoice": " "}, {"total": 100, "reimbursed": 101}, {"reimbursed": -1}]
)
def test_a_bill_that_is_not_complete(prescription_id, changes):
    assert codes(prescription_id, **changes) == ["bill-is-complete"]


def test_who_holds_no_special_disease_card_brings_no_bill():
    _, prescription_id = steps.ready()
    assert codes(prescription_id) == ["holds-special-disease-card"]


def test_a_prescription_is_settled_once(prescription_id):
    steps.settled(prescription_id)
    assert codes(prescription_id, invoice="TB-0002") == ["bill-is-new"]


def test_an_invoice_counts_once_in_the_district(prescription_id):
    steps.settled(prescription_id)
    other = steps.reviewed(steps.enrolled(special_disease=True))
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        steps.settled(other)
    assert [ground.code for ground in refusal_of(error.value).unmet] == ["bill-is-new"]


def test_a_prescription_out_of_reach_is_not_found():
    assert codes(uuid4()) == ["prescription-is-found"]
