"""What is prescribed to whom in the demonstration, and what a unit costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from anxin.rules import dosing
from anxin.rules.eligibility import Diagnosis

PRICES: Mapping[str, int] = {
    "a3-02-1-4mg": 12,
    "a3-04-1-100mg": 10,
    "a3-05-1-50mg": 4_200,
    "a3-06-1-25mg": 9,
    "a3-07-1-1mg-60": 21,
    "a3-07-1-2mg": 36,
    "a3-08-1-5mg-28": 96,
    "a3-08-1-10mg-14": 178,
    "a3-09-1-100mg": 88,
    "a3-09-1-200mg": 152,
    "a3-11-1-5mg-20": 94,
    "a3-11-1-10mg": 163,
    "a3-12-1-200mg": 255,
    "a3-13-1-75mg": 52_500,
    "a3-14-1-75mg": 196,
    "a3-17-1-50mg-28": 118,
    "a3-18-1-250mg": 13,
    "a3-20-1-200mg": 16,
    "a3-21-1-500mg": 124,
    "a3-22-1-250mg": 108,
    "a3-23-1-50mg": 183,
    "a3-25-3-0.5mg": 24,
}
"""Fen a unit, by product. Plausible, and nobody's real price."""

CALMING = "a3-25-3-0.5mg"
CALMING_DAYS = 7
LONG_ACTING = frozenset({"a3-05-1-50mg", "a3-13-1-75mg"})
SELF_PAY = frozenset({"a3-13-1-75mg"})
BEGUN_IN_HOSPITAL = SELF_PAY
"""What is begun with two doses a week apart: here it was begun in hospital and goes on."""
COUNTED = frozenset({"a3-06-1-25mg"})
"""Clozapine: its white cells are counted."""
LEVELLED = frozenset({"a3-18-1-250mg"})
"""Lithium: its level is measured."""
VALPROATE = frozenset({"a3-20-1-200mg", "a3-21-1-500mg", "a3-22-1-250mg"})
INJECTION_DAYS = 28
EARLY_DAYS = 4
"""A monthly injection may come a week before its month is over; four weeks are three days short of that."""
SPARE_DAYS = 7
CYCLE_DAYS = 28
_MOMENTS = {1: ("night",), 2: ("morning", "evening"), 3: ("morning", "noon", "evening")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """A product and its units a day; for an injection units each time."""

    product: str
    units: int

    @property
    def taken(self) -> dosing.Dose:
        """Return how it is taken, as the doctor writes it."""
        if self.product in LONG_ACTING:
            return dosing.Dose(injected=self.units)
        times = 3 if self.units % 3 == 0 else 2 if self.units % 2 == 0 else 1
        each = self.units // times * dosing.HALVES
        return dosing.Dose(**dict.fromkeys(_MOMENTS[times], each))


Regimen = tuple[Dose, ...]


def _doses(*pairs: tuple[str, int]) -> Regimen:
    return tuple(Dose(product=product, units=units) for product, units in pairs)


_PSYCHOSIS = (
    (18, _doses(("a3-07-1-2mg", 2))),
    (6, _doses(("a3-07-1-1mg-60", 3))),
    (16, _doses(("a3-08-1-10mg-14", 1))),
    (6, _doses(("a3-08-1-5mg-28", 3))),
    (8, _doses(("a3-09-1-200mg", 2))),
    (8, _doses(("a3-11-1-10mg", 2))),
    (5, _doses(("a3-11-1-5mg-20", 3))),
    (14, _doses(("a3-06-1-25mg", 8))),
    (6, _doses(("a3-04-1-100mg", 6))),
    (5, _doses(("a3-02-1-4mg", 3))),
    (6, _doses(("a3-12-1-200mg", 2))),
    (3, _doses(("a3-05-1-50mg", 2), ("a3-07-1-1mg-60", 2))),
    (2, _doses(("a3-13-1-75mg", 1), ("a3-09-1-100mg", 1))),
    (5, _doses(("a3-07-1-2mg", 2), ("a3-06-1-25mg", 2))),
)
_MOODS = (
    (8, _doses(("a3-18-1-250mg", 3), ("a3-09-1-200mg", 1))),
    (8, _doses(("a3-21-1-500mg", 2), ("a3-08-1-5mg-28", 2))),
    (4, _doses(("a3-22-1-250mg", 3), ("a3-09-1-100mg", 2))),
    (3, _doses(("a3-23-1-50mg", 2), ("a3-09-1-100mg", 2))),
    (2, _doses(("a3-09-1-200mg", 2), ("a3-17-1-50mg-28", 1))),
    (2, _doses(("a3-11-1-10mg", 1), ("a3-14-1-75mg", 2))),
)
_SEIZURES = (
    (6, _doses(("a3-20-1-200mg", 4), ("a3-07-1-1mg-60", 2))),
    (4, _doses(("a3-21-1-500mg", 2), ("a3-08-1-5mg-28", 1))),
)
REGIMENS: Mapping[Diagnosis, tuple[tuple[int, Regimen], ...]] = {
    Diagnosis.SCHIZOPHRENIA: _PSYCHOSIS,
    Diagnosis.SCHIZOAFFECTIVE: (*_PSYCHOSIS[:6], *_MOODS[:2]),
    Diagnosis.PARANOID_PSYCHOSIS: _PSYCHOSIS[:6],
    Diagnosis.BIPOLAR: _MOODS,
    Diagnosis.EPILEPSY: _SEIZURES,
    Diagnosis.INTELLECTUAL_DISABILITY: (*_PSYCHOSIS[:4], *_SEIZURES[:1]),
}


def regimen_for(diagnosis: Diagnosis, rng: Random) -> Regimen:
    """Draw what a doctor would give for a diagnosis."""
    choices = REGIMENS[diagnosis]
    (drawn,) = rng.choices([regimen for _, regimen in choices], [weight for weight, _ in choices])
    return drawn


def price_of(product: str, *, ordered_on: date, start: date) -> int:
    """Return the fen of a unit: after half a year some are bought a little cheaper."""
    price = PRICES[product]
    cheaper = ordered_on - start > timedelta(days=182) and price % 2 == 0
    return price * 97 // 100 if cheaper else price


def lowest_price(product: str) -> int:
    """Return the least that a unit costs in any lot of the history."""
    return PRICES[product] * 97 // 100


def monthly_cost(regimen: Regimen) -> int:
    """Return about what a month of a regimen costs, in fen."""
    return sum(
        dose.units * PRICES[dose.product] * (1 if dose.product in LONG_ACTING else 30)
        for dose in regimen
    )
