"""What every template can say: who acts, where they can go, whether this is a demonstration."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.http import HttpRequest
from django.utils.timezone import localdate

from anxin.organisations.models import DutyAssignment
from anxin.pages.words import in_words
from anxin.policy import load
from anxin.rules.access import DUTY_NAMES, Actor
from anxin.web import preferences, signin
from anxin.web.help import help_for
from anxin.web.navigation import place_of, places_for, stages_for


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values; ``today`` is the day that every component counts from."""
    policy = load()
    actor: Actor | None = getattr(request, "actor", None)
    frame: dict[str, Any] = {
        "actor": actor,
        "demonstration": settings.DEMONSTRATION,
        "programme": policy.programme,
        "district": policy.district,
        "today": localdate(),
        "messages": get_messages(request),
        "page_help": help_for(request),
        **preferences.frame(request),
    }
    if actor is not None:
        places = places_for(actor) if actor.ready else []
        frame["places"] = places
        frame["flow"] = stages_for(actor) if places else []
        frame["here"] = place_of(request.path, places)
        frame["may_find"] = bool(places) and actor.may("person.find")
        frame["duty_name"] = in_words(DUTY_NAMES[actor.duty])
        frame["other_duties"] = lambda: _other_duties(actor, on=frame["today"])
    return frame


def _other_duties(actor: Actor, *, on: date) -> list[DutyAssignment]:
    """Return what to change to; nothing on a page that tells of a transaction gone wrong."""
    return [] if connection.needs_rollback else signin.other_duties(actor, on=on)
