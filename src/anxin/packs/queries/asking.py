"""Reads of packs, within the reach of who acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from anxin.documents.queries import open_days
from anxin.packs.models import Pack, PackEvent
from anxin.rules.export_stages import PACK, ExportMove, ExportStage
from anxin.rules.exports import open_until
from anxin.rules.packs import password_of
from anxin.vault.blind_index import blind

KINDS = {
    ExportStage.ASKED: "wait",
    ExportStage.APPROVED: "good",
    ExportStage.REFUSED: "bad",
    ExportStage.DOWNLOADED: "plain",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PackShown:
    """A pack as its pages show it; what was approved and not fetched in time has expired."""

    pack: Pack
    stage_label: str
    kind: str
    expired: bool
    until: datetime | None


def packs() -> QuerySet[Pack]:
    """Return the packs in reach, newest first."""
    return Pack.objects.select_related(
        "organisation", "clinic_day__doctor", "recorded_by"
    ).order_by("-recorded_at")


def find_pack(pack_id: UUID) -> Pack | None:
    """Return a pack in reach; None where there is none to see."""
    return packs().filter(id=pack_id).first()


def approved_at(pack: Pack) -> datetime | None:
    """Return when a pack was approved."""
    return (
        PackEvent.objects.filter(pack=pack, move=ExportMove.APPROVE)
        .values_list("recorded_at", flat=True)
        .first()
    )


def shown(pack: Pack, *, at: datetime, on: date) -> PackShown:
    """Return where a pack stands at a moment."""
    stage, approved = ExportStage(pack.stage), approved_at(pack)
    until = open_until(approved, days=open_days(on)) if approved else None
    expired = until is not None and at >= until
    lapsed = expired and stage is ExportStage.APPROVED
    return PackShown(
        pack=pack,
        stage_label=gettext_noop("已过期") if lapsed else PACK.stages[stage],
        kind="plain" if lapsed else KINDS[stage],
        expired=expired,
        until=until,
    )


def happened(pack: Pack) -> list[dict[str, object]]:
    """Return what happened to a pack, oldest first, for a timeline."""
    asked: dict[str, object] = {
        "on": pack.recorded_at,
        "title": gettext_noop("申请"),
        "by": pack.recorded_by.name,
        "because": pack.reason,
    }
    events = pack.events.select_related("recorded_by").order_by("recorded_at")
    moves: list[dict[str, object]] = [
        {
            "on": one.recorded_at,
            "title": PACK.acts[ExportMove(one.move)],
            "by": one.recorded_by.name,
            "because": one.because,
            "kind": "bad" if one.move == ExportMove.REFUSE else "",
        }
        for one in events
    ]
    return [asked, *moves]


def password_for(event_id: UUID) -> str:
    """Return the password of one download: made anew from the installation's root, kept nowhere."""
    return password_of(blind(str(event_id), purpose="pack-password"))
