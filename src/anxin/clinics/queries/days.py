"""Reads of points, of their clinic days and of the doctors who sit there."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from anxin.clinics.models import Booking, CallOutcome, ClinicDay
from anxin.clinics.reach import within
from anxin.enrolment.models import ClinicChoice, Enrolment, EnrolmentEvent, HospitalStay
from anxin.organisations.models import ClinicPoint, Staff
from anxin.rules.access import Duty
from anxin.rules.clinic_day_stages import ClinicDayStage
from anxin.rules.days import add_months
from anxin.rules.enrolment_stages import EnrolmentMove, EnrolmentStage

GIVEN_UP = (CallOutcome.Outcome.ANOTHER_DAY, CallOutcome.Outcome.REFUSES)
"""Answers on the telephone after which a booking no longer stands."""


def points_in_reach(action: str = "clinic.read") -> QuerySet[ClinicPoint]:
    """Return the points that an action of who acts reaches."""
    return (
        ClinicPoint.objects.filter(organisation_id__in=within(action))
        .select_related("organisation", "guided_by")
        .order_by("organisation__code")
    )


def days_of(organisation_id: UUID, *, month: date) -> list[ClinicDay]:
    """Return the clinic days of a point in the month of a day, in order."""
    first = month.replace(day=1)
    return list(
        ClinicDay.objects.filter(
            organisation_id=organisation_id, day__gte=first, day__lt=add_months(first, 1)
        )
        .select_related("doctor")
        .order_by("day", "doctor__username")
    )


def day_in_reach(clinic_day_id: UUID, *, action: str = "clinic.read") -> ClinicDay | None:
    """Return a clinic day whose point an action reaches; None for any other."""
    return (
        ClinicDay.objects.filter(id=clinic_day_id, organisation_id__in=within(action))
        .select_related("organisation", "doctor")
        .first()
    )


def held_days() -> QuerySet[ClinicDay]:
    """Return the clinic days that stand: neither moved nor cancelled."""
    return ClinicDay.objects.filter(stage=ClinicDayStage.PUBLISHED)


def days_on(day: date) -> list[ClinicDay]:
    """Return the clinic days held on a day at the points in reach."""
    return list(
        held_days()
        .filter(day=day, organisation_id__in=within("clinic.read"))
        .select_related("organisation", "doctor")
        .order_by("organisation__code")
    )


def next_day_after(organisation_id: UUID, day: date) -> date | None:
    """Return the next clinic day of a point after a day; None where none is published."""
    return (
        held_days()
        .filter(organisation_id=organisation_id, day__gt=day)
        .order_by("day")
        .values_list("day", flat=True)
        .first()
    )


def next_clinic_day(organisation_id: UUID, day: date) -> ClinicDay | None:
    """Return the first clinic day of a point from a day on, that day included."""
    return (
        held_days()
        .filter(organisation_id=organisation_id, day__gte=day)
        .order_by("day", "id")
        .first()
    )


def bookings() -> QuerySet[Booking]:
    """Return the bookings that stand: not from the last day of a right on, nor of a day in hospital.

    Nothing is written for it, so they stand again where the end is undone, and after a discharge
    those of later days (A5.n3, 5.1.6.1). Nor does one stand at a hospital that is no longer the
    designated one that day (5.1.5.b), on a day that was moved or cancelled, or where who was called
    about it chose another day or will not come.
    """
    rights = Enrolment.objects.filter(person_id=OuterRef("person_id"))
    ended = EnrolmentEvent.objects.filter(
        enrolment__person_id=OuterRef("person_id"),
        enrolment__stage=EnrolmentStage.ENDED,
        move=EnrolmentMove.END,
        occurred_on__lte=OuterRef("clinic_day__day"),
    )
    lasts = Exists(rights.exclude(stage=EnrolmentStage.ENDED))
    standing = Booking.objects.filter(
        lasts | ~Exists(ended), clinic_day__stage=ClinicDayStage.PUBLISHED
    )
    kept = standing.exclude(_in_hospital()).exclude(_designated_elsewhere())
    said = CallOutcome.objects.filter(call__new_booking=OuterRef("pk")).order_by("-recorded_at")
    last = Coalesce(Subquery(said.values("outcome")[:1]), Value(""))
    return kept.alias(said=last).exclude(said__in=GIVEN_UP)


def _designated_elsewhere() -> Exists:
    chosen = ClinicChoice.objects.filter(
        person_id=OuterRef("person_id"), until=None, since__lte=OuterRef("clinic_day__day")
    )
    return Exists(chosen.exclude(organisation_id=OuterRef("organisation_id")))


def set_aside(organisation_id: UUID, day: date) -> set[UUID]:
    """Return who was booked at a point on a day and is in hospital then (5.1.6.1)."""
    rows = Booking.objects.filter(
        _in_hospital(),
        organisation_id=organisation_id,
        clinic_day__stage=ClinicDayStage.PUBLISHED,
    )
    return set(rows.filter(clinic_day__day=day).values_list("person_id", flat=True))


def _in_hospital() -> Exists:
    day = OuterRef("clinic_day__day")
    return Exists(
        HospitalStay.objects.filter(
            Q(until=None) | Q(until__gt=day), person_id=OuterRef("person_id"), since__lte=day
        )
    )


def is_booked(clinic_day: ClinicDay, person_id: UUID) -> bool:
    """Say whether a person is booked at a point on a day, with whichever doctor."""
    return Booking.objects.filter(
        organisation_id=clinic_day.organisation_id,
        clinic_day__day=clinic_day.day,
        clinic_day__stage=ClinicDayStage.PUBLISHED,
        person_id=person_id,
    ).exists()


def doctors_for(organisation_id: UUID, *, on: date) -> QuerySet[Staff]:
    """Return the psychiatrists of a point's guiding hospital on a day (5.2.1)."""
    point = ClinicPoint.objects.filter(organisation_id=organisation_id).first()
    if point is None:
        return Staff.objects.none()
    return (
        Staff.objects.filter(
            Q(duties__until__isnull=True) | Q(duties__until__gt=on),
            is_active=True,
            duties__duty=Duty.PSYCHIATRIST,
            duties__organisation_id=point.guided_by_id,
            duties__since__lte=on,
        )
        .distinct()
        .order_by("username")
    )


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the month after."""
    return add_months(month.replace(day=1), 1)
