"""Reads of the record of readings; row security decides who reads any (7.2.d)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import get_current_timezone

from anxin.privacy.models import AccessRecord


def readings(
    *, person_id: UUID | None = None, reader: str = "", on: date | None = None
) -> QuerySet[AccessRecord]:
    """Return the readings, newest first: of one person, by one reader's account or name, on one day."""
    found = AccessRecord.objects.select_related("recorded_by").order_by("-recorded_at")
    if person_id is not None:
        found = found.filter(person_ids__contains=[person_id])
    if reader:
        found = found.filter(recorded_by__username=reader) | found.filter(recorded_by__name=reader)
    if on is not None:
        starts = datetime.combine(on, time.min, tzinfo=get_current_timezone())
        found = found.filter(recorded_at__gte=starts, recorded_at__lt=starts + timedelta(days=1))
    return found
