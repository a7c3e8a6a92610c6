"""What is done to make the programme known, written down (5.1.1)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.publicity import queries
from anxin.publicity.models import Publicity
from anxin.rules.access import Actor
from anxin.rules.decisions import Refused
from anxin.rules.publicity import HELD_AT_HOME, IS_NEWEST, may_record


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicityFilled:
    """One piece of publicity as typed. ``village_id`` is empty where it was for the whole town."""

    town_id: UUID
    village_id: UUID | None
    held_on: date
    form: str
    place: str
    topic: str
    people_reached: int
    materials: int = 0


def record_publicity(
    *, request_id: UUID, filled: PublicityFilled, actor: Actor, at: datetime
) -> UUID:
    """Write down a piece of publicity of the actor's own area; return its id (5.1.1)."""
    return _record(
        request_id, "publicity.record", filled, corrects=None, actor=actor, on=localdate(at), at=at
    )


def correct_publicity(
    *, request_id: UUID, publicity_id: UUID, filled: PublicityFilled, actor: Actor, at: datetime
) -> UUID:
    """Write the right row beside a wrong one, which stays readable; return the new id."""
    return _record(
        request_id,
        "publicity.correct",
        filled,
        corrects=publicity_id,
        actor=actor,
        on=localdate(at),
        at=at,
    )


def _record(
    request_id: UUID,
    kind: str,
    filled: PublicityFilled,
    *,
    corrects: UUID | None,
    actor: Actor,
    on: date,
    at: datetime,
) -> UUID:
    new = uuid4()
    content = {**asdict(filled), "corrects": corrects}
    if earlier := begin(request_id=request_id, kind=kind, content=content, result_id=new, at=at):
        return earlier.result_id
    if corrects and Publicity.objects.filter(corrects_id=corrects).exists():
        raise IS_NEWEST.refused()
    keeper_id = queries.keeper_of(filled.town_id)
    if keeper_id is None:
        raise HELD_AT_HOME.refused()
    Refused.unless(
        may_record(
            held_on=filled.held_on,
            people_reached=filled.people_reached,
            held_at_home=queries.is_home(actor, filled.town_id, filled.village_id),
            on=on,
        )
    )
    Publicity.objects.create(
        id=new,
        organisation_id=actor.organisation_id,
        keeper_id=keeper_id,
        corrects_id=corrects,
        act_id=request_id,
        **{**asdict(filled), "place": filled.place.strip(), "topic": filled.topic.strip()},
    )
    return new
