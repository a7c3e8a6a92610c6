"""Sessions as their holder sees them, and the ticket between password and second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from anxin.organisations.signing.calls import rows, sealed, value


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfOpen:
    """Somebody whose password was right and whose second factor is still to come."""

    staff_id: UUID
    username: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One of one's own sessions, live or ended."""

    id: UUID
    opened_at: datetime
    seen_at: datetime
    address: str
    agent: str
    factor: str
    is_live: bool
    is_this: bool
    was_changed: bool
    """Goes on under another duty: no sign-in of its own."""
    end_reason: str
    duty: str


def open_half(key: str, *, staff_id: UUID, until: datetime) -> None:
    """Remember for five minutes that a password was right."""
    value("open_half", key, staff_id, until, sealed("half", key, staff_id))


def half_open(key: str) -> HalfOpen | None:
    """Return who the ticket is for; None where it was used or is over."""
    found = rows("half", key) if key else []
    return HalfOpen(staff_id=found[0][0], username=found[0][1], name=found[0][2]) if found else None


def use_half(key: str) -> bool:
    """Use the ticket up; True for one caller only."""
    return bool(value("use_half", key))


def change_session(key: str, *, new_key: str, staff_id: UUID, assignment_id: UUID) -> bool:
    """Go on under another duty until the first session would have ended."""
    seal = sealed("session", new_key, staff_id)
    return value("change_session", key, new_key, assignment_id, seal) is not None


def why_ended(key: str, *, idle: timedelta) -> str:
    """Return why a session no longer holds: ``idle``, ``expired``, …; empty where there is nothing to say."""
    found = rows("why_ended", key, idle)
    return (found[0][0] or "") if found else ""


def own_sessions(key: str, *, idle: timedelta) -> list[Session]:
    """Return one's own sessions, the newest first."""
    return [
        Session(
            id=row[0],
            opened_at=row[1],
            seen_at=row[2],
            address=row[3],
            agent=row[4],
            factor=row[5],
            is_live=row[6],
            is_this=row[7],
            was_changed=row[8],
            end_reason=row[9],
            duty=row[10],
        )
        for row in rows("own_sessions", key, idle)
    ]


def end_own_session(session_id: UUID) -> bool:
    """End one of one's own sessions; False where there is none of this id."""
    return bool(value("end_own_session", session_id))


def end_own_sessions(*, but_key: str = "", because: str) -> int:
    """End all of one's own sessions but one; return how many."""
    return int(value("end_own_sessions", but_key, because))
