"""Reads of printed rows and of export requests, within the reach of who acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from anxin.clinics.models import PrescriptionSheet
from anxin.clinics.reach import within
from anxin.dispensing.models import Pickup
from anxin.documents.card_rows import Spot, after
from anxin.documents.models import ExportRequest, PrintedRow
from anxin.enrolment.models import Card
from anxin.enrolment.queries import register_page
from anxin.organisations.models import Organisation
from anxin.policy.pack import load
from anxin.rules.export_stages import EXPORT, ExportMove, ExportStage
from anxin.rules.exports import open_until
from anxin.rules.pickup_stages import PickupStage


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLine:
    """A completed pick-up of a card, and where it was last printed."""

    pickup: Pickup
    spot: Spot | None


def record_lines(card: Card) -> list[RecordLine]:
    """Return the completed pick-ups made with a card, oldest first."""
    printed = {
        row.pickup_id: Spot(row.page, row.row)
        for row in PrintedRow.objects.filter(card=card).order_by("recorded_at")
    }
    pickups = Pickup.objects.filter(card=card, stage=PickupStage.COMPLETED).order_by(
        "prepared_on", "recorded_at"
    )
    return [RecordLine(pickup=one, spot=printed.get(one.id)) for one in pickups]


def next_spot(card: Card) -> Spot:
    """Return the row where the paper card stopped: the one after the last that was printed."""
    rows = PrintedRow.objects.filter(card=card).values_list("page", "row")
    return after(max((Spot(*row) for row in rows), default=None))


def printed_over(card_id: UUID, placed: Iterable[tuple[UUID, Spot]]) -> PrintedRow | None:
    """Return the first printed row that a pick-up would be printed over, though it is another's.

    The same pick-up may go onto its own row again: the printer may have failed.
    """
    rows = PrintedRow.objects.filter(card_id=card_id).select_related("pickup")
    taken = {Spot(row.page, row.row): row for row in rows}
    found = ((pickup_id, taken.get(spot)) for pickup_id, spot in placed)
    return next((row for pickup_id, row in found if row and row.pickup_id != pickup_id), None)


def printed_by(act_id: UUID) -> list[tuple[Pickup, Spot]]:
    """Return what one act of printing put where."""
    rows = PrintedRow.objects.filter(act_id=act_id).select_related("pickup")
    return [(row.pickup, Spot(row.page, row.row)) for row in rows]


def find_sheet(sheet_id: UUID) -> PrescriptionSheet | None:
    """Return a prescription's sheet of a point where who acts may print it; None for any other."""
    points = within("prescription.print")
    return (
        PrescriptionSheet.objects.filter(id=sheet_id, prescription__organisation_id__in=points)
        .select_related("prescription__organisation", "prescription__prescriber")
        .first()
    )


def people_on(unit_id: UUID) -> int:
    """Count who stands on a unit's register."""
    return register_page(unit_id).count()


def unit_of(units: Sequence[Organisation], asked: str) -> Organisation | None:
    """Return the unit asked for; the only one where none is named."""
    if not asked and len(units) == 1:
        return units[0]
    return next((one for one in units if str(one.id) == asked), None)


def exports() -> QuerySet[ExportRequest]:
    """Return the requests in reach, newest first."""
    rows = ExportRequest.objects.select_related("unit", "recorded_by")
    return rows.prefetch_related("events__recorded_by")


def find_export(export_id: UUID) -> ExportRequest | None:
    """Return a request in reach; None where there is none to see."""
    return exports().filter(id=export_id).first()


class AskedFor(Protocol):
    """A file that was asked for: answered by another hand, then fetched by who asked."""

    stage: str
    reason: str
    recorded_at: datetime
    recorded_by: Any
    events: Any


Asked = TypeVar("Asked", bound=AskedFor)


def approved_at(asked: AskedFor) -> datetime | None:
    """Return when a request was approved; of a list the events come with it."""
    moves = asked.events.all()
    return next((one.recorded_at for one in moves if one.move == ExportMove.APPROVE), None)


def open_days(on: date) -> int:
    """Return for how many days an approval holds."""
    return load().value("export_open_days", on)


def most_people(on: date) -> int:
    """Return how many people may be taken out at once."""
    return load().value("export_people", on)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShown(Generic[Asked]):
    """A request as its pages show it; what was approved and not fetched in time has expired."""

    asked: Asked
    stage_label: str
    kind: str
    expired: bool
    until: datetime | None


_KINDS = {
    ExportStage.ASKED: "wait",
    ExportStage.APPROVED: "good",
    ExportStage.REFUSED: "bad",
    ExportStage.DOWNLOADED: "plain",
}


def shown(asked: Asked, *, at: datetime, on: date) -> RequestShown[Asked]:
    """Return where a request stands at a moment."""
    stage, approved = ExportStage(asked.stage), approved_at(asked)
    until = open_until(approved, days=open_days(on)) if approved else None
    expired = until is not None and at >= until
    lapsed = expired and stage is ExportStage.APPROVED
    return RequestShown(
        asked=asked,
        stage_label=gettext_noop("已过期") if lapsed else EXPORT.stages[stage],
        kind="plain" if lapsed else _KINDS[stage],
        expired=expired,
        until=until,
    )


def happened(asked: AskedFor) -> list[dict[str, object]]:
    """Return what happened to a request, oldest first, for a timeline."""
    made: dict[str, object] = {
        "on": asked.recorded_at,
        "title": gettext_noop("申请"),
        "by": asked.recorded_by.name,
        "because": asked.reason,
    }
    moves: list[dict[str, object]] = [
        {
            "on": one.recorded_at,
            "title": EXPORT.acts[ExportMove(one.move)],
            "by": one.recorded_by.name,
            "because": one.because,
            "kind": "bad" if one.move == ExportMove.REFUSE else "",
        }
        for one in asked.events.all()
    ]
    return [made, *moves]
