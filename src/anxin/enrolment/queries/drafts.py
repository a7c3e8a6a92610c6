"""Drafts of the reader's own unit; what was typed is read through the door, as a record's is (7.2.d)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from anxin.enrolment.models import Draft
from anxin.privacy.door import Look, Sealed, reveal


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftShown:
    """One draft in the list; the name as it was typed, perhaps not yet."""

    id: UUID
    name: str
    saved_at: datetime
    begun_by: str
    application_id: UUID | None


def open_drafts() -> QuerySet[Draft]:
    """Return what the reader's unit has put aside, the newest first."""
    return Draft.objects.filter(closed_on__isnull=True).select_related("recorded_by", "application")


def find_draft(draft_id: UUID) -> Draft | None:
    """Return an open draft in reach that is not of a correction; None where there is none."""
    return open_drafts().filter(id=draft_id, application__isnull=True).first()


def draft_of(application_id: UUID) -> Draft | None:
    """Return what was put aside of a returned application's correction."""
    return open_drafts().filter(application_id=application_id).first()


def typed_in(drafts: Sequence[Draft], *, look: Look) -> list[dict[str, list[str]]]:
    """Return what was typed; the reading is recorded.

    Who is not registered yet has no id: the draft's own stands in the record of reading.
    """
    sealed = [
        Sealed(
            one.application.person_id if one.application else one.id,
            "draft",
            "enrolment_draft",
            "content",
            one.id,
            one.content,
        )
        for one in drafts
    ]
    return [json.loads(text or "{}") for text in reveal(sealed, look=look)]


def drafts_shown(drafts: Sequence[Draft], *, look: Look) -> list[DraftShown]:
    """Return drafts as list rows."""
    return [
        DraftShown(
            id=one.id,
            name=next(iter(typed.get("name", [])), ""),
            saved_at=one.saved_at,
            begun_by=one.recorded_by.name,
            application_id=one.application_id,
        )
        for one, typed in zip(drafts, typed_in(drafts, look=look), strict=True)
    ]
