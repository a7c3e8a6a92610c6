"""Where the two copies of each material are, and what of a month's batch is forwarded (5.1.2.c, 5.1.3.c)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet

from anxin.enrolment.models import Application, MaterialCopy
from anxin.people.queries import Named, named
from anxin.privacy.door import Look
from anxin.rules.materials import Material

KEPT, FORWARDED = 1, 2
"""The copy of the personal file, and the one that goes to the office."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """One application on the list of what is forwarded."""

    id: UUID
    named: Named | None
    keeper: str
    intake_on: date
    forward_by: date
    items: str
    received_on: date | None


def places_of(application_ids: Iterable[UUID]) -> dict[UUID, dict[tuple[int, int], MaterialCopy]]:
    """Return the newest row of each copy, by item and copy."""
    found: dict[UUID, dict[tuple[int, int], MaterialCopy]] = {}
    rows = MaterialCopy.objects.filter(application_id__in=list(application_ids))
    for row in rows.order_by("recorded_at"):
        found.setdefault(row.application_id, {})[row.item, row.copy] = row
    return found


def copies_of(application_id: UUID) -> dict[int, list[str]]:
    """Return for each item where its copies are, in words."""
    shown: dict[int, list[str]] = {}
    for (item, _copy), row in sorted(places_of([application_id]).get(application_id, {}).items()):
        shown.setdefault(item, []).append(row.get_place_display())
    return shown


def at_office() -> Exists:
    """Say in a query whether the office has received an application's copy."""
    return Exists(
        MaterialCopy.objects.filter(
            application_id=OuterRef("id"), copy=FORWARDED, place=MaterialCopy.Place.OFFICE
        )
    )


def received_on(application_ids: Iterable[UUID]) -> dict[UUID, date]:
    """Return when the office received the copies of applications; the newest receipt."""
    rows = MaterialCopy.objects.filter(
        application_id__in=list(application_ids), place=MaterialCopy.Place.OFFICE
    )
    return dict(rows.order_by().values_list("application_id").annotate(last=Max("moved_on")))


def batch(month: date) -> QuerySet[Application]:
    """Return what passed the first review of a month's intake, in reach."""
    return (
        Application.objects.filter(
            Exists(MaterialCopy.objects.filter(application_id=OuterRef("id"), copy=FORWARDED)),
            intake_on__year=month.year,
            intake_on__month=month.month,
        )
        .exclude(stage="withdrawn")
        .select_related("person__keeper")
        .order_by("person__keeper__name", "intake_on", "id")
    )


def on_the_way() -> QuerySet[Application]:
    """Return whose copies the township sent and the office has not received, in reach."""
    return (
        Application.objects.filter(stage="township_passed")
        .filter(
            ~at_office(),
            Exists(MaterialCopy.objects.filter(application_id=OuterRef("id"), copy=FORWARDED)),
        )
        .select_related("person__keeper")
        .order_by("person__keeper__name", "intake_on", "id")
    )


def forwarded(rows: Iterable[Application], *, look: Look) -> list[Forwarded]:
    """Return applications as lines of the list; the names are read and recorded in one go."""
    found = list(rows)
    names = named((row.person_id for row in found), look=look)
    places = places_of(row.id for row in found)
    received = received_on(row.id for row in found)
    return [
        Forwarded(
            id=row.id,
            named=names.get(row.person_id),
            keeper=row.person.keeper.name,
            intake_on=row.intake_on,
            forward_by=row.forward_by,
            items="".join(
                Material(item).sign
                for item, copy in sorted(places.get(row.id, {}))
                if copy == FORWARDED
            ),
            received_on=received.get(row.id),
        )
        for row in found
    ]
