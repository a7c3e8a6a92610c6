"""The clocks of admission in two spring festivals, worked by hand from the State Council's notices."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.policy.pack import load
from anxin.rules.admission import deadlines, decision_due, decision_late_from

CALENDAR = load().calendar


def batch(handed_in):
    found = deadlines(handed_in, terms=load().admission_terms(handed_in), calendar=CALENDAR)
    assert not found.provisional
    return found.intake_day, found.first_review_due, found.forward_by


# 2024: rest 10 to 17 February; worked on Sunday the 4th and Sunday the 18th.
# 2026: rest 15 to 23 February; worked on Saturday the 14th and Saturday the 28th.
@pytest.mark.parametrize(
    ("handed_in", "intake", "review_due", "forward_by"),
    [
        (date(2024, 2, 9), date(2024, 2, 18), date(2024, 2, 23), date(2024, 2, 23)),
        (date(2024, 2, 10), date(2024, 2, 18), date(2024, 2, 23), date(2024, 2, 23)),
        (date(2024, 2, 18), date(2024, 2, 18), date(2024, 2, 23), date(2024, 2, 23)),
        (date(2024, 2, 19), date(2024, 3, 11), date(2024, 3, 18), date(2024, 3, 20)),
        (date(2026, 2, 9), date(2026, 2, 10), date(2026, 2, 24), date(2026, 2, 24)),
        (date(2026, 2, 10), date(2026, 2, 10), date(2026, 2, 24), date(2026, 2, 24)),
        (date(2026, 2, 11), date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 20)),
    ],
)
def test_the_batch_of_a_february(handed_in, intake, review_due, forward_by):
    assert batch(handed_in) == (intake, review_due, forward_by)


def test_the_office_has_ten_working_days_over_the_festival():
    due = decision_due(date(2026, 2, 10), working_days=10, calendar=CALENDAR)

    # 11 12 13 14 (worked Saturday), 24 25 26 27 28 (worked Saturday), 2 March.
    assert due == date(2026, 3, 2)


@given(st.dates(date(2020, 2, 1), date(2026, 11, 1)), st.integers(1, 30))
def test_late_from_is_the_last_start_that_is_overdue(on, working_days):
    terms = {"working_days": working_days, "calendar": CALENDAR}
    start = decision_late_from(on, **terms)

    assert decision_due(start, **terms) < on
    assert decision_due(start + timedelta(days=1), **terms) >= on
