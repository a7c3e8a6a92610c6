"""Who bears what ran up with a lost card, and where the fund's money goes back to (A5.n4)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.cards import falls_on_person
from anxin.rules.claim_stages import ClaimLineStage
from anxin.rules.loss_charges import ReturnsTo, may_decide, may_pay_back, returns_to
from anxin.rules.money import Fen

LOST, REPORTED = date(2026, 11, 5), date(2026, 11, 20)
days = st.dates(date(2026, 10, 1), date(2026, 12, 31))
lines = st.sampled_from([None, *ClaimLineStage])


def decide(**changes):
    facts = {
        "falls": True,
        "reason": "",
        "by_another": True,
        "collected_on": date(2026, 11, 10),
        "lost_on": LOST,
        "reported_on": REPORTED,
        "line": None,
    }
    return may_decide(**{**facts, **changes})


def unmet(decision):
    return [ground.code for ground in decision.unmet]


@pytest.mark.parametrize(
    ("day", "falls"),
    [
        (LOST - timedelta(days=1), False),
        (LOST, True),
        (REPORTED, True),
        (REPORTED + timedelta(days=1), False),
    ],
)
def test_it_falls_on_the_person_from_the_day_of_the_loss_to_the_report(day, falls):
    assert decide(collected_on=day).granted is falls


def test_setting_aside_asks_for_a_reason_alone():
    assert unmet(decide(falls=False, reason=" ")) == ["setting-aside-has-reason"]
    assert decide(falls=False, reason="本人来领", line=ClaimLineStage.CLAIMED).granted


def test_all_grounds_are_told_at_once():
    refused = decide(collected_on=date(2026, 12, 1), by_another=False, line=ClaimLineStage.QUERIED)

    assert unmet(refused) == [
        "pickup-while-the-card-was-lost",
        "another-decides-the-charge",
        "claim-line-is-judged",
    ]


@pytest.mark.parametrize(
    ("line", "to"),
    [
        (None, ReturnsTo.PAYABLE),
        (ClaimLineStage.ACCEPTED, ReturnsTo.ADVANCE),
        (ClaimLineStage.REJECTED, ReturnsTo.DISALLOWED),
    ],
)
def test_the_share_goes_back_to_where_it_lies(line, to):
    assert returns_to(line) is to


@given(day=days, lost=days, later=st.integers(0, 60), line=lines, another=st.booleans())
def test_what_may_fall_on_the_person_always_has_a_place_to_return_to(
    day, lost, later, line, another
):
    reported = lost + timedelta(days=later)
    found = decide(
        collected_on=day, lost_on=lost, reported_on=reported, line=line, by_another=another
    )

    if found.granted:
        assert another
        assert falls_on_person(lost_on=lost, reported_on=reported, on=day)
        assert returns_to(line)


@given(owed=st.integers(1, 10**6), paid=st.integers(0, 10**6), day=days)
def test_nothing_but_the_whole_closes_a_debt(owed, paid, day):
    found = may_pay_back(
        owed=Fen(owed), paid=Fen(paid), receipt="SJ-1", paid_on=day, decided_on=day, on=day
    )

    assert found.granted is (owed == paid)


@pytest.mark.parametrize(("shift", "granted"), [(-1, False), (0, True), (5, True), (6, False)])
def test_it_is_paid_between_the_decision_and_today(shift, granted):
    decided, today = date(2026, 12, 1), date(2026, 12, 6)
    found = may_pay_back(
        owed=Fen(5040),
        paid=Fen(5040),
        receipt="SJ-1",
        paid_on=decided + timedelta(days=shift),
        decided_on=decided,
        on=today,
    )

    assert found.granted is granted
