"""What a doctor plans to prescribe, not signed yet, and what higher contexts say of it.

The clinic knows neither stores' prices nor the fund (decision 0002). A context above it that has a
word to say before the signature offers a module with ``grounds`` and ``panel``; they are gathered
by name, as tasks are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import import_module
from uuid import UUID

from anxin.pharmacy.models import Product
from anxin.privacy.door import Look
from anxin.rules.decisions import Condition
from anxin.rules.dosing import Dose, amount_for

SOURCES: tuple[str, ...] = ("anxin.dispensing.before_signing",)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """One medicine of a plan, and the day its supply would start."""

    product: Product
    dose: Dose
    note: str
    directions: str
    days: int
    quantity: int
    starts_on: date
    pack_units: int
    """Units that it is handed out in: a whole pack's, or 1."""
    clinic_days: int | None

    @property
    def product_id(self) -> UUID:
        """Return the product's id."""
        return self.product.id

    @property
    def until(self) -> date:
        """Return the first day that the supply would no longer cover."""
        return self.starts_on + timedelta(days=self.days)

    def lasting(self, days: int) -> PlannedLine:
        """Return the same medicine for at most so many days; an injection keeps its interval."""
        if self.clinic_days is not None or days >= self.days:
            return self
        amount = amount_for(self.dose, days=days, pack_units=self.pack_units)
        return replace(self, days=amount.days, quantity=amount.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A visit, and the medicines typed so far; none before anything was typed."""

    attendance_id: UUID
    person_id: UUID
    organisation_id: UUID
    lines: tuple[PlannedLine, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """What another context shows on the visit's page: a template of its own, and what it needs."""

    template: str
    shown: Mapping[str, object]


def grounds(planned: Planned, *, look: Look) -> tuple[Condition, ...]:
    """Return what higher contexts hold against signing a plan."""
    return tuple(
        condition
        for source in SOURCES
        for condition in import_module(source).grounds(planned, look=look)
    )


def panels(planned: Planned, *, look: Look) -> list[Panel]:
    """Return what higher contexts show beside a plan."""
    return [import_module(source).panel(planned, look=look) for source in SOURCES]
