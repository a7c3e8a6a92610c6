"""Another product of the same medicine that makes exactly the same dose for less (2.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from anxin.rules.clauses import cites
from anxin.rules.dosing import HALVES, TABLET, Dose
from anxin.rules.money import Fen

THOUSAND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A product that a store has, at the price of the lot that would leave first."""

    code: str
    catalogue_id: str
    strength: int
    """Micrograms in one unit."""
    unit: str
    unit_price: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Cheaper:
    """A product that would do, how it would be taken, and how much less it costs."""

    product: Offered
    dose: Dose
    saves_permille: int
    """Rounded down, and never 0."""


@cites("2.2", "working-rules:equal-product")
def equal_dose(dose: Dose, *, strength: int, other: Offered) -> Dose | None:
    """Return the same dose in another product, exact at each time of the day; None where there is none."""
    parts = {}
    for name in ("morning", "noon", "evening", "night"):
        halves, rest = divmod(getattr(dose, name) * strength, other.strength)
        if rest or (halves % HALVES and other.unit != TABLET):
            return None
        parts[name] = halves
    injected, rest = divmod(dose.injected * strength, other.strength)
    return None if rest else replace(dose, injected=injected, **parts)


@cites("2.2", "working-rules:equal-product")
def cheaper_products(dose: Dose, *, chosen: Offered, offered: Iterable[Offered]) -> list[Cheaper]:
    """Return what makes the same dose for at least a thousandth less, the cheapest first."""
    asked, found = _price(dose, chosen), []
    for other in offered:
        same = equal_dose(dose, strength=chosen.strength, other=other)
        if same is None or other.catalogue_id != chosen.catalogue_id or other.code == chosen.code:
            continue
        saves = (asked - _price(same, other)) * THOUSAND // asked if asked else 0
        if saves > 0:
            found.append(Cheaper(product=other, dose=same, saves_permille=saves))
    return sorted(found, key=lambda one: (-one.saves_permille, one.product.code))


def _price(dose: Dose, product: Offered) -> int:
    """Return the price of one time of a dose, in half fen."""
    return (dose.halves + dose.injected * HALVES) * product.unit_price
