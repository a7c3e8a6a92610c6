"""The district's places and who waits for one (5.1.4, 5.1.6.2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q

from anxin.database.locks import lock
from anxin.enrolment.models import Application, PlaceCount
from anxin.rules.application_stages import ApplicationMove, ApplicationStage

DISTRICT = "district"


def lock_places() -> PlaceCount:
    """Lock the count of places until the caller's transaction ends, and read it then."""
    lock(PlaceCount, PlaceCount.objects.values_list("id", flat=True).get(name=DISTRICT))
    return PlaceCount.objects.get(name=DISTRICT)


def places() -> PlaceCount:
    """Return the count of places as it stands."""
    return PlaceCount.objects.get(name=DISTRICT)


def waiting_ahead(application_id: UUID) -> int:
    """Count who was put on the waiting list before this application; all of it where it is not on it."""
    since = _waiting_since()
    own = since.get(application_id)
    return sum(
        1
        for other, moment in since.items()
        if other != application_id and (own is None or moment < own)
    )


def _waiting_since() -> dict[UUID, datetime]:
    waiting = Application.objects.filter(stage=ApplicationStage.WAITING).annotate(
        since=Max("events__recorded_at", filter=Q(events__move=ApplicationMove.PUT_ON_WAITING_LIST))
    )
    return {one.id: one.since for one in waiting}
