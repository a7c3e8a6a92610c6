"""Who came out of hospital and has no clinic day yet: the next step is a booking (5.1.6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from anxin.clinics.models import Attendance
from anxin.clinics.queries.days import bookings, next_clinic_day
from anxin.clinics.reach import within
from anxin.enrolment.models import Enrolment, HospitalStay
from anxin.rules.enrolment_stages import EnrolmentStage


@dataclass(frozen=True, slots=True, kw_only=True)
class Discharged:
    """Somebody at home again since a day; ``clinic_day_id`` None: their point has published none."""

    person_id: UUID
    since: date
    clinic_day_id: UUID | None


def discharged(*, on: date) -> list[Discharged]:
    """Return who was discharged, has the right in use, is not booked and was not seen since.

    Nothing is stored: the booking, or the visit, is what takes a person off the list.
    """
    lasting = HospitalStay.objects.filter(person_id=OuterRef("person_id"), until=None)
    ahead = bookings().filter(person_id=OuterRef("person_id"), clinic_day__day__gte=on)
    rights = Enrolment.objects.filter(
        ~Exists(lasting),
        ~Exists(ahead),
        stage=EnrolmentStage.ACTIVE,
        person__clinic_id__in=within("clinic.book"),
    )
    homes = dict(rights.values_list("person_id", "person__clinic_id"))
    since = _since(homes)
    seen = _seen(since)
    days = {point: next_clinic_day(point, on) for point in {homes[one] for one in since}}
    found = [
        Discharged(
            person_id=person,
            since=day,
            clinic_day_id=ahead_day.id if (ahead_day := days[homes[person]]) else None,
        )
        for person, day in since.items()
        if seen.get(person, date.min) < day
    ]
    return sorted(found, key=lambda one: (one.since, one.person_id))


def _since(people: dict[UUID, UUID]) -> dict[UUID, date]:
    """Return when each came home from their last stay."""
    stays = HospitalStay.objects.filter(person_id__in=list(people), until__isnull=False)
    return dict(stays.order_by().values_list("person_id").annotate(Max("until")))


def _seen(since: dict[UUID, date]) -> dict[UUID, date]:
    rows = Attendance.objects.filter(person_id__in=list(since))
    return dict(rows.order_by().values_list("person_id").annotate(Max("day")))
