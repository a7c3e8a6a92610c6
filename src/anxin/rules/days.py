"""Calendar days: working days, and months that end where the month ends."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from anxin.rules.clauses import cites

ONE_DAY = timedelta(days=1)


@cites("working-rules:months")
def add_months(day: date, months: int) -> date:
    """Return the same day so many months on, or the last day of that month."""
    years, month0 = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month0 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def month_of(day: date) -> str:
    """Return the calendar month of a day as ``2026-11``."""
    return day.isoformat()[:7]


def days_by_month(starts_on: date, days: int) -> dict[str, int]:
    """Count the days of a period by calendar month, in order; months without are left out."""
    assert days > 0
    counts: dict[str, int] = {}
    day, left = starts_on, days
    while left:
        rest_of_month = monthrange(day.year, day.month)[1] - day.day + 1
        counts[month_of(day)] = covered = min(rest_of_month, left)
        left -= covered
        if left:
            day += timedelta(days=covered)
    return counts


@cites("state-council-holidays:calendar")
@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days by the State Council's notices; weekends rest where no notice speaks."""

    exceptions: Mapping[date, bool]
    """Days that differ from Monday-to-Friday: whether they are worked."""
    years: frozenset[int]
    """Years with a notice. In any other the answer is provisional (暂定)."""

    def is_working_day(self, day: date) -> bool:
        """Say whether a day is worked."""
        worked = self.exceptions.get(day)
        return day.weekday() < 5 if worked is None else worked

    def is_provisional(self, day: date) -> bool:
        """Say whether a day lies in a year without a notice."""
        return day.year not in self.years

    def next_working_day(self, day: date) -> date:
        """Return the first working day on or after a day."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def last_working_day(self, day: date) -> date:
        """Return the last working day on or before a day."""
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """Return the so-manyth working day after a day; the day itself is not counted."""
        assert count > 0
        for _ in range(count):
            day = self.next_working_day(day + ONE_DAY)
        return day
