"""Which points an actor reaches, asked of the database's own rule (design 8)."""

from __future__ import annotations

from uuid import UUID

from django.db import connection


def reaches(action: str, organisation_id: UUID) -> bool:
    """Say whether the action of who acts now reaches an organisation's rows."""
    return organisation_id in within(action)


def within(action: str) -> frozenset[UUID]:
    """Return the organisations and towns that an action of who acts now reaches."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unnest(security.within(%s))", [action])
        return frozenset(row[0] for row in cursor.fetchall())
