"""Passwords: checked at one pace, kept as hashes that no query reaches."""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password

from anxin.organisations.models import Staff
from anxin.organisations.signing.calls import rows, sealed, value
from anxin.organisations.signing.tries import OWN, Door
from anxin.rules.decisions import condition

TRIES_LEFT = condition(
    "tries-left",
    "7.2.d",
    met="尝试次数在限度内",
    unmet="密码连续输错次数过多，请在 {minutes} 分钟后再试，或请安全管理员解锁",
)
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_MEMORY_KEY = secrets.token_bytes(32)
_REMEMBERED_SECONDS = 600
_KNOWN: dict[UUID, tuple[bytes, float]] = {}
_UNUSABLE = "!"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """An account whose password was right."""

    staff_id: UUID
    assignment_id: UUID | None


def check(username: str, password: str) -> Credentials | None:
    """Return the account where the password is right, else None; an unknown name takes as long."""
    found = rows("credentials", username, sealed("credentials", username))
    staff_id, encoded, is_active = found[0] if found else (None, _UNUSABLE, False)
    right = check_password(password, encoded)
    if staff_id is None or not right or not is_active:
        return None
    return Credentials(staff_id=staff_id, assignment_id=first_duty(staff_id))


def first_duty(staff_id: UUID) -> UUID | None:
    """Return the duty that a session starts under; None: no duty is in force."""
    found: UUID | None = value("first_duty", staff_id)
    return found


def set_password(
    staff_id: UUID, *, password: str = "", encoded: str = "", change_next: bool = False
) -> None:
    """Keep a password, one's own or for somebody else; ``encoded`` was hashed before."""
    assert bool(password) != bool(encoded)
    told = encoded or make_password(password)
    seal = sealed("set-password", staff_id, told)
    value("set_password", staff_id, told, change_next, seal)


def initial_password() -> str:
    """Return a password that can be read out: sixteen letters in groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))


def is_right(staff_id: UUID, password: str) -> bool:
    """Say whether this is the staff member's password.

    A right one is known again for ten minutes by a keyed hash in this process's memory, so that
    a counter with a queue does not pay the slow hash for each signature. A wrong one always does.
    """
    encoded = _encoded(staff_id)
    if _is_remembered(staff_id, password, encoded):
        return True
    if not check_password(password, encoded):
        return False
    _KNOWN[staff_id] = (_mark(password, encoded), time.monotonic() + _REMEMBERED_SECONDS)
    return True


def signs(staff_id: UUID, password: str, *, at: datetime) -> bool:
    """Say whether somebody signed in proves that it is still them; too many failures are refused.

    A failure is counted, so the answer to False must be a 422.
    """
    if _is_remembered(staff_id, password, _encoded(staff_id)):
        return True
    door = Door(username=Staff.objects.get(id=staff_id).username, step=OWN)
    if until := door.shut_until(at=at):
        raise TRIES_LEFT.refused(minutes=minutes_until(until, at=at))
    if is_right(staff_id, password):
        door.entered()
        return True
    door.failed()
    return False


def minutes_until(until: datetime, *, at: datetime) -> int:
    """Return whole minutes to wait, never less than one."""
    return max(1, -int((at - until).total_seconds() // 60))


def _encoded(staff_id: UUID) -> str:
    return value("password_of", staff_id, sealed("password", staff_id)) or _UNUSABLE


def _mark(password: str, encoded: str) -> bytes:
    return hmac.digest(_MEMORY_KEY, f"{encoded}|{password}".encode(), "sha256")


def _is_remembered(staff_id: UUID, password: str, encoded: str) -> bool:
    known, until = _KNOWN.get(staff_id, (b"", 0.0))
    return hmac.compare_digest(known, _mark(password, encoded)) and time.monotonic() < until
