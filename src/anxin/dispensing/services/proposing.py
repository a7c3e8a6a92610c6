"""What would be handed over now: all of a prescription, or what is there of it, and who pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from anxin.database.statements import run
from anxin.dispensing import grounds
from anxin.dispensing.facts import Case, Line, read_case, read_lines, read_purse
from anxin.dispensing.injecting import last_injection_day
from anxin.dispensing.owing import owed_until
from anxin.dispensing.plan import (
    LineGiven,
    Plan,
    assess,
    different,
    last_next_day,
    make_plan,
    periods,
)
from anxin.dispensing.store import pick, pick_part
from anxin.policy import load
from anxin.rules.access import Actor
from anxin.rules.decisions import Condition, Decision
from anxin.rules.partial_supply import SOMETHING_IS_THERE, latest_return
from anxin.rules.prescription_stages import PrescriptionStage

_CLINIC_DAYS = """
SELECT DISTINCT d.day FROM clinics_clinicday d
WHERE d.organisation_id = %s::uuid AND d.stage = 'published'
    AND d.day > %s::date AND d.day <= %s::date ORDER BY d.day
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What would be handed over now, and every condition of doing so."""

    case: Case
    given: tuple[LineGiven, ...]
    plan: Plan | None
    until: date
    """The first day that what is handed over no longer covers."""
    last_return: date
    """The last day that the next pick-up may be agreed for."""
    decision: Decision
    clinic_days: tuple[date, ...]
    owed: tuple[Line, ...] = ()
    """What is owed after a part was handed over (working-rules:owed)."""
    only_injected: bool = False
    """Nothing is taken home: the window of the next injection tells when to come back."""

    @property
    def is_of_owed(self) -> bool:
        """Say whether a part was handed over before, and this is what was owed."""
        return self.case.prescription is PrescriptionStage.PARTLY_DISPENSED


def propose(
    prescription_id: UUID,
    *,
    card_id: UUID | None = None,
    part: bool = False,
    only_lots: frozenset[UUID] | None = None,
    actor: Actor,
    at: datetime,
) -> Proposal | None:
    """Say what would be handed over, and all that stands against it; None out of reach. Writes nothing.

    With ``part`` what is there is handed over and the rest is owed; without, too little is a refusal.
    """
    today, store_id = localdate(at), actor.organisation_id
    case = read_case(prescription_id, store_id=store_id, card_id=card_id, on=today)
    if case is None:
        return None
    lines = read_lines(case, on=today)
    picked = _pick(store_id, lines, part=part, only=only_lots, on=today)
    nothing = (
        bool(picked.wanting) or not picked.lines
    )  # all is handed over: its stage says so below
    plan, cost = (None, Decision.of()) if nothing else _cost(case, picked, on=today)
    covered = picked.lines or lines
    until = max((line.until for line in covered), default=today)
    last_return = _last_return(case, until=until, owed=picked.owed, on=today)
    closes_on = None if picked.owed else last_injection_day(case, covered, policy=load(), on=today)
    if closes_on is not None:
        last_return = max(last_return, closes_on)
    return Proposal(
        case=case,
        given=picked.given,
        plan=plan,
        until=until,
        last_return=last_return,
        decision=different(
            *_about(case, covered, picked.given, actor=actor, on=today),
            *picked.wanting,
            *cost.conditions,
        ),
        clinic_days=clinic_days(store_id, last_day=last_return, on=today),
        owed=picked.owed,
        only_injected=closes_on is not None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Picked:
    """What the store can give, what it can't, and what stands against giving it."""

    given: tuple[LineGiven, ...]
    owed: tuple[Line, ...] = ()
    wanting: tuple[Condition, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(one.line for one in self.given)


def _pick(
    store_id: UUID,
    lines: tuple[Line, ...],
    *,
    part: bool,
    only: frozenset[UUID] | None,
    on: date,
) -> _Picked:
    if not part:
        given, wanting = pick(store_id, lines, only=only, on=on)
        return _Picked(given=given, wanting=wanting)
    given, owed = pick_part(store_id, lines, on=on)
    return _Picked(
        given=given, owed=owed, wanting=() if given else (SOMETHING_IS_THERE.met_if(bool(given)),)
    )


def _last_return(case: Case, *, until: date, owed: tuple[Line, ...], on: date) -> date:
    if not owed:
        return last_next_day(until, on=on)
    return latest_return(
        first_end=min(line.starts_on for line in owed),
        valid_until=owed_until(case.written_on),
        on=on,
    )


def _cost(case: Case, picked: _Picked, *, on: date) -> tuple[Plan | None, Decision]:
    purse = read_purse(
        case.person_id,
        disability_certified=case.disability_certified,
        periods=periods(picked.lines, on=on),
        policy=load(),
        on=on,
    )
    return make_plan(case, picked.given, purse=purse, in_part=bool(picked.owed))


def _about(
    case: Case,
    lines: tuple[Line, ...],
    given: tuple[LineGiven, ...],
    *,
    actor: Actor,
    on: date,
) -> tuple[Condition, ...]:
    here = actor.organisation_id
    asked = assess(case, lines, given, store_id=here, signatures=None, policy=load(), on=on)
    return (
        grounds.WRITTEN_HERE.met_if(case.written_at == here),
        *asked.conditions,
        grounds.DISPENSER_IS_ANOTHER.met_if(
            actor.staff_id not in {case.prescriber_id, case.reviewer_id}
        ),
    )


def clinic_days(organisation_id: UUID, *, last_day: date, on: date) -> tuple[date, ...]:
    """Return the published clinic days of a point that a next pick-up may be agreed for."""
    rows = run(_CLINIC_DAYS, organisation_id, on, last_day)
    return tuple(day for (day,) in rows)
