"""Reads of organisations and staff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from anxin.organisations.models import Organisation
from anxin.rules.access import DUTY_NAMES, Duty


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
