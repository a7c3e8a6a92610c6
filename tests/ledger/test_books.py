"""Balances are derived, and the light says whether the books agree (5.4)."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.acts.services import begin
from anxin.ledger import queries
from anxin.ledger.services import AccountOf, Leg, account_id, open_accounts, post, reverse
from tests.pharmacy.deliveries import AT, DAY, move, organisation_id, stocked
from tests.world import become

pytestmark = pytest.mark.django_db


def pay_in(amount: int, source: str = "district") -> object:
    act = uuid4()
    begin(request_id=act, kind="test", content=amount, result_id=act, at=AT)
    legs = [
        Leg(account_id=account_id("fund"), amount=amount),
        Leg(account_id=account_id("source", payer=source), amount=-amount),
    ]
    return post(kind="budget", business_on=DAY, act_id=act, document_id=uuid4(), legs=legs), act


def test_a_balance_is_the_sum_of_the_postings() -> None:
    become("finance")
    pay_in(500)
    entry, act = pay_in(700, "federation")
    assert queries.balance("fund") == 1200
    reverse(entry, business_on=DAY, act_id=act, document_id=uuid4())
    assert queries.balance("fund") == 500
    assert queries.balance("source", payer="federation") == 0


def test_both_sides_of_the_trial_balance_come_to_the_same() -> None:
    become("finance")
    pay_in(500)
    pay_in(700, "higher")
    trial = queries.trial_balance()
    assert (trial.debit, trial.credit) == (1200, 1200)
    assert [line.name for line in trial.lines] == [
        "资金来源 · 区级财政",
        "资金来源 · 上级财政补助",
        "项目资金",
    ]


def test_medicine_is_counted_in_units_beside_the_money() -> None:
    actor = become("storekeeper")
    lot = stocked(actor, quantity=100)
    move(actor, (lot.id, 30))
    found = {line.name: line.amount for line in queries.units()}
    assert found == {
        "供应商 · 江津区精神康复院": -100,
        "药品库 · 江津区精神康复院": 70,
        "药品库 · 油溪（中心）卫生院": 30,
    }
    assert queries.trial_balance().lines == ()
    assert queries.books_agree()


def test_legs_of_one_account_are_added_up_and_nothing_is_left_out_of_them() -> None:
    become("finance")
    act = uuid4()
    begin(request_id=act, kind="test", content={}, result_id=act, at=AT)
    fund, source = account_id("fund"), account_id("source", payer="district")
    legs = [
        Leg(account_id=fund, amount=3),
        Leg(account_id=fund, amount=4),
        Leg(account_id=source, amount=-7),
        Leg(account_id=account_id("advance", organisation_id("rehab")), amount=0),
    ]
    post(kind="test", business_on=DAY, act_id=act, document_id=uuid4(), legs=legs)
    assert queries.balance("fund") == 7
    assert len(queries.trial_balance().lines) == 2


def test_an_account_is_opened_once() -> None:
    become("finance")
    wanted = [AccountOf(kind="source", payer="donation"), AccountOf(kind="fund")]
    assert open_accounts(wanted) == 1
    assert open_accounts(wanted) == 0
