"""Prepare a pick-up: decide with all grounds, set lots aside, find a payer for every fen."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.statements import run, together
from anxin.dispensing import grounds
from anxin.dispensing.models import Pickup
from anxin.dispensing.plan import about_next_day
from anxin.dispensing.services.proposing import Proposal, propose
from anxin.dispensing.writing import lapse_earlier_days, move_pickup, write_pickup
from anxin.policy import load
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Decision, Refused
from anxin.rules.pickup_stages import PICKUP, PickupMove, PickupStage


@cites("5.3.2.a", "5.3.1.b", "2.1", "5.1.5.e", "5.3.2.c", "working-rules:owed")
def prepare(
    *,
    request_id: UUID,
    prescription_id: UUID,
    next_pickup_on: date,
    card_id: UUID | None = None,
    part: bool = False,
    only_lots: frozenset[UUID] | None = None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Set lots aside and split the cost for a reviewed prescription, or refuse with every ground.

    ``card_id`` is the card that was scanned; without one the person's live card is taken. With
    ``part`` what is there is set aside and the rest is owed. What is set aside lapses with the day.
    The shares are taken at completion, not here. ``only_lots`` are those that paper says were given.
    """
    new = uuid4()
    content = {"prescription": prescription_id, "next": next_pickup_on, "card": card_id}
    content |= {"part": True} if part else {}
    content |= {"lots": sorted(only_lots)} if only_lots is not None else {}
    if earlier := begin(
        request_id=request_id, kind="pickup.prepare", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    run("SELECT security.lock_for_preparing(%s, %s)", prescription_id, actor.organisation_id)
    proposal = propose(
        prescription_id, card_id=card_id, part=part, only_lots=only_lots, actor=actor, at=at
    )
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
    return about_next_day(
        day,
        last_day=proposal.last_return,
        clinic_days=proposal.clinic_days,
        owed=bool(proposal.owed),
        only_injected=proposal.only_injected,
        on=today,
    )


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
