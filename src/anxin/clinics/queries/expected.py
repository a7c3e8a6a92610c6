"""Who is expected on a clinic day, and whose medicine runs out (5.2.1, 7.3.c)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from anxin.clinics.models import ClinicDay, Supply
from anxin.clinics.queries.days import bookings, next_day_after, points_in_reach
from anxin.clinics.queries.reasons import reasons_of
from anxin.enrolment.models import Enrolment
from anxin.policy import load
from anxin.rules.enrolment_stages import EnrolmentStage
from anxin.rules.injections import Due


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningOut:
    """Somebody whose medicine ends before the clinic day after next; ``ends`` None: never had any.

    Where an injection is due first, ``ends`` is its day and ``due`` tells the days around it.
    """

    person_id: UUID
    organisation_id: UUID
    ends: date | None
    due: Due | None = None


def served_at(organisation_id: UUID) -> set[UUID]:
    """Return the people with an active enrolment whose designated hospital this is."""
    return set(
        Enrolment.objects.filter(
            stage=EnrolmentStage.ACTIVE, person__clinic_id=organisation_id
        ).values_list("person_id", flat=True)
    )


def booked_on(organisation_id: UUID, day: date) -> set[UUID]:
    """Return the people booked at a point on a day, with whichever doctor."""
    return set(
        bookings()
        .filter(organisation_id=organisation_id, clinic_day__day=day)
        .values_list("person_id", flat=True)
    )


def expected_ids(clinic_day: ClinicDay) -> set[UUID]:
    """Return who is expected: the booked, and whose medicine ends before the next clinic day.

    Where no later day is published the usual supply tells how far to look ahead.
    """
    point = clinic_day.organisation_id
    horizon = _horizon(point, after=clinic_day.day)
    due = {one.person_id for one in _ending_before(horizon, organisation_id=point)}
    return booked_on(point, clinic_day.day) | due


def given_on(organisation_id: UUID, day: date) -> set[UUID]:
    """Return who was given medicine at a point on a day; a reversed pick-up counts not."""
    return set(
        Supply.objects.filter(
            organisation_id=organisation_id, given_on=day, ended_by_id__isnull=True
        ).values_list("person_id", flat=True)
    )


def running_out_at(organisation_id: UUID, *, on: date) -> list[RunningOut]:
    """Return who of a point runs out before its next clinic day and is not booked, soonest first."""
    horizon = next_day_after(organisation_id, on) or _usual(on)
    booked = _booked_ahead(organisation_id, on=on)
    found = [
        one
        for one in _ending_before(horizon, organisation_id=organisation_id)
        if one.person_id not in booked
    ]
    return sorted(found, key=lambda one: (one.ends or date.min, one.person_id))


def running_out(*, on: date) -> list[RunningOut]:
    """Return who runs out at any point in reach, soonest first (7.3.c)."""
    points = points_in_reach("clinic.read").values_list("organisation_id", flat=True)
    found = [one for point in points for one in running_out_at(point, on=on)]
    return sorted(found, key=lambda one: (one.ends or date.min, one.person_id))


def _ending_before(horizon: date, *, organisation_id: UUID) -> Iterable[RunningOut]:
    people = served_at(organisation_id)
    reasons = reasons_of(people)
    for person_id in people:
        reason = reasons.get(person_id)
        if reason is None or reason.day < horizon:
            yield RunningOut(
                person_id=person_id,
                organisation_id=organisation_id,
                ends=reason.day if reason else None,
                due=reason.due if reason else None,
            )


def _booked_ahead(organisation_id: UUID, *, on: date) -> set[UUID]:
    return set(
        bookings()
        .filter(organisation_id=organisation_id, clinic_day__day__gte=on)
        .values_list("person_id", flat=True)
    )


def _horizon(organisation_id: UUID, *, after: date) -> date:
    return next_day_after(organisation_id, after) or _usual(after)


def _usual(day: date) -> date:
    return day + timedelta(days=load().value("default_supply_days", day))
