"""What an alert of worsening must say, and when the office hears of it (6.1)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.alerts import Response, Sign, may_raise, may_receive, office_hears_from


@given(signs=st.sets(st.sampled_from(Sign)), note=st.text(max_size=5))
def test_an_alert_names_a_sign_and_another_one_in_words(signs, note):
    told = bool(signs) and (Sign.OTHER not in signs or bool(note.strip()))
    assert may_raise(signs=signs, note=note).granted is told


@pytest.mark.parametrize(
    ("responses", "is_keeper", "grounds"),
    [
        ({Response.CALLED}, True, set()),
        (set(), True, {"alert-response-is-named"}),
        ({Response.CALLED}, False, {"alert-is-own"}),
        (set(), False, {"alert-is-own", "alert-response-is-named"}),
    ],
)
def test_a_receipt_is_by_the_keeper_and_says_what_was_done(responses, is_keeper, grounds):
    decision = may_receive(responses=responses, is_keeper=is_keeper)
    assert {one.code for one in decision.unmet} == grounds


def test_the_office_hears_on_the_day_after_and_not_before():
    assert office_hears_from(raised_on=date(2026, 11, 30), days=1) == date(2026, 12, 1)
