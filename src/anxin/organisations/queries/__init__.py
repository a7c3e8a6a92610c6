"""Reads of organisations and staff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Max
from django.utils.translation import gettext

from anxin.organisations.models import ConfidentialityAgreement, Organisation, Staff
from anxin.organisations.signing import passwords
from anxin.organisations.signing.calls import rows
from anxin.rules.access import DUTY_NAMES, Duty

DEMONSTRATION_PASSWORD = "anxin-demo-2026"  # noqa: S105 (of made-up accounts; shown on the sign-in page)


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
        found = cursor.fetchall()
    order = list(Duty)
    found.sort(key=lambda row: (order.index(Duty(row[1])), row[0]))
    return [
        DemonstrationAccount(
            username=u, duty_name=gettext(DUTY_NAMES[Duty(d)]), organisation_name=o
        )
        for u, d, o in found
    ]


def organisation_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of organisations by id."""
    return dict(Organisation.objects.filter(id__in=set(ids)).values_list("id", "name"))


def password_is_right(staff_id: UUID, password: str) -> bool:
    """Say whether this is the staff member's own password, without counting tries; see ``signing.passwords``."""
    return passwords.is_right(staff_id, password)


def agreement_valid_until(staff_id: UUID) -> date | None:
    """Return the day from which the confidentiality agreement no longer holds (7.2.a); None: never signed."""
    signed = ConfidentialityAgreement.objects.filter(staff_id=staff_id)
    until: date | None = signed.aggregate(until=Max("valid_until"))["until"]
    return until


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One try at one's own account: failed, in, or cleared by the security administrator."""

    at: datetime
    address: str
    outcome: str
    step: str


def own_tries() -> list[Try]:
    """Return the last tries at one's own account, the newest first."""
    return [
        Try(at=at, address=address, outcome=outcome, step=step)
        for at, address, outcome, step in rows("own_tries")
    ]


def colleague(staff_id: UUID) -> Staff:
    """Return a staff member."""
    return Staff.objects.get(id=staff_id)
