"""What the programme's numbers mean: each with its numerator, denominator and definition.

Pure arithmetic in whole numbers. What is counted stands in ``supervision/guards.sql``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from anxin.rules.clauses import cites
from anxin.rules.days import add_months

MONTH_DAYS = 30
"""Days of medicine that make a person-month."""
MONTHS_SHOWN = 12
MILLION = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share of something: never shown without what it was divided by."""

    numerator: int
    denominator: int

    @property
    def permille(self) -> int | None:
        """Return thousandths, half up; None where there is nothing to divide by."""
        if self.denominator <= 0:
            return None
        return (self.numerator * 2000 + self.denominator) // (2 * self.denominator)

    @property
    def words(self) -> str:
        """Return the rate as 92.3%; a dash where there is nothing to divide by."""
        found = self.permille
        return "—" if found is None else f"{found // 10}.{found % 10}%"


@cites("working-rules:refill-on-time", "7.3.c")
def refill_rate(*, in_time: int, late: int) -> Rate:
    """Return the share of supplies that ended and were followed by a pick-up in time."""
    return Rate(numerator=in_time, denominator=in_time + late)


@cites("working-rules:person-month")
def person_month_cost(*, amount: int, days: int) -> int | None:
    """Return the fen of thirty days of medicine for one person, half up; None where none was given."""
    if days <= 0:
        return None
    return (amount * MONTH_DAYS * 2 + days) // (2 * days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """How far a store's medicine reaches for the people who take it there."""

    days: int | None
    """Whole days until it is used up; None where nobody takes it."""
    patient_days: int | None
    """Days of one average patient; None where nobody takes it."""


@cites("working-rules:cover", "7.3.c")
def cover(*, on_hand: int, people: int, a_day: int) -> Cover:
    """Return the cover of units on hand; ``a_day`` is millionths of a unit, all people together."""
    if people <= 0 or a_day <= 0:
        return Cover(days=None, patient_days=None)
    return Cover(days=on_hand * MILLION // a_day, patient_days=on_hand * people * MILLION // a_day)


def months_until(on: date, *, count: int = MONTHS_SHOWN) -> list[date]:
    """Return the first days of the last months, the present one last."""
    first = on.replace(day=1)
    return [add_months(first, back - count + 1) for back in range(count)]
