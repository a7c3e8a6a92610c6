"""What every template can say: who acts, where they can go, whether this is a demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from anxin.rules.access import DUTY_NAMES, Actor
from anxin.web.navigation import places_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values."""
    actor: Actor | None = getattr(request, "actor", None)
    frame: dict[str, Any] = {"actor": actor, "demonstration": settings.DEMONSTRATION}
    if actor is not None:
        frame["places"] = places_for(actor) if actor.agreement_signed else []
        frame["duty_name"] = DUTY_NAMES[actor.duty]
    return frame
