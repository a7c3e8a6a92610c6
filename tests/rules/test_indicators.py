"""What the programme's numbers mean, in whole numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.disclosure import hide_small_rows
from anxin.rules.indicators import (
    Rate,
    cover,
    months_until,
    person_month_cost,
    refill_rate,
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "words"),
    [
        (0, 0, "—"),
        (0, 7, "0.0%"),
        (1, 3, "33.3%"),
        (2, 3, "66.7%"),
        (7, 7, "100.0%"),
        (1, 16, "6.3%"),
    ],
)
def test_a_rate_is_thousandths_half_up_and_nothing_over_nothing_is_no_rate(
    numerator, denominator, words
) -> None:
    assert Rate(numerator=numerator, denominator=denominator).words == words


def test_what_was_due_is_who_came_and_who_did_not() -> None:
    assert refill_rate(in_time=9, late=1) == Rate(numerator=9, denominator=10)


@pytest.mark.parametrize(
    ("amount", "days", "fen"),
    [(0, 30, 0), (9000, 30, 9000), (5040, 28, 5400), (1, 60, 1), (1, 61, 0)],
)
def test_a_person_month_is_thirty_days_half_up(amount, days, fen) -> None:
    assert person_month_cost(amount=amount, days=days) == fen


def test_no_days_make_no_person_month() -> None:
    assert person_month_cost(amount=0, days=0) is None


def test_cover_is_stock_over_what_is_taken_a_day() -> None:
    found = cover(on_hand=100, people=2, a_day=3_000_000)
    assert (found.days, found.patient_days) == (33, 66)


def test_an_injection_every_four_weeks_is_counted_too() -> None:
    found = cover(on_hand=3, people=1, a_day=1_000_000 // 28)
    assert found.days == 84


def test_what_nobody_takes_lasts_for_no_number_of_days() -> None:
    assert cover(on_hand=100, people=0, a_day=0).days is None


def test_the_last_twelve_months_cross_the_year() -> None:
    months = months_until(date(2026, 3, 31))
    assert (months[0], months[-1], len(months)) == (date(2025, 4, 1), date(2026, 3, 1), 12)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), max_size=12))
def test_a_row_with_a_small_count_is_hidden_whole_and_never_alone(rows) -> None:
    told = hide_small_rows(rows)
    hidden = [row for row, shown in zip(rows, told, strict=True) if shown is None]
    assert all(n == 0 or n >= 5 for row in told if row is not None for n in row)
    assert len(hidden) != 1 or len(rows) == 1


def test_rows_without_small_counts_stay_as_they_are() -> None:
    assert hide_small_rows([(5, 0), (12, 9)]) == [(5, 0), (12, 9)]
