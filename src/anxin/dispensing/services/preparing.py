"""Prepare a pick-up: decide with all grounds, set lots aside, find a payer for every fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.statements import run, together
from anxin.dispensing import grounds
from anxin.dispensing.facts import Case, Line, read_case, read_lines, read_purse
from anxin.dispensing.models import Pickup
from anxin.dispensing.plan import (
    LineGiven,
    Plan,
    about_next_day,
    assess,
    different,
    last_next_day,
    make_plan,
    periods,
    span,
)
from anxin.dispensing.store import pick
from anxin.dispensing.writing import lapse_earlier_days, move_pickup, write_pickup
from anxin.policy import load
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.days import ONE_DAY
from anxin.rules.decisions import Condition, Decision, Refused
from anxin.rules.pickup_stages import PICKUP, PickupMove, PickupStage

_CLINIC_DAYS = """
SELECT DISTINCT d.day FROM clinics_clinicday d
WHERE d.organisation_id = %s::uuid AND d.day > %s::date AND d.day <= %s::date ORDER BY d.day
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What would be handed over now, and every condition of doing so."""

    case: Case
    given: tuple[LineGiven, ...]
    plan: Plan | None
    until: date
    decision: Decision
    clinic_days: tuple[date, ...]


def propose(
    prescription_id: UUID, *, card_id: UUID | None = None, actor: Actor, at: datetime
) -> Proposal | None:
    """Say what would be handed over, and all that stands against it; None out of reach. Writes nothing."""
    today, store_id = localdate(at), actor.organisation_id
    case = read_case(prescription_id, store_id=store_id, card_id=card_id, on=today)
    if case is None:
        return None
    lines = read_lines(case, on=today)
    given, wanting = pick(store_id, lines, on=today)
    plan, cost = (None, Decision.of()) if wanting else _cost(case, lines, given, on=today)
    starts_on, days = span(lines)
    until = starts_on + days * ONE_DAY
    return Proposal(
        case=case,
        given=given,
        plan=plan,
        until=until,
        decision=different(
            *_about(case, lines, given, actor=actor, on=today), *wanting, *cost.conditions
        ),
        clinic_days=clinic_days(store_id, until=until, on=today),
    )


def _cost(
    case: Case, lines: tuple[Line, ...], given: tuple[LineGiven, ...], *, on: date
) -> tuple[Plan | None, Decision]:
    purse = read_purse(
        case.person_id,
        disability_certified=case.disability_certified,
        periods=periods(lines, on=on),
        policy=load(),
        on=on,
    )
    return make_plan(case, given, purse=purse)


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


def clinic_days(organisation_id: UUID, *, until: date, on: date) -> tuple[date, ...]:
    """Return the published clinic days of a point that a next pick-up may be agreed for."""
    rows = run(_CLINIC_DAYS, organisation_id, on, last_next_day(until, on=on))
    return tuple(day for (day,) in rows)


@cites("5.3.2.a", "5.3.1.b", "2.1", "5.1.5.e", "5.3.2.c")
def prepare(
    *,
    request_id: UUID,
    prescription_id: UUID,
    next_pickup_on: date,
    card_id: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Set lots aside and split the cost for a reviewed prescription, or refuse with every ground.

    ``card_id`` is the card that was scanned; without one the person's live card is taken. What is
    set aside lapses with the day. The shares are taken at completion, not here.
    """
    new = uuid4()
    content = {"prescription": prescription_id, "next": next_pickup_on, "card": card_id}
    if earlier := begin(
        request_id=request_id, kind="pickup.prepare", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    run("SELECT security.lock_for_preparing(%s, %s)", prescription_id, actor.organisation_id)
    proposal = propose(prescription_id, card_id=card_id, actor=actor, at=at)
    if proposal is None:
        raise grounds.PRESCRIPTION_IS_FOUND.refused()
    today, policy = localdate(at), load()
    Refused.unless(
        Decision.of(*proposal.decision.conditions, *_next_day(proposal, next_pickup_on, today))
    )
    assert proposal.plan is not None
    with together():
        lapse_earlier_days(prescription_id, act_id=request_id, on=today)
        write_pickup(
            new,
            proposal.case,
            proposal.plan,
            next_pickup_on=next_pickup_on,
            policy_version=policy.version,
            act_id=request_id,
            actor=actor,
            on=today,
        )
    return new


def _next_day(proposal: Proposal, day: date, today: date) -> tuple[Condition, ...]:
    return about_next_day(day, until=proposal.until, clinic_days=proposal.clinic_days, on=today)


def release(*, request_id: UUID, pickup_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Take back what was prepared and not completed: its lots are free again."""
    if earlier := begin(
        request_id=request_id,
        kind="pickup.release",
        content={"pickup": pickup_id},
        result_id=pickup_id,
        at=at,
    ):
        return earlier.result_id
    run("SELECT security.lock_pickup(%s)", pickup_id)
    found = Pickup.objects.filter(id=pickup_id, organisation_id=actor.organisation_id).first()
    if found is None:
        raise grounds.PICKUP_IS_FOUND.refused()
    PICKUP.after(PickupStage(found.stage), PickupMove.LAPSE)
    move_pickup(
        pickup_id,
        PickupMove.LAPSE,
        because="发药人撤销备药",
        clause="5.3.2.e",
        act_id=request_id,
        on=localdate(at),
    )
    return pickup_id
