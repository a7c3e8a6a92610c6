"""The quarter of a year, by which claims are filed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from anxin.rules.clauses import cites

_FORM = re.compile(r"([0-9]{4})Q([1-4])")


@cites("5.5.c")
@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter, such as 2026Q4. Orders by time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        assert 1 <= self.number <= 4
        assert 1 <= self.year <= 9998

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Read ``2026Q4``; anything else is a ValueError."""
        found = _FORM.fullmatch(text)
        if not found or not 1 <= int(found[1]) <= 9998:
            message = f"不是季度：{text}（例如 2026Q4）"
            raise ValueError(message)
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Quarter:
        """Return the quarter a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first_day(self) -> date:
        """Return the first day of the quarter."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        """Return the last day of the quarter, inclusive."""
        return self.next.first_day - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """Return the quarter after this one."""
        if self.number == 4:
            return Quarter(self.year + 1, 1)
        return Quarter(self.year, self.number + 1)

    @property
    def previous(self) -> Quarter:
        """Return the quarter before this one."""
        if self.number == 1:
            return Quarter(self.year - 1, 4)
        return Quarter(self.year, self.number - 1)

    def __contains__(self, day: date) -> bool:
        return Quarter.of(day) == self

    def __str__(self) -> str:
        return f"{self.year:04}Q{self.number}"
