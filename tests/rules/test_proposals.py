"""A new value is dated, sourced and adopted by another hand (7.4)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.parameters import Unit
from anxin.rules.proposals import (
    MOST,
    PROGRAMME_BEGAN,
    calendar_is_missing,
    may_answer,
    may_draft,
    may_draft_calendar,
)

ON = date(2026, 11, 23)
ONE_DAY = timedelta(days=1)


def drafted(**changes):
    facts = {
        "unit": Unit.FEN,
        "value": 30_000,
        "since": ON,
        "held_then": None,
        "has_document": True,
        "late_reason": "",
        "on": ON,
    }
    return may_draft(**{**facts, **changes})


def codes(found):
    return [one.code for one in found.unmet]


class TestDrafting:
    def test_a_value_from_today_with_its_document_can_be_drafted(self):
        assert drafted().granted

    def test_a_value_can_become_undecided_again(self):
        assert drafted(value=None, held_then=30_000).granted

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"value": -1}, "value-within-sense"),
            ({"value": MOST[Unit.FEN] + 1}, "value-within-sense"),
            ({"unit": Unit.DAY_OF_MONTH, "value": 0}, "value-within-sense"),
            ({"unit": Unit.DAY_OF_MONTH, "value": 32}, "value-within-sense"),
            ({"has_document": False}, "value-has-document"),
            ({"since": ON - ONE_DAY}, "value-is-in-time"),
            ({"held_then": 30_000}, "value-changes-something"),
        ],
    )
    def test_each_ground_refuses_alone(self, changes, code):
        assert codes(drafted(**changes)) == [code]

    def test_a_late_notice_says_why(self):
        assert drafted(since=ON - ONE_DAY, late_reason="文件11月下发，自10月起执行").granted

    def test_nothing_is_set_before_the_programme_began(self):
        before = drafted(since=PROGRAMME_BEGAN - ONE_DAY, late_reason="补发")
        assert codes(before) == ["since-the-programme"]
        assert drafted(since=PROGRAMME_BEGAN, late_reason="补发").granted

    @given(st.sampled_from(list(Unit)), st.integers(-5, 2_000_000_000))
    def test_what_is_granted_lies_within_the_unit(self, unit, value):
        if drafted(unit=unit, value=value).granted:
            assert 0 <= value <= MOST[unit]


class TestACalendar:
    def test_it_lists_the_days_that_differ_from_the_week(self):
        days = {date(2027, 1, 1): False, date(2027, 1, 3): True}
        assert may_draft_calendar(year=2027, days=days, has_document=True).granted

    def test_a_sunday_that_rests_and_a_day_of_another_year_are_refused(self):
        days = {date(2027, 1, 3): False, date(2026, 12, 31): False}
        found = may_draft_calendar(year=2027, days=days, has_document=False)
        assert codes(found) == [
            "days-are-of-the-year",
            "days-differ-from-the-week",
            "value-has-document",
        ]

    def test_next_year_is_asked_for_from_november(self):
        years = {2025, 2026}
        assert calendar_is_missing(years=years, on=date(2026, 10, 31)) is None
        assert calendar_is_missing(years=years, on=date(2026, 11, 1)) == 2027
        assert calendar_is_missing(years={*years, 2027}, on=date(2026, 11, 1)) is None
        assert calendar_is_missing(years=years, on=date(2027, 1, 2)) == 2027


class TestAnswering:
    def test_another_person_adopts(self):
        one, other = uuid4(), uuid4()
        assert may_answer(drafted_by=one, answered_by=other, adopts=True, because="").granted
        own = may_answer(drafted_by=one, answered_by=one, adopts=True, because="")
        assert codes(own) == ["another-adopts"]

    def test_a_refusal_says_why(self):
        found = may_answer(drafted_by=uuid4(), answered_by=uuid4(), adopts=False, because=" ")
        assert codes(found) == ["proposal-refusal-has-reason"]
