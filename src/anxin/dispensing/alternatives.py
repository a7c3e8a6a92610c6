"""What a doctor could do instead of a plan that goes over the monthly cap (2.2, 5.1.5.e)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from anxin.clinics.plans import Planned, PlannedLine
from anxin.clinics.queries.equal_products import CheaperSeen, cheaper_equals
from anxin.dispensing.estimate import Behind, Estimate, estimate
from anxin.dispensing.prices import Prices, prices_of
from anxin.rules.clauses import cites
from anxin.rules.dosing import amount_for
from anxin.rules.equal_products import Offered, equal_dose


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """A plan in which one medicine is taken from a cheaper equal product of the store."""

    seen: CheaperSeen
    estimate: Estimate


@cites("5.1.5.e", "working-rules:cost-before-signing")
def most_days_that_fit(planned: Planned, *, prices: Prices, behind: Behind) -> int | None:
    """Return the most days for which the same medicines stay within the cap; None: not for one day.

    Injections keep their interval. Days are tried one by one from the longest: whole packs and lots
    at different prices do not get dearer evenly.
    """
    longest = max(line.days for line in planned.lines)
    for days in range(longest - 1, 0, -1):
        lines = [line.lasting(days) for line in planned.lines]
        if estimate(lines, prices=prices, behind=behind).fits:
            return days
    return None


@cites("2.2", "5.1.5.e")
def with_cheaper_products(planned: Planned, *, behind: Behind) -> list[Exchanged]:
    """Return the plan with each cheaper equal product that the store has, and what it then costs."""
    asked = dict(enumerate(planned.lines))
    found = cheaper_equals(asked, organisation_id=planned.organisation_id, usual=0, on=planned.on)
    products = {line.product.id for line in planned.lines} | {one.product.id for one in found}
    prices = prices_of(products, store_id=planned.organisation_id, on=planned.on)
    return [
        Exchanged(
            seen=one,
            estimate=estimate(_exchanged(planned.lines, one), prices=prices, behind=behind),
        )
        for one in found
    ]


def _exchanged(lines: Iterable[PlannedLine], seen: CheaperSeen) -> list[PlannedLine]:
    return [
        _from(line, seen) if number == seen.number else line for number, line in enumerate(lines)
    ]


def _from(line: PlannedLine, seen: CheaperSeen) -> PlannedLine:
    other = Offered(
        code=seen.product.code,
        catalogue_id="",
        strength=seen.product.strength_ug,
        unit=seen.product.unit_name,
        unit_price=seen.price,
    )
    dose = equal_dose(line.dose, strength=line.product.strength_ug, other=other)
    assert dose is not None, "an equal product makes the same dose"
    amount = amount_for(dose, days=line.days, clinic_days=line.clinic_days)
    return replace(
        line,
        product=seen.product,
        dose=dose,
        directions=seen.directions,
        days=amount.days,
        quantity=amount.units,
        pack_units=1,
    )
