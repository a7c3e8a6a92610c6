"""Steps of publicity, through the services."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.organisations.models import Town
from anxin.publicity import services
from anxin.publicity.services import PublicityFilled
from tests import world

AT = world.beijing(2026, 11, 20)


def filled(at: datetime = AT, *, town: str = world.TOWN, **changes: object) -> PublicityFilled:
    """Return a meeting of the day in a town."""
    facts = {
        "town_id": Town.objects.get(code=town).id,
        "village_id": None,
        "held_on": localdate(at),
        "form": "meeting",
        "place": "镇政府会议室",
        "topic": "免费服药政策",
        "people_reached": 42,
        "materials": 60,
    }
    return PublicityFilled(**{**facts, **changes})  # type: ignore[arg-type]


def hold(
    colleague: str = "officer",
    *,
    at: datetime = AT,
    request_id: UUID | None = None,
    **changes: object,
) -> UUID:
    """Let a colleague write a piece of publicity down, inside the test's transaction."""
    actor = world.become(colleague)
    return services.record_publicity(
        request_id=request_id or uuid4(), filled=filled(at, **changes), actor=actor, at=at
    )
