"""The clinic days of a month: weekdays of a pattern, drawn on the working calendar (5.2.1, A6)."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from anxin.rules.clauses import cites
from anxin.rules.days import Calendar

EVERY = frozenset({1, 2, 3, 4, 5})
"""All of a weekday's days in a month."""
LAST = 0
"""The last one of the month, be it the fourth or the fifth."""

Doctor = TypeVar("Doctor", bound=Hashable)
Point = TypeVar("Point", bound=Hashable)


def month_days(month: date) -> tuple[date, ...]:
    """Return the days of the month of a day, in order."""
    count = monthrange(month.year, month.month)[1]
    return tuple(month.replace(day=n) for n in range(1, count + 1))


def turn_of(day: date) -> int:
    """Return which of its weekday a day is in its month: 1 to 5."""
    return (day.day - 1) // 7 + 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """A weekday (Monday is 0) and which of them in a month: 1 to 5, or ``LAST``."""

    weekday: int
    which: frozenset[int]

    def days_in(self, month: date) -> tuple[date, ...]:
        """Return the days of the pattern in a month, whether they are worked or not."""
        found = [day for day in month_days(month) if day.weekday() == self.weekday]
        return tuple(
            day
            for day in found
            if turn_of(day) in self.which or (LAST in self.which and day == found[-1])
        )


@dataclass(frozen=True, slots=True)
class Drawn:
    """The days of a month that patterns fall on."""

    working: tuple[date, ...]
    resting: tuple[date, ...]
    """In the pattern, but not worked: left out unless somebody chooses them on purpose."""


@cites("5.2.1", "A6", "working-rules:rota")
def draw(patterns: Iterable[Pattern], *, month: date, calendar: Calendar) -> Drawn:
    """Return every day of the patterns in a month once, the working ones apart from the others."""
    days = sorted({day for pattern in patterns for day in pattern.days_in(month)})
    return Drawn(
        working=tuple(day for day in days if calendar.is_working_day(day)),
        resting=tuple(day for day in days if not calendar.is_working_day(day)),
    )


def patterns_behind(days: Iterable[date]) -> tuple[Pattern, ...]:
    """Return the patterns that the days of one month follow, to go on with in the next.

    Four of a weekday are all of them: a fifth day of the next month belongs to them.
    """
    turns: dict[int, set[int]] = defaultdict(set)
    for day in days:
        turns[day.weekday()].add(turn_of(day))
    return tuple(
        Pattern(weekday, EVERY if found >= {1, 2, 3, 4} else frozenset(found))
        for weekday, found in sorted(turns.items())
    )


@cites("5.2.1", "working-rules:rota")
def double_booked(
    sittings: Iterable[tuple[Point, Doctor, date]],
) -> dict[tuple[Doctor, date], frozenset[Point]]:
    """Return where a doctor would sit at two points on one day, with the points."""
    points: dict[tuple[Doctor, date], set[Point]] = defaultdict(set)
    for point, doctor, day in sittings:
        points[doctor, day].add(point)
    return {key: frozenset(found) for key, found in points.items() if len(found) > 1}
