"""What the stores owe people: who waits for what, since when and until when (working-rules:owed)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from anxin.clinics.models import Attendance, Owed
from anxin.clinics.reach import within
from anxin.privacy.door import Look, record_reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One line that somebody waits for."""

    row: Owed
    waited: int
    """Days since it is owed."""
    is_here: bool
    """The person came today, and every card was shown."""
    in_time: bool
    """It may still be handed over on this prescription."""


def owed(*, on: date) -> QuerySet[Owed]:
    """Return what is owed at the points in reach, the first to lapse first."""
    came = Attendance.objects.filter(
        person_id=OuterRef("person_id"), organisation_id=OuterRef("organisation_id"), day=on
    )
    return (
        Owed.objects.filter(ended_by_id=None, organisation_id__in=within("owed.read"))
        .select_related("product", "organisation")
        .annotate(is_here=Exists(came))
        .order_by("last_day", "since", "recorded_at")
    )


def waiting(rows: list[Owed], *, on: date) -> list[Waiting]:
    """Return rows of ``owed`` as a list shows them."""
    return [
        Waiting(
            row=row,
            waited=(on - row.since).days,
            is_here=getattr(row, "is_here", False),
            in_time=on <= row.last_day,
        )
        for row in rows
    ]


def owed_to(person_id: UUID, *, look: Look, on: date) -> list[Waiting]:
    """Return what a person in reach is owed, at whatever point; the reading is recorded."""
    mine = Q(person_id=person_id) | Q(person__merged_into_id=person_id)
    rows = list(
        Owed.objects.filter(mine, ended_by_id=None).select_related("product", "organisation")
    )
    if rows:
        record_reading(look, person_ids=[person_id], fields=["supply"])
    return waiting(rows, on=on)
