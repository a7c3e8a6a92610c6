"""What of leaving a township is under way for a person, and what may be begun (5.1.2.a, A5.n3)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from anxin.enrolment.models import EndReport, Move
from anxin.enrolment.queries.end_reports import open_end_report
from anxin.enrolment.queries.moving import mover_standing, open_move
from anxin.enrolment.queries.standing import Standing
from anxin.rules.access import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """A move and a report that wait for an answer, and which of the two may be begun now."""

    move: Move | None
    report: EndReport | None
    may_move: bool
    may_report: bool


def leaving(person_id: UUID, *, standing: Standing, actor: Actor) -> Leaving:
    """Return what is under way and what who looks may begin."""
    move, report = open_move(person_id), open_end_report(person_id)
    lasts = standing.enrolment_id is not None and standing.enrolment_stage != "ended"
    free = move is None and report is None
    found = mover_standing(person_id) if free and actor.may("move.write") else None
    goes_along = found is not None and (
        found.mover.has_right or found.mover.application is not None
    )
    return Leaving(
        move=move,
        report=report,
        may_move=goes_along,
        may_report=lasts and free and actor.may("change.report"),
    )
