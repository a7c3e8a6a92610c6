"""Designated hospitals to choose from, and which one is the default (5.1.5.b, A6)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from anxin.organisations.models import ClinicPoint, Coverage, Village
from anxin.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicOption:
    """One hospital a person may choose."""

    id: UUID
    name: str
    guided_by: str
    is_default: bool


def default_clinic_id(person_id: UUID) -> UUID:
    """Return the designated hospital that a person has where they choose no other."""
    person = Person.objects.get(id=person_id)
    return clinic_serving(keeper_id=person.keeper_id, town_id=person.town_id)


def clinic_serving(*, keeper_id: UUID, town_id: UUID) -> UUID:
    """Return the keeper of the file where it has a clinic, else the point that serves the town."""
    if ClinicPoint.objects.filter(organisation_id=keeper_id).exists():
        return keeper_id
    return Coverage.objects.select_related("point").get(town_id=town_id).point.organisation_id


def clinic_options(person_id: UUID) -> list[ClinicOption]:
    """Return every point of pick-up, the default one first."""
    default = default_clinic_id(person_id)
    points = ClinicPoint.objects.select_related("organisation", "guided_by").order_by(
        "organisation__kind", "organisation__code"
    )
    options = [
        ClinicOption(
            id=point.organisation_id,
            name=point.organisation.name,
            guided_by=point.guided_by.name,
            is_default=point.organisation_id == default,
        )
        for point in points
    ]
    return sorted(options, key=lambda option: not option.is_default)


def villages_served(organisation_id: UUID) -> list[tuple[UUID, str]]:
    """Return the villages of the towns whose files a centre keeps (5.1.2.a)."""
    villages = Village.objects.filter(town__organisationtown__organisation_id=organisation_id)
    return [
        (one.id, f"{one.town.name} {one.name}")
        for one in villages.select_related("town").order_by("town__position", "name")
    ]


def town_of(village_id: UUID) -> UUID:
    """Return the town of a village."""
    return Village.objects.get(id=village_id).town_id
