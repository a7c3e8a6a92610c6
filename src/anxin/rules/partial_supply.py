"""Where the store has not enough: what may be handed over now, and what is owed (五（三）1、2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from anxin.rules.clauses import cites
from anxin.rules.decisions import condition
from anxin.rules.dosing import HALVES, Amount, Dose
from anxin.rules.prescribing import SupplyTerms

SHORTAGE = "缺货"

SOMETHING_IS_THERE = condition(
    "something-is-there",
    "working-rules:owed",
    met="有可以先发的药品",
    unmet="现有库存不够一天的用量，没有可以先发的药品；请等调拨到货后再发",
)
NEXT_PART_IN_TIME = condition(
    "owed-return-in-time",
    "5.3.2.c",
    met="约定的日子在先发的药用完之前，或在处方有效期内",
    unmet="有欠药：约定的日子应在明天到 {last_day} 之间（先发的药用完之前；不够用的，在处方有效期内）",
)
LATEST_PART_FIRST = condition(
    "latest-part-is-reversed-first",
    "working-rules:owed",
    met="是这张处方最近一次发药",
    unmet="这张处方后来还补发过欠药，请先冲销后一次",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A line divided between now and later: each in whole units with the days they cover."""

    now: Amount
    later: Amount


@cites("5.3.2.c", "5.3.2.d", "working-rules:owed")
def divide(dose: Dose, *, wanted: Amount, available: int, pack_units: int = 1) -> Shared:
    """Divide what is wanted of a line: so much now that whole days are covered, the rest later.

    Whole packs are kept whole where packs were prescribed and one is there. An injection is never
    divided. Together the two are always what was wanted, in units and in days.
    """
    if available >= wanted.units:
        return Shared(now=wanted, later=Amount(units=0, days=0))
    now = _covered(dose, wanted=wanted, available=available, pack_units=pack_units)
    return Shared(
        now=now, later=Amount(units=wanted.units - now.units, days=wanted.days - now.days)
    )


def _covered(dose: Dose, *, wanted: Amount, available: int, pack_units: int) -> Amount:
    nothing = Amount(units=0, days=0)
    if dose.injected or dose.halves <= 0:
        return nothing
    packed = pack_units > 1 and wanted.units % pack_units == 0 and available >= pack_units
    units = available // pack_units * pack_units if packed else available
    times = min(units * HALVES // dose.halves, (wanted.days - 1) // dose.every_days)
    if times <= 0:
        return nothing
    needed = -(-times * dose.halves // HALVES)
    return Amount(units=units if packed else needed, days=times * dose.every_days)


@cites("rx-2007:validity", "working-rules:owed")
def last_day_of_the_owed(*, written_on: date, terms: SupplyTerms) -> date:
    """Return the last day on which what is owed may still be handed over: the prescription's own."""
    return written_on + timedelta(days=terms.validity_days - 1)


@cites("5.3.2.c", "working-rules:owed")
def latest_return(*, first_end: date, valid_until: date, on: date) -> date:
    """Return the last day to come back on: while the shortest medicine lasts, or the owed is kept.

    ``first_end`` is the first day on which some medicine of the prescription is no longer covered.
    """
    return max(first_end - timedelta(days=1), valid_until, on + timedelta(days=1))
