"""Announcing a move to another town, taking the announcement back, and declining it (5.1.2.a)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.enrolment.models import Enrolment, Move, MoveEvent
from anxin.enrolment.queries.moving import find_move, keeper_of_town, mover_standing
from anxin.organisations.models import Village
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Refused
from anxin.rules.move_stages import MOVE, MoveMove, MoveStage
from anxin.rules.moving import HAS_SOMETHING_TO_MOVE, STILL_WAITS, may_announce, may_answer

CLAUSE = "5.1.2.a"


@cites("5.1.2.a")
def announce_move(
    *,
    request_id: UUID,
    person_id: UUID,
    village_id: UUID,
    handed_over: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Announce that somebody moves to a village of another town; return the move's id.

    Nothing changes by it: lists, clinic and card stay until the other side takes over.
    """
    new, on = uuid4(), localdate(at)
    content = {"person": person_id, "village": village_id, "handed_over": handed_over}
    if earlier := begin(
        request_id=request_id, kind="move.announce", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    lock(Enrolment, *Enrolment.objects.filter(person_id=person_id).values_list("id", flat=True))
    standing = mover_standing(person_id)
    if standing is None:
        raise HAS_SOMETHING_TO_MOVE.refused()
    village = Village.objects.get(id=village_id)
    keeper = keeper_of_town(village.town_id)
    Refused.unless(
        may_announce(
            standing.mover,
            elsewhere=keeper.id != actor.organisation_id,
            keeper=keeper.name,
            handed_over=handed_over,
        )
    )
    Move.objects.create(
        id=new,
        person_id=person_id,
        from_keeper_id=actor.organisation_id,
        to_keeper=keeper,
        to_town_id=village.town_id,
        to_village=village,
        announced_on=on,
        handed_over=handed_over.strip(),
        stage=MoveStage.ANNOUNCED,
        act_id=request_id,
    )
    return new


def withdraw_move(
    *, request_id: UUID, move_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Take an announcement back, or close one that was declined; return the move's id."""
    return _answer(MoveMove.WITHDRAW, request_id, move_id, because, actor=actor, at=at)


def decline_move(
    *, request_id: UUID, move_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Decline somebody who was announced, with the reason; they come back to who announced them."""
    return _answer(MoveMove.DECLINE, request_id, move_id, because, actor=actor, at=at)


def _answer(
    made: MoveMove, request_id: UUID, move_id: UUID, because: str, *, actor: Actor, at: datetime
) -> UUID:
    withdraws = made is MoveMove.WITHDRAW
    if earlier := begin(
        request_id=request_id,
        kind=f"move.{made}",
        content={"move": move_id, "because": because},
        result_id=move_id,
        at=at,
    ):
        return earlier.result_id
    move = locked(move_id)
    MOVE.after(MoveStage(move.stage), made)
    keeper = move.from_keeper if withdraws else move.to_keeper
    receives = actor.organisation_id == move.to_keeper_id
    Refused.unless(
        may_answer(receives=receives, keeper=keeper.name, because=because, withdraws=withdraws)
    )
    write_event(move, made, because, act_id=request_id, on=localdate(at))
    return move_id


def locked(move_id: UUID) -> Move:
    """Lock a move until the caller's transaction ends, and read it then; refused where it left our reach."""
    lock(Move, move_id)
    found = find_move(move_id)
    if found is None:
        raise STILL_WAITS.refused()
    return found


def write_event(move: Move, made: MoveMove, because: str, *, act_id: UUID, on: date) -> None:
    """Write a step of a move, inside the caller's act."""
    MoveEvent.objects.create(
        id=uuid4(),
        moving=move,
        move=made,
        because=because.strip(),
        clause=CLAUSE,
        occurred_on=on,
        act_id=act_id,
    )
