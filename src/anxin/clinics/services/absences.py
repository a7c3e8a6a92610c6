"""Write down why somebody did not come, and agree on the next day (5.3.2.c, 7.3.c)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics import requirements as asks
from anxin.clinics.models import Absence, Booking
from anxin.clinics.queries.absences import find_absent
from anxin.clinics.services.booking import book_within
from anxin.policy import load
from anxin.rules.absences import Cause, examine_agreed
from anxin.rules.access import Actor
from anxin.rules.decisions import Decision, Refused


def record_absence(
    *,
    request_id: UUID,
    booking_id: UUID,
    cause: str,
    note: str,
    promised_on: date | None,
    clinic_day_id: UUID | None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Record a cause with one next day: a clinic day, booked in the same act, or a promised date."""
    new, today, why = uuid4(), localdate(at), Cause(cause)
    content = {
        "booking": booking_id,
        "cause": cause,
        "note": note.strip(),
        "promised_on": promised_on,
        "clinic_day": clinic_day_id,
    }
    if earlier := begin(
        request_id=request_id, kind="clinic.record_absence", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    booking = Booking.objects.select_related("clinic_day").filter(id=booking_id).first()
    if booking is None or not actor.may("absence.write"):
        raise asks.ABSENCE_IS_IN_REACH.refused()
    missed = find_absent(booking_id, on=today) is not None
    Refused.unless(
        Decision.of(
            asks.DID_NOT_COME.met_if(missed, day=booking.clinic_day.day),
            *examine_agreed(
                cause=why,
                note=note,
                promised_on=promised_on,
                is_booked=clinic_day_id is not None,
                on=today,
                most_days=load().value("promise_most_days", today),
            ),
        )
    )
    Absence.objects.create(
        id=new,
        booking=booking,
        person_id=booking.person_id,
        cause=why,
        note=note.strip(),
        promised_on=promised_on,
        next_booking_id=clinic_day_id
        and book_within(
            clinic_day_id=clinic_day_id,
            person_id=booking.person_id,
            act_id=request_id,
            on=today,
        ),
        act_id=request_id,
    )
    return new
