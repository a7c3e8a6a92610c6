"""An appeal: once, in time, and decided by somebody else."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.appeals import another_decides, appeal_until, may_appeal

DECIDED = date(2026, 11, 9)


def clauses_unmet(**changes):
    asked = {
        "decided_on": DECIDED,
        "appealed": False,
        "reason": "有新的证明",
        "days": 30,
        "on": DECIDED,
    }
    return [one.code for one in may_appeal(**{**asked, **changes}).unmet]


@pytest.mark.parametrize(
    ("on", "unmet"),
    [
        (date(2026, 11, 9), []),
        (date(2026, 12, 8), []),
        (date(2026, 12, 9), []),
        (date(2026, 12, 10), ["appeal-in-time"]),
    ],
)
def test_the_thirtieth_day_is_the_last(on, unmet):
    assert clauses_unmet(on=on) == unmet


def test_there_is_one_appeal_and_it_has_a_reason():
    assert clauses_unmet(appealed=True, reason="  ") == ["appealed-once", "appeal-has-reason"]


@given(st.dates(date(2019, 3, 18), date(2040, 1, 1)), st.integers(1, 365))
def test_the_last_day_is_in_time_and_the_next_is_not(decided_on, days):
    until = appeal_until(decided_on, days=days)

    assert not clauses_unmet(decided_on=decided_on, days=days, on=until)
    assert clauses_unmet(decided_on=decided_on, days=days, on=until + timedelta(days=1))


@pytest.mark.parametrize("before", [True, False])
def test_who_decided_before_does_not_decide_again(before):
    assert another_decides(decided_before=before).met is not before
