"""The unit of work: one transaction under one signed context (security, day one 2 and 3)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from anxin.policy.overlay import Adopted, lay_over
from anxin.rules.access import Actor, Duty
from anxin.vault.keys import provider


def ticket(message: str) -> bytes:
    """Return the keyed hash that ``security.keyed('ticket', …)`` expects."""
    key = provider().signing_key("ticket")
    return hashlib.sha256(key + hashlib.sha256(key + message.encode()).digest()).digest()


def actor_of(described: dict[str, Any]) -> Actor:
    """Return the actor that the database described."""
    return Actor(
        staff_id=UUID(described["staff_id"]),
        name=described["name"],
        duty=Duty(described["duty"]),
        organisation_id=UUID(described["organisation_id"]),
        organisation_name=described["organisation_name"],
        agreement_signed=described["agreement_signed"],
        assignment_id=UUID(described["assignment_id"]),
        waits_for=described.get("waits_for", ""),
    )


def _call(function: str, *arguments: Any) -> Any:
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}({places})", arguments)
        row = cursor.fetchone()
    assert row is not None
    return json.loads(row[0]) if isinstance(row[0], str) and row[0] else row[0]


def enter(session_key: str, *, idle: timedelta) -> Actor | None:
    """Enter the context of a session inside the caller's transaction; None: nobody is signed in."""
    found = _call("security.enter", session_key, idle)
    return _begun(found) if found else None


def enter_as(staff_id: UUID, assignment_id: UUID | None = None) -> Actor:
    """Enter the context of a staff member without a session, inside the caller's transaction."""
    return _begun(_call("security.enter_as", staff_id, assignment_id, ticket(f"act|{staff_id}")))


def _begun(described: dict[str, Any]) -> Actor:
    """Return the actor; the unit of work sees the policy as adopted up to now, to its end (7.4)."""
    lay_over(described["policy"], _adopted)
    return actor_of(described)


def _adopted(stamp: int) -> list[Adopted]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM security.adopted_values(%s)", [stamp])
        rows = cursor.fetchall()
    return [
        Adopted(
            number=number,
            subject=subject,
            since=since,
            value=value,
            pending=pending,
            words=words,
            days={date.fromisoformat(day): worked for day, worked in json.loads(days).items()},
        )
        for number, subject, since, value, pending, words, days in rows
    ]


@contextmanager
def acting_as(staff_id: UUID, assignment_id: UUID | None = None) -> Iterator[Actor]:
    """Open one unit of work as a staff member: for commands, jobs and tests."""
    with transaction.atomic():
        yield enter_as(staff_id, assignment_id)


def open_session(
    session_key: str,
    *,
    staff_id: UUID,
    assignment_id: UUID,
    until: datetime,
    told: Mapping[str, object] | None = None,
) -> None:
    """Bind a session to a staff member and one of their duties.

    ``told``: address, agent, factor, and needs_factor, without which it sees nobody until one is set up.
    """
    seal = ticket(f"session|{session_key}|{staff_id}")
    words = json.dumps(dict(told or {}))
    _call("security.open_session", session_key, staff_id, assignment_id, seal, until, words)


def end_session(session_key: str) -> None:
    """End a session for good."""
    _call("security.end_session", session_key)
