"""Values that the documents set, through time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from anxin.rules.clauses import cites

PENDING: Final = None
"""A value that the district has not set yet (待定). Never zero, never "no limit"."""


class Unit(StrEnum):
    """What a value counts. Always whole."""

    FEN = "fen"
    PERMILLE = "permille"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    DAY_OF_MONTH = "day_of_month"
    MONTHS = "months"
    YEARS = "years"
    PEOPLE = "people"
    DRUGS = "drugs"
    TIMES = "times"
    MILLIGRAMS = "milligrams"
    CELLS = "cells"
    """Millions in a litre of blood."""
    MICROMOLES = "micromoles"
    """In a litre of blood."""
    YES_NO = "yes_no"
    CHOICE = "choice"
    """One of a few ways to do something, by number; the description names them."""


class NotInForceError(LookupError):
    """No value is in force on that day: before the first row, or after the last ended."""


class PendingError(NotInForceError):
    """The district has not set the value yet (待定)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value from the day it bites. ``value`` is empty where it is pending or ended."""

    since: date
    value: int | None
    source: str
    pending: bool = False

    def __post_init__(self) -> None:
        assert not (self.pending and self.value is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One policy value through time, oldest first."""

    name: str
    description: str
    unit: Unit
    values: tuple[Value, ...]
    checked_on: date

    def __post_init__(self) -> None:
        days = [value.since for value in self.values]
        assert days, f"{self.name} has no value"
        assert days == sorted(set(days)), f"{self.name} must run oldest to newest"

    @cites("7.4")
    def row_on(self, day: date) -> Value:
        """Return the row in force on a day, or refuse to guess."""
        in_force = [value for value in self.values if value.since <= day]
        if not in_force or (in_force[-1].value is None and not in_force[-1].pending):
            message = f"{self.description}（{self.name}）在 {day} 没有有效的规定"
            raise NotInForceError(message)
        return in_force[-1]

    def on(self, day: date) -> int:
        """Return the value in force on a day; a pending one raises."""
        value = self.row_on(day).value
        if value is None:
            message = f"{self.description}（{self.name}）待定"
            raise PendingError(message)
        return value

    @cites("working-rules:pending")
    def value_or_pending(self, day: date) -> int | None:
        """Return the value in force on a day, or ``PENDING`` where the district set none."""
        return self.row_on(day).value
