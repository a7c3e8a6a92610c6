"""Taking over somebody who moved here: file, place, hospital, card and copies, in one act (5.1.2.a, 5.1.5.b).

The new keeper reaches the person from the step itself on, by trigger: nothing of them can be written before.
The yearly review, reminders and lists follow the file. A prescription not dispensed is left as it is:
whether it may be used is asked at the counter, as always.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.statements import run
from anxin.enrolment.models import Change, Enrolment, Move
from anxin.enrolment.queries.moving import Hospitals, MoverStanding, hospitals_of, mover_standing
from anxin.enrolment.queries.places import lock_places
from anxin.enrolment.services import cards
from anxin.enrolment.services.agreements import choose
from anxin.enrolment.services.clinic_changes import retire_cards
from anxin.enrolment.services.copies import hand_over_copies
from anxin.enrolment.services.moving import CLAUSE, locked, write_event
from anxin.people.homes import move_home
from anxin.privacy.door import Look
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Refused
from anxin.rules.move_stages import MOVE, MoveMove, MoveStage
from anxin.rules.moving import hospital_after, may_take_over


@cites("5.1.2.a", "5.1.5.b", "A5", "working-rules:moving")
def take_over_mover(
    *,
    request_id: UUID,
    move_id: UUID,
    address: str,
    keeps_hospital: bool,
    because: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Take over somebody announced to us, from today on; return the move's id.

    ``because`` is why they keep their hospital, where it is not the new town's default. The card
    that was good is dead at once; a right gets a new one, with the new town in its number.
    """
    on = localdate(at)
    content = {
        "move": move_id,
        "address": address,
        "keeps": keeps_hospital,
        "because": because,
    }
    if earlier := begin(
        request_id=request_id, kind="move.take_over", content=content, result_id=move_id, at=at
    ):
        return earlier.result_id
    lock_places()
    run("SELECT security.lock_for_taking_over(%s)", move_id)
    move = locked(move_id)
    MOVE.after(MoveStage(move.stage), MoveMove.TAKE_OVER)
    standing = mover_standing(move.person_id)
    assert standing is not None, "who may see an announced move may see what it turns on"
    hospitals = hospitals_of(move, standing)
    keeps = keeps_hospital and hospitals.differ
    Refused.unless(
        may_take_over(
            standing.mover,
            receives=actor.organisation_id == move.to_keeper_id,
            keeper=move.to_keeper.name,
            address=address,
            kept=hospitals.present.name if keeps and hospitals.present else "",
            reason=because,
        )
    )
    write_event(move, MoveMove.TAKE_OVER, because, act_id=request_id, on=on)
    _write_change(move, standing, hospitals, keeps=keeps, act_id=request_id, on=on)
    move_home(move.person_id, address=address, look=Look(actor=actor, page="接收迁入"))
    hand_over_copies(move.person_id, act_id=request_id, on=on)
    if standing.enrolment_id:
        _settle_hospital(
            move, standing, hospitals, because if keeps else "", act_id=request_id, on=on
        )
        _renew_card(standing.enrolment_id, act_id=request_id, on=on)
    return move_id


def _settle_hospital(
    move: Move,
    standing: MoverStanding,
    hospitals: Hospitals,
    reason: str,
    *,
    act_id: UUID,
    on: date,
) -> None:
    """Change to the default of the new town, or write down why the old one is kept."""
    clinic_id = _hospital_after(standing, hospitals, keeps=bool(reason))
    if clinic_id and hospitals.differ:
        choose(move.person_id, clinic_id, reason, act_id=act_id, on=on)


def _hospital_after(standing: MoverStanding, hospitals: Hospitals, *, keeps: bool) -> UUID | None:
    return hospital_after(present=standing.clinic_id, default=hospitals.default.id, keeps=keeps)


def _renew_card(enrolment_id: UUID, *, act_id: UUID, on: date) -> None:
    """Replace the card by one that has the new town in its number (A5)."""
    enrolment = Enrolment.objects.select_related("person__town").get(id=enrolment_id)
    retire_cards(enrolment, because="迁往其他镇街", clause=CLAUSE, act_id=act_id, on=on)
    cards.issue(enrolment, card_id=uuid4(), act_id=act_id, on=on)


def _write_change(
    move: Move,
    standing: MoverStanding,
    hospitals: Hospitals,
    *,
    keeps: bool,
    act_id: UUID,
    on: date,
) -> None:
    ids = {
        "move": move.id,
        "from": move.from_keeper_id,
        "to": move.to_keeper_id,
        "clinic_from": standing.clinic_id,
        "clinic_to": _hospital_after(standing, hospitals, keeps=keeps),
    }
    Change.objects.create(
        id=uuid4(),
        person_id=move.person_id,
        enrolment_id=standing.enrolment_id,
        kind=Change.Kind.MOVED,
        occurred_on=on,
        because=_told(move),
        clause=CLAUSE,
        details={name: str(one) for name, one in ids.items() if one},
        act_id=act_id,
    )


def _told(move: Move) -> str:
    return (
        f"{move.from_keeper.name} → {move.to_keeper.name} · "
        f"{move.to_town.name} {move.to_village.name}；{move.handed_over}"
    )
