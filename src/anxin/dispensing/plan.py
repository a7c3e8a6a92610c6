"""Plan a pick-up: lots, days covered and a payer for every fen, with every ground against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from anxin.dispensing import grounds
from anxin.dispensing.facts import Case, Line
from anxin.dispensing.sharing import Limited, Purse
from anxin.policy import Policy
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import Payer, Split, line_cost
from anxin.rules.days import days_by_month
from anxin.rules.decisions import Condition, Decision, Listed
from anxin.rules.dispensing import (
    LotUse,
    PickupFacts,
    ShownCard,
    Signer,
    last_day_covered,
    may_dispense,
    may_prepare,
)
from anxin.rules.money import Fen
from anxin.rules.partial_supply import NEXT_PART_IN_TIME
from anxin.rules.prescribing import SupplyLine


@dataclass(frozen=True, slots=True, kw_only=True)
class LotGiven:
    """Units of a lot for a line, at the lot's purchase price (5.3.1.b)."""

    lot_id: UUID
    number: str
    expires_on: date
    quantity: int
    unit_price: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class LineGiven:
    """A line of the prescription with the lots it is given from."""

    line: Line
    lots: tuple[LotGiven, ...]

    @property
    def amount(self) -> Fen:
        """Return what the line costs."""
        return Fen(sum(line_cost(quantity=x.quantity, unit_price=x.unit_price) for x in self.lots))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is handed over, for which days, and who pays."""

    lines: tuple[LineGiven, ...]
    starts_on: date
    until: date
    split: Split
    limited: tuple[Limited, ...]

    @property
    def shares(self) -> Mapping[Payer, Fen]:
        """Return the share of each payer."""
        return self.split.shares


def span(lines: Sequence[Line]) -> tuple[date, int]:
    """Return the first day that a pick-up covers and how many days it covers in all."""
    starts_on = min(line.starts_on for line in lines)
    return starts_on, (max(line.until for line in lines) - starts_on).days


def periods(lines: Sequence[Line], *, on: date) -> set[str]:
    """Return the months and the year whose limits a pick-up may touch."""
    return {*days_by_month(*span(lines)), str(on.year)}


@cites("2.1", "5.1.5.e", "7.1.a")
def make_plan(
    case: Case, given: Sequence[LineGiven], *, purse: Purse, in_part: bool = False
) -> tuple[Plan | None, Decision]:
    """Split the cost of what is given; no plan where the bill brought along is above it.

    Where the rest is owed, the bill pays for what is given as far as it goes, and then for the rest.
    """
    total = Fen(sum(line.amount for line in given))
    special_disease = case.special_disease
    if in_part and special_disease.settled is not None:
        special_disease = replace(special_disease, settled=Fen(min(special_disease.settled, total)))
    settled = special_disease.settled or Fen(0)
    within = grounds.BILL_WITHIN_TOTAL.met_if(
        settled <= total, reimbursed_fen=settled, total_fen=total
    )
    if not within.met:
        return None, Decision.of(within)
    starts_on, days = span([line.line for line in given])
    found = purse.split(total, special_disease, starts_on=starts_on, days=days)
    plan = Plan(
        lines=tuple(given),
        starts_on=starts_on,
        until=starts_on + timedelta(days=days),
        split=found,
        limited=purse.limited(found),
    )
    return plan, Decision.of(within, *found.decision.conditions)


def assess(
    case: Case,
    lines: Sequence[Line],
    lots: Sequence[LineGiven],
    *,
    store_id: UUID,
    signatures: frozenset[Signer] | None,
    policy: Policy,
    on: date,
) -> Decision:
    """Ask ``rules.dispensing`` about a case: to prepare it, or with signatures to complete it."""
    facts = PickupFacts(
        enrolment=case.enrolment,
        in_hospital=case.in_hospital,
        agreement_since=case.agreement_since,
        agreement_until=case.agreement_until,
        card=case.card,
        card_is_own=case.card_is_own,
        designated_at=str(case.clinic_id or ""),
        dispensed_at=str(store_id),
        prescription=case.prescription,
        prescribed_by=str(case.prescriber_id),
        reviewed_by=str(case.reviewer_id) if case.reviewer_id else None,
        written_on=case.written_on,
        identity_checked_on=on if ShownCard.IDENTITY in case.shown else None,
        cards_shown=case.shown,
        has_insurance=case.has_insurance,
        holds_special_disease_card=case.special_disease.held,
        special_disease_owed=case.special_disease.is_owed,
        lines=tuple(_supply_line(line, policy=policy, on=on) for line in lines),
        lots=tuple(_uses(lots)),
        signatures=signatures or frozenset(),
    )
    terms = policy.supply_terms(on)
    if signatures is None:
        return may_prepare(facts, terms=terms, on=on)
    return may_dispense(facts, terms=terms, on=on)


def _supply_line(line: Line, *, policy: Policy, on: date) -> SupplyLine:
    return SupplyLine(
        drug=line.drug,
        form=line.form,
        item=policy.catalogue.find(line.drug, line.form),
        days=line.days,
        on_hand_days=(line.starts_on - on).days,
        reason=line.reason,
    )


def _uses(lots: Sequence[LineGiven]) -> list[LotUse]:
    return [
        LotUse(
            drug=given.line.drug,
            lot=lot.number,
            expires_on=lot.expires_on,
            needed_until=last_day_covered(starts_on=given.line.starts_on, days=given.line.days),
        )
        for given in lots
        for lot in given.lots
    ]


@cites("5.3.2.c")
def about_next_day(
    day: date,
    *,
    last_day: date,
    clinic_days: Sequence[date],
    owed: bool,
    only_injected: bool = False,
    on: date,
) -> tuple[Condition, ...]:
    """Examine the agreed next pick-up: while medicine lasts, on a clinic day where one is published."""
    in_time = grounds.NEXT_INJECTION_IN_TIME if only_injected else grounds.NEXT_DAY_IN_TIME
    in_time = NEXT_PART_IN_TIME if owed else in_time
    return (
        in_time.met_if(on < day <= last_day, last_day=last_day),
        grounds.NEXT_DAY_IS_CLINIC_DAY.met_if(
            not clinic_days or day in clinic_days,
            day=day,
            days=Listed(clinic_days),
        ),
    )


def last_next_day(until: date, *, on: date) -> date:
    """Return the last day that a next pick-up may be agreed for; tomorrow where today covers all."""
    return max(until - timedelta(days=1), on + timedelta(days=1))


def different(*conditions: Condition) -> Decision:
    """Gather conditions, each sentence once."""
    return Decision.of(*{(c.code, c.reason): c for c in conditions}.values())
