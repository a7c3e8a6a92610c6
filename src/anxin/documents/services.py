"""Acts on paper and files: rows printed onto a card; an export asked for, answered, taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.documents import queries
from anxin.documents.card_rows import ROW_IS_FREE, Spot, spots_from
from anxin.documents.models import ExportEvent, ExportRequest, PrintedRow
from anxin.enrolment.models import Card
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Refused
from anxin.rules.export_stages import EXPORT, ExportMove, ExportStage
from anxin.rules.exports import (
    ANOTHER_ANSWERS,
    REFUSAL_IS_EXPLAINED,
    may_download,
    may_export,
)


@cites("A5", "5.3.2.e")
def print_rows(
    *,
    request_id: UUID,
    card_id: UUID,
    pickup_ids: Sequence[UUID],
    start: Spot,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Remember which pick-ups are printed on a card from a row on; return the act that did it.

    Two colleagues who were offered the same empty row meet on the card: the second is told.
    """
    content = {"card": card_id, "pickups": list(pickup_ids), "start": list(start)}
    if earlier := begin(
        request_id=request_id,
        kind="documents.print_rows",
        content=content,
        result_id=request_id,
        at=at,
    ):
        return earlier.result_id
    del actor
    lock(Card, card_id)
    placed = list(zip(pickup_ids, spots_from(start, len(pickup_ids)), strict=True))
    if other := queries.printed_over(card_id, placed):
        raise ROW_IS_FREE.refused(page=other.page, row=other.row, day=other.pickup.prepared_on)
    for pickup_id, spot in placed:
        PrintedRow.objects.create(
            card_id=card_id, pickup_id=pickup_id, page=spot.page, row=spot.row, act_id=request_id
        )
    return request_id


@cites("7.2.d", "A8")
def ask_export(
    *,
    request_id: UUID,
    unit_id: UUID,
    reason: str,
    columns: Sequence[str],
    in_full: bool,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Ask to take a unit's register out, saying what for; return the request."""
    new, on = uuid4(), localdate(at)
    content = {"unit": unit_id, "reason": reason, "columns": list(columns), "in_full": in_full}
    if earlier := begin(
        request_id=request_id, kind="documents.ask_export", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    del actor
    people = queries.people_on(unit_id)
    Refused.unless(may_export(people, limit=queries.most_people(on)))
    ExportRequest.objects.create(
        id=new,
        unit_id=unit_id,
        reason=reason,
        columns=list(columns),
        in_full=in_full,
        people=people,
        act_id=request_id,
    )
    return new


@cites("7.2.d")
def answer_export(
    *, request_id: UUID, export_id: UUID, approve: bool, because: str, actor: Actor, at: datetime
) -> UUID:
    """Approve or refuse another's request; return its id."""
    content = {"export": export_id, "approve": approve, "because": because}
    if earlier := begin(
        request_id=request_id,
        kind="documents.answer_export",
        content=content,
        result_id=export_id,
        at=at,
    ):
        return earlier.result_id
    export = _locked(export_id)
    move = ExportMove.APPROVE if approve else ExportMove.REFUSE
    EXPORT.after(ExportStage(export.stage), move)
    if export.recorded_by_id == actor.staff_id:
        raise ANOTHER_ANSWERS.refused()
    if not approve and not because.strip():
        raise REFUSAL_IS_EXPLAINED.refused()
    _move(export, move, because=because, act_id=request_id, at=at)
    return export_id


@cites("7.2.d")
def take_export(*, request_id: UUID, export_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Record the download of an approved request; return the event, whose id is the file's serial.

    The same request again, after a line that broke, is the same download, while the approval holds.
    """
    new, on = uuid4(), localdate(at)
    earlier = begin(
        request_id=request_id,
        kind="documents.take_export",
        content={"export": export_id},
        result_id=new,
        at=at,
    )
    export = _locked(export_id)
    EXPORT.after(ExportStage(export.stage), ExportMove.DOWNLOAD)
    approved = queries.approved_at(export)
    assert approved is not None
    days, most = queries.open_days(on), queries.most_people(on)
    Refused.unless(
        may_download(
            asker=export.recorded_by_id,
            downloader=actor.staff_id,
            approved_at=approved,
            days=days,
            at=at,
        )
    )
    Refused.unless(may_export(queries.people_on(export.unit_id), limit=most))
    if earlier:
        return earlier.result_id
    _move(export, ExportMove.DOWNLOAD, because="", act_id=request_id, at=at, event_id=new)
    return new


def _locked(export_id: UUID) -> ExportRequest:
    lock(ExportRequest, export_id)
    return ExportRequest.objects.get(id=export_id)


def _move(
    export: ExportRequest,
    move: ExportMove,
    *,
    because: str,
    act_id: UUID,
    at: datetime,
    event_id: UUID | None = None,
) -> None:
    ExportEvent.objects.create(
        id=event_id or uuid4(),
        export=export,
        move=move,
        because=because,
        clause="7.2.d",
        occurred_on=localdate(at),
        act_id=act_id,
    )
