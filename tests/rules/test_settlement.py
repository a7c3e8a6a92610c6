"""What speaks for and against a line, when a quarter may be claimed, what the fund can bear."""

from datetime import date
from itertools import product

import pytest

from anxin.rules.quarters import Quarter
from anxin.rules.settlement import (
    LineFacts,
    examine,
    in_yuan,
    may_accept,
    may_file,
    may_finish_check,
    may_pay_advance,
    may_request_advance,
)

FACTS = ("signed", "prescribed", "left_the_store", "stands", "card_valid", "at_home")
CLAUSES = {
    "signed": "5.3.2.e",
    "prescribed": "7.1.c",
    "left_the_store": "7.1.c",
    "stands": "7.1.c",
    "card_valid": "A5.n4",
    "at_home": "5.1.6.1",
}


def facts(**changes: bool) -> LineFacts:
    return LineFacts(**(dict.fromkeys(FACTS, True) | changes))


@pytest.mark.parametrize("fact", FACTS)
def test_each_fact_alone_speaks_against_a_line_with_its_clause(fact):
    found = examine(facts(**{fact: False}))

    assert [ground.clause for ground in found.unmet] == [CLAUSES[fact]]
    assert len(found.met) == len(FACTS) - 1
    assert not facts(**{fact: False}).is_clean


def test_all_facts_together_name_every_ground_at_once():
    found = examine(facts(**dict.fromkeys(FACTS, False)))

    assert len(found.unmet) == len(FACTS)
    assert not found.met


@pytest.mark.parametrize("values", [*product((True, False), repeat=len(FACTS))])
def test_a_reason_excuses_a_stay_in_hospital_and_nothing_else(values):
    given = dict(zip(FACTS, values, strict=True))
    hard = all(given[fact] for fact in FACTS if fact != "at_home")

    assert may_accept(LineFacts(**given), reason="当日下午入院").granted == hard
    assert may_accept(LineFacts(**given), reason=" ").granted == (hard and given["at_home"])


@pytest.mark.parametrize(
    ("day", "granted"),
    [(date(2026, 9, 30), False), (date(2026, 10, 1), True), (date(2027, 3, 1), True)],
)
def test_a_quarter_is_claimed_from_the_day_after_its_last(day, granted):
    assert may_file(Quarter(2026, 3), claimed=False, on=day).granted is granted


def test_a_running_and_claimed_quarter_names_both_grounds():
    found = may_file(Quarter(2026, 3), claimed=True, on=date(2026, 9, 1))

    assert [g.code for g in found.unmet] == ["quarter-has-ended", "quarter-is-claimed-once"]
    assert "2026-09-30" in found.unmet[0].reason


@pytest.mark.parametrize(
    ("undecided", "queried", "codes"),
    [
        (0, 0, []),
        (2, 0, ["every-line-has-a-verdict"]),
        (0, 1, ["queries-are-settled"]),
        (3, 4, ["every-line-has-a-verdict", "queries-are-settled"]),
    ],
)
def test_a_check_ends_when_every_line_is_decided(undecided, queried, codes):
    found = may_finish_check(undecided=undecided, queried=queried)

    assert [ground.code for ground in found.unmet] == codes


@pytest.mark.parametrize(
    ("amount", "balance", "granted"), [(100, 100, True), (101, 100, False), (1, -5, False)]
)
def test_the_fund_pays_to_its_last_fen_and_no_further(amount, balance, granted):
    assert may_pay_advance(amount=amount, balance=balance).granted is granted


def test_an_advance_is_for_a_hospital_and_not_for_the_past():
    last = date(2026, 12, 31)

    assert may_request_advance(Quarter(2026, 4), specialist=True, on=last).granted
    found = may_request_advance(Quarter(2026, 4), specialist=False, on=date(2027, 1, 1))
    assert len(found.unmet) == 2


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_456_789, "1,234,567.89"), (-10_000, "-100.00")],
)
def test_an_amount_is_shown_in_yuan(fen, shown):
    assert in_yuan(fen) == shown
