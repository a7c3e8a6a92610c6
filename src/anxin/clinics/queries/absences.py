"""Who was booked and did not come, and whether they wait to be asked (5.3.2.c, 7.3.c)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, QuerySet

from anxin.clinics.models import Absence, Attendance, Booking, ClinicDay
from anxin.clinics.queries.days import bookings, held_days
from anxin.enrolment.models import Enrolment, HospitalStay
from anxin.rules.absences import FollowUp, Missed, follow_up
from anxin.rules.enrolment_stages import EnrolmentStage


@dataclass(frozen=True, slots=True, kw_only=True)
class Absent:
    """Somebody who did not come on the last day they were booked for, and what was agreed since."""

    booking: Booking
    absences: tuple[Absence, ...]
    booked_on: date | None
    state: FollowUp

    @property
    def person_id(self) -> UUID:
        """Return who did not come."""
        return self.booking.person_id

    @property
    def day(self) -> date:
        """Return the day on which they did not come."""
        return self.booking.clinic_day.day

    @property
    def last(self) -> Absence | None:
        """Return what was said last; None where nobody asked yet."""
        return self.absences[-1] if self.absences else None

    @property
    def next_on(self) -> date | None:
        """Return the next day that was agreed: booked, else promised."""
        return self.booked_on or (self.last.promised_on if self.last else None)

    @property
    def since(self) -> date:
        """Return from when on they wait to be asked: the day agreed, else the day after they were missed."""
        agreed = self.last.promised_on if self.last else None
        return agreed if self.state is FollowUp.RETURNED and agreed else self.day


def absent(*, on: date) -> list[Absent]:
    """Return who in reach did not come and has not come since; who waits longest first.

    However long ago it was. Left out are those whose right ended and those in hospital now.
    """
    latest = (
        _missed(on=on)
        .select_related("clinic_day__organisation")
        .order_by("person_id", "-clinic_day__day", "-recorded_at")
        .distinct("person_id")
    )
    found = _shown(latest, on=on)
    return sorted(found, key=lambda one: (one.state is FollowUp.WAITS, one.since, one.person_id))


def find_absent(booking_id: UUID, *, on: date) -> Absent | None:
    """Return somebody who did not come on the day of a booking and not since; None for any other."""
    missed = _missed(on=on).filter(id=booking_id)
    rows = missed.select_related("clinic_day__organisation")
    return next(iter(_shown(rows, on=on)), None)


def _missed(*, on: date) -> QuerySet[Booking]:
    person = OuterRef("person_id")
    seen = Attendance.objects.filter(
        person_id=person, clinic_day__isnull=False, day__gte=OuterRef("clinic_day__day")
    )
    rights = Enrolment.objects.filter(person_id=person).exclude(stage=EnrolmentStage.ENDED)
    stays = HospitalStay.objects.filter(person_id=person, until=None)
    return bookings().filter(~Exists(seen), Exists(rights), ~Exists(stays), clinic_day__day__lt=on)


def _shown(rows: Iterable[Booking], *, on: date) -> list[Absent]:
    found = list(rows)
    said = defaultdict(list)
    for absence in Absence.objects.filter(booking__in=found).select_related("recorded_by"):
        said[absence.booking_id].append(absence)
    ahead = _booked_ahead((row.person_id for row in found), on=on)
    return [
        Absent(
            booking=row,
            absences=tuple(said[row.id]),
            booked_on=ahead.get(row.person_id),
            state=_state(row, said[row.id], booked_on=ahead.get(row.person_id), on=on),
        )
        for row in found
    ]


def _state(booking: Booking, said: list[Absence], *, booked_on: date | None, on: date) -> FollowUp:
    missed = Missed(
        absent_on=booking.clinic_day.day,
        came_on=None,
        is_explained=bool(said),
        promised_on=said[-1].promised_on if said else None,
        booked_on=booked_on,
    )
    return follow_up(missed, on=on)


def _booked_ahead(people: Iterable[UUID], *, on: date) -> dict[UUID, date]:
    rows = bookings().filter(person_id__in=list(people), clinic_day__day__gte=on)
    return dict(rows.order_by().values_list("person_id").annotate(Min("clinic_day__day")))


def absences_on(organisation_id: UUID, day: date) -> dict[UUID, tuple[UUID, str]]:
    """Return for who was booked at a point on a day the booking, and the cause where one is known."""
    rows = dict(
        bookings()
        .filter(organisation_id=organisation_id, clinic_day__day=day)
        .values_list("person_id", "id")
    )
    causes = {
        row.booking_id: row.cause_name
        for row in Absence.objects.filter(booking_id__in=rows.values()).order_by("recorded_at")
    }
    return {person: (booking, causes.get(booking, "")) for person, booking in rows.items()}


def days_to_choose(booking: Booking, *, on: date) -> list[ClinicDay]:
    """Return the days ahead of the same point on which who did not come can be booked."""
    return list(
        held_days()
        .filter(organisation_id=booking.organisation_id, day__gte=on)
        .select_related("doctor")
        .order_by("day", "id")
    )
