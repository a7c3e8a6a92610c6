"""Which numbers a duty is shown, and whether it may look behind them (7.2.d)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.access import Actor, Duty


class Section(StrEnum):
    """One group of numbers of the overview, counted by one question."""

    SERVED = "served"
    ADMITTED = "admitted"
    REFILLS = "refills"
    HOLDING = "holding"
    MONEY = "money"
    COSTS = "costs"
    DRUG_COSTS = "drug_costs"
    COVER = "cover"


class Part(StrEnum):
    """A page of the overview; each asks the database only what it shows."""

    PEOPLE = "people"
    MEDICINE = "medicine"
    MONEY = "money"
    COSTS = "costs"


PARTS: dict[Part, tuple[Section, ...]] = {
    Part.PEOPLE: (Section.SERVED, Section.ADMITTED, Section.HOLDING),
    Part.MEDICINE: (Section.REFILLS, Section.COVER),
    Part.MONEY: (Section.MONEY,),
    Part.COSTS: (Section.COSTS, Section.DRUG_COSTS),
}


class Sight(StrEnum):
    """How a duty sees a section; the names are those of the functions in ``guards.sql``."""

    COUNTED = "count"
    """Within reach, under row security: exact, and each number opens the rows behind it."""
    TOLD = "told"
    """Of the whole district, small counts hidden, and nothing behind the numbers."""


# What a duty must hold to see the rows that a number counts; registry.read means reach to people.
_BEHIND: dict[Section, tuple[str, ...]] = {
    Section.SERVED: ("registry.read", "register.read"),
    Section.ADMITTED: ("registry.read", "register.read"),
    Section.REFILLS: ("registry.read", "register.read", "clinic.read"),
    Section.HOLDING: ("registry.read", "register.read", "clinic.read"),
    Section.MONEY: ("registry.read", "ledger.read"),
    Section.COSTS: ("registry.read", "pickup.read"),
    Section.DRUG_COSTS: ("registry.read", "pickup.read", "clinic.read"),
    Section.COVER: ("registry.read", "register.read", "clinic.read", "stock.read"),
}
_NEVER_TOLD = frozenset({Section.COVER})
# Who supervises and does nothing from day to day begins with the overview.
_LEADERS = frozenset(
    {Duty.COMMISSION, Duty.FINANCE, Duty.POLITICS, Duty.CIVIL, Duty.DISABLED, Duty.AUDITOR}
)


def sight(actor: Actor, section: Section) -> Sight | None:
    """Return how the duty sees a section; None where it does not."""
    if all(actor.may(action) for action in _BEHIND[section]):
        return Sight.COUNTED
    if actor.may("totals.read") and section not in _NEVER_TOLD:
        return Sight.TOLD
    return None


def leads(actor: Actor) -> bool:
    """Say whether the overview is where the duty begins."""
    return actor.duty in _LEADERS


def parts_for(actor: Actor) -> list[Part]:
    """Return the parts in which the duty is shown anything."""
    return [part for part, sections in PARTS.items() if any(sight(actor, s) for s in sections)]


def part_of(section: Section) -> Part:
    """Return the part that a section stands in."""
    return next(part for part, sections in PARTS.items() if section in sections)
