"""Reads of organisations and staff."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import check_password
from django.db import connection
from django.db.models import Max

from anxin.organisations.models import ConfidentialityAgreement, Organisation, Staff
from anxin.rules.access import DUTY_NAMES, Duty

DEMONSTRATION_PASSWORD = "anxin-demo-2026"  # noqa: S105 (of made-up accounts; shown on the sign-in page)


_MEMORY_KEY = secrets.token_bytes(32)
_REMEMBERED_SECONDS = 600
_KNOWN: dict[UUID, tuple[bytes, float]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationAccount:
    """An account that the sign-in page of a demonstration offers."""

    username: str
    duty_name: str
    organisation_name: str


def demonstration_accounts() -> list[DemonstrationAccount]:
    """Return one account for each duty, in a demonstration only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT username, duty, organisation FROM security.demonstration_accounts()")
        rows = cursor.fetchall()
    order = list(Duty)
    rows.sort(key=lambda row: (order.index(Duty(row[1])), row[0]))
    return [
        DemonstrationAccount(username=u, duty_name=DUTY_NAMES[Duty(d)], organisation_name=o)
        for u, d, o in rows
    ]


def organisation_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of organisations by id."""
    return dict(Organisation.objects.filter(id__in=set(ids)).values_list("id", "name"))


def password_is_right(staff_id: UUID, password: str) -> bool:
    """Say whether this is the staff member's password: the dispenser's signature (5.3.2.e).

    A right one is known again for ten minutes by a keyed hash in this process's memory, so that
    a counter with a queue does not pay the slow hash for each signature. A wrong one always does.
    """
    encoded = Staff.objects.values_list("password", flat=True).get(id=staff_id)
    mark = hmac.digest(_MEMORY_KEY, f"{encoded}|{password}".encode(), "sha256")
    known, until = _KNOWN.get(staff_id, (b"", 0.0))
    if hmac.compare_digest(known, mark) and time.monotonic() < until:
        return True
    if not check_password(password, encoded):
        return False
    _KNOWN[staff_id] = (mark, time.monotonic() + _REMEMBERED_SECONDS)
    return True


def agreement_valid_until(staff_id: UUID) -> date | None:
    """Return the day from which the confidentiality agreement no longer holds (7.2.a); None: never signed."""
    signed = ConfidentialityAgreement.objects.filter(staff_id=staff_id)
    until: date | None = signed.aggregate(until=Max("valid_until"))["until"]
    return until
