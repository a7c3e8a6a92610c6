"""Days covered by medicine at home (working-rules:days-covered, 7.3.c)."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.covering import days_covered

SINCE, UNTIL = date(2026, 6, 1), date(2026, 11, 28)
days = st.integers(-40, 220).map(lambda n: SINCE + timedelta(days=n))
spans = st.lists(
    st.tuples(days, st.integers(1, 90)).map(lambda x: (x[0], x[0] + timedelta(days=x[1])))
)


def _by_hand(found):
    """Count the days one by one."""
    total = (UNTIL - SINCE).days
    have = [
        any(start <= SINCE + timedelta(days=n) < end for start, end in found) for n in range(total)
    ]
    longest = run = 0
    for one in have:
        run = 0 if one else run + 1
        longest = max(longest, run)
    return sum(have), total, longest


@given(found=spans)
def test_it_is_what_counting_day_by_day_gives(found):
    covered = days_covered(found, since=SINCE, until=UNTIL)
    told = (covered.rate.numerator, covered.rate.denominator, covered.longest_gap)
    assert told == _by_hand(found)


def test_nothing_to_look_at_is_no_rate():
    covered = days_covered([], since=SINCE, until=SINCE)
    assert (covered.rate.words, covered.longest_gap) == ("—", 0)
