"""Making the programme known (5.1.1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.publicity import MOST_REACHED, PublicityForm, may_record, next_publicity_by

ON = date(2026, 11, 23)


def decided(**changes):
    facts = {"held_on": ON, "people_reached": 30, "held_at_home": True, "on": ON}
    return may_record(**{**facts, **changes})


def test_what_took_place_today_or_before_is_written_down():
    assert decided().granted
    assert decided(held_on=ON - timedelta(days=400)).granted


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"held_on": ON + timedelta(days=1)}, "publicity-has-taken-place"),
        ({"people_reached": 0}, "publicity-reached-somebody"),
        ({"people_reached": MOST_REACHED + 1}, "publicity-reached-somebody"),
        ({"held_at_home": False}, "publicity-held-at-home"),
    ],
)
def test_each_ground_refuses_alone_with_its_clause(changes, code):
    unmet = decided(**changes).unmet
    assert [one.code for one in unmet] == [code]
    assert unmet[0].clause == "5.1.1"


def test_all_grounds_are_named_at_once():
    found = decided(held_on=ON + timedelta(days=1), people_reached=0, held_at_home=False)
    assert len(found.unmet) == 3


def test_the_next_is_due_months_after_the_last_or_after_the_window_began():
    assert next_publicity_by(last_held_on=date(2026, 8, 31), begun_on=ON, months=3) == date(
        2026, 11, 30
    )
    assert next_publicity_by(last_held_on=None, begun_on=date(2026, 8, 23), months=3) == ON


@given(last=st.dates(date(2019, 3, 18), date(2030, 1, 1)), months=st.integers(1, 24))
def test_the_day_due_is_always_after_the_last(last, months):
    assert next_publicity_by(last_held_on=last, begun_on=last, months=months) > last


def test_every_form_has_its_word():
    assert len({form.label for form in PublicityForm}) == len(PublicityForm)
