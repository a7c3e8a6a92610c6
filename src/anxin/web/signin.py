"""Signing in and out: a random session key in a cookie, everything else in the database."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.http import HttpRequest, HttpResponse

from anxin.database.work import end_session, open_session
from anxin.organisations.models import DutyAssignment
from anxin.rules.access import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """An account whose password was right."""

    staff_id: UUID
    assignment_id: UUID | None


def check(username: str, password: str) -> Credentials | None:
    """Return the account where the password is right and a duty is in force, else None.

    Takes as long for a name that does not exist.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT staff_id, password, is_active FROM security.credentials(%s)", [username]
        )
        row = cursor.fetchone()
    if row is None:
        make_password(password)
        return None
    staff_id, encoded, is_active = row
    if not check_password(password, encoded) or not is_active:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT security.first_duty(%s)", [staff_id])
        found = cursor.fetchone()
    return Credentials(staff_id=staff_id, assignment_id=found[0] if found else None)


def start(response: HttpResponse, *, staff_id: UUID, assignment_id: UUID, at: datetime) -> None:
    """Open a new session and put its key in the answer's cookie."""
    key = secrets.token_urlsafe(32)
    open_session(
        key, staff_id=staff_id, assignment_id=assignment_id, until=at + settings.SESSION_LASTS
    )
    response.set_cookie(
        settings.SESSION_COOKIE,
        key,
        max_age=int(settings.SESSION_LASTS.total_seconds()),
        httponly=True,
        secure=settings.SECURE_COOKIES,
        samesite="Lax",
    )


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """End the request's session and empty the browser of it."""
    if key := request.COOKIES.get(settings.SESSION_COOKIE):
        end_session(key)
    response.delete_cookie(settings.SESSION_COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def duties_of(staff_id: UUID, *, on: date) -> list[DutyAssignment]:
    """Return the duties in force, to change between."""
    rows = DutyAssignment.objects.filter(staff_id=staff_id, since__lte=on).select_related(
        "organisation"
    )
    return [row for row in rows if row.until is None or row.until > on]


def other_duties(actor: Actor, *, on: date) -> list[DutyAssignment]:
    """Return one's own duties but the one acted under."""
    return [duty for duty in duties_of(actor.staff_id, on=on) if duty.id != actor.assignment_id]
