"""What moving or cancelling a clinic day would do, before it is done (5.2.1, 7.3.c)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.clinics.models import Booking, ClinicDay, ClinicDayEvent
from anxin.clinics.queries.days import bookings, held_days
from anxin.clinics.queries.reasons import Reason, reasons_of
from anxin.rules.clauses import cites
from anxin.rules.days import ONE_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Somebody booked on a day that is to be moved or cancelled."""

    booking: Booking
    last_covered: date | None
    """The last day with medicine at home, or the day an injection is due; None: never had any."""
    runs_out: bool
    """Whether that is before the new day, or there is no new day at all."""

    @property
    def person_id(self) -> UUID:
        """Return whose booking it is."""
        return self.booking.person_id


@cites("5.2.1", "7.3.c")
def runs_out_before(reason: Reason | None, new_day: date | None) -> bool:
    """Say whether somebody is without medicine on a day before the new one; without one, at some time."""
    return reason is None or new_day is None or reason.day < new_day


def last_covered(reason: Reason | None) -> date | None:
    """Return the last day of the medicine at home, or the day on which an injection is due."""
    if reason is None:
        return None
    return reason.day if reason.due else reason.day - ONE_DAY


def affected_by(clinic_day: ClinicDay, *, new_day: date | None) -> list[Affected]:
    """Return who is booked on a day, who runs out of medicine first."""
    booked = list(bookings().filter(clinic_day=clinic_day))
    reasons = reasons_of(one.person_id for one in booked)
    found = [
        Affected(
            booking=one,
            last_covered=last_covered(reasons.get(one.person_id)),
            runs_out=runs_out_before(reasons.get(one.person_id), new_day),
        )
        for one in booked
    ]
    return sorted(found, key=lambda one: (one.last_covered or date.min, one.person_id))


def next_in_place_of(clinic_day: ClinicDay) -> ClinicDay | None:
    """Return the day that people of a cancelled day are booked to: the point's next, from that day on."""
    others = held_days().filter(organisation_id=clinic_day.organisation_id, day__gte=clinic_day.day)
    return others.exclude(id=clinic_day.id).order_by("day", "id").first()


def standing_on(clinic_day: ClinicDay, day: date) -> ClinicDay | None:
    """Return the point's clinic day that already stands on a day, with the same doctor if there is one."""
    here = held_days().filter(organisation_id=clinic_day.organisation_id, day=day)
    others = sorted(
        here.exclude(id=clinic_day.id), key=lambda one: one.doctor_id != clinic_day.doctor_id
    )
    return others[0] if others else None


def change_of(clinic_day: ClinicDay) -> ClinicDayEvent | None:
    """Return how a day was moved or cancelled; None where it is held."""
    return clinic_day.events.select_related("moved_to", "recorded_by").first()


def booked_at(clinic_day: ClinicDay, person_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Return the bookings that people have already on the day of a clinic day, by person."""
    rows = bookings().filter(
        organisation_id=clinic_day.organisation_id,
        clinic_day__day=clinic_day.day,
        person_id__in=list(person_ids),
    )
    return dict(rows.values_list("person_id", "id"))
