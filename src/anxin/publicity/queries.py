"""Reads of publicity: what was done, where, and where nothing was done for long (5.1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from anxin.organisations.models import Organisation, OrganisationTown, Town, Village
from anxin.policy.pack import load
from anxin.publicity.models import Publicity
from anxin.rules.access import Actor, Duty
from anxin.rules.publicity import next_publicity_by


def publicity(*, town_id: UUID | None = None) -> QuerySet[Publicity]:
    """Return what was done in reach, the newest first, without rows that were corrected."""
    rows = Publicity.objects.filter(corrected_by=None).select_related(
        "organisation", "town", "village", "recorded_by"
    )
    return rows.filter(town_id=town_id) if town_id else rows


def find_publicity(publicity_id: UUID) -> Publicity | None:
    """Return one row in reach that was not corrected; None where there is none to see."""
    return publicity().filter(id=publicity_id).first()


def keeper_of(town_id: UUID) -> UUID | None:
    """Return the centre that serves a town."""
    return (
        OrganisationTown.objects.filter(
            town_id=town_id, organisation__kind=Organisation.Kind.TOWNSHIP_CENTRE
        )
        .values_list("organisation_id", flat=True)
        .first()
    )


def home_towns(actor: Actor) -> QuerySet[Town]:
    """Return the towns of which the actor can write down publicity: own ones, or all for the office."""
    if actor.duty is Duty.TOWNSHIP_OFFICER:
        return Town.objects.filter(organisationtown__organisation_id=actor.organisation_id)
    if actor.duty is Duty.VILLAGE_CLERK:
        return Town.objects.filter(village__organisation__id=actor.organisation_id)
    return Town.objects.all()


def home_villages(actor: Actor) -> QuerySet[Village]:
    """Return the villages of those towns; a village's own clerk has one."""
    villages = Village.objects.select_related("town")
    if actor.duty is Duty.VILLAGE_CLERK:
        return villages.filter(organisation__id=actor.organisation_id)
    return villages.filter(town__in=home_towns(actor))


def is_home(actor: Actor, town_id: UUID, village_id: UUID | None) -> bool:
    """Say whether publicity in a town, or in one of its villages, is the actor's own."""
    if village_id is None:
        own = actor.duty is not Duty.VILLAGE_CLERK
        return own and home_towns(actor).filter(id=town_id).exists()
    return home_villages(actor).filter(id=village_id, town_id=town_id).exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class TownPublicity:
    """What was done in one town since a day, and by when the next is due."""

    town_id: UUID
    town: str
    times: int
    people_reached: int
    last_held_on: date | None
    due_on: date

    def is_overdue(self, on: date) -> bool:
        """Say whether the day has passed."""
        return self.due_on < on


def by_town(actor: Actor, *, since: date, on: date) -> list[TownPublicity]:
    """Return each town in reach with its publicity since a day; those with none are there too (5.1.1)."""
    months = load().value("publicity_months", on)
    live = Q(publicity__corrected_by=None)
    recent = live & Q(publicity__held_on__gte=since)
    towns = (
        home_towns(actor)
        .order_by("code")
        .annotate(
            times=Count("publicity", filter=recent),
            reached=Sum("publicity__people_reached", filter=recent),
            last=Max("publicity__held_on", filter=live),
        )
    )
    return [
        TownPublicity(
            town_id=town.id,
            town=town.name,
            times=town.times,
            people_reached=town.reached or 0,
            last_held_on=town.last,
            due_on=next_publicity_by(last_held_on=town.last, begun_on=since, months=months),
        )
        for town in towns
    ]


def last_held_by(organisation_id: UUID) -> date | None:
    """Return the day of an organisation's own last publicity."""
    rows = Publicity.objects.filter(organisation_id=organisation_id, corrected_by=None)
    last: date | None = rows.aggregate(last=Max("held_on"))["last"]
    return last
