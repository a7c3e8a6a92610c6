"""Book a person on a clinic day of their designated hospital (5.2.1, A5.n2)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics import requirements as asks
from anxin.clinics.models import Booking, ClinicDay
from anxin.clinics.queries.days import is_booked
from anxin.clinics.reach import reaches
from anxin.enrolment.queries import Standing, standing
from anxin.people.models import Person
from anxin.rules.access import Actor
from anxin.rules.decisions import Condition, Decision, Refused
from anxin.rules.dispensing import (
    ENROLMENT_IS_ACTIVE,
    HOSPITAL_IS_DESIGNATED,
    IS_OUT_OF_HOSPITAL,
)
from anxin.rules.enrolment_stages import EnrolmentStage


def book(
    *, request_id: UUID, clinic_day_id: UUID, person_id: UUID, actor: Actor, at: datetime
) -> UUID:
    """Book a person on a clinic day; refused anywhere but at the designated hospital (A5.n2)."""
    new = uuid4()
    content = {"clinic_day": clinic_day_id, "person": person_id}
    if earlier := begin(
        request_id=request_id, kind="clinic.book", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    return book_within(
        clinic_day_id=clinic_day_id,
        person_id=person_id,
        act_id=request_id,
        on=localdate(at),
        booking_id=new,
    )


def book_within(
    *,
    clinic_day_id: UUID,
    person_id: UUID,
    act_id: UUID,
    on: date,
    booking_id: UUID | None = None,
) -> UUID:
    """Book a person as a part of an act, inside the caller's transaction."""
    day = ClinicDay.objects.get(id=clinic_day_id)
    if not Person.objects.filter(id=person_id).exists():
        raise asks.PERSON_IS_FOUND.refused()
    Refused.unless(
        Decision.of(
            *rights_at(standing(person_id, on=on), organisation_id=day.organisation_id),
            asks.POINT_IS_IN_REACH.met_if(reaches("clinic.book", day.organisation_id)),
            asks.DAY_IS_AHEAD.met_if(day.day >= on, day=day.day),
            asks.DAY_IS_HELD.met_if(day.is_held, day=day.day, stage=day.stage_name),
            asks.IS_BOOKED_ONCE.met_if(not is_booked(day, person_id), day=day.day),
        )
    )
    made = Booking.objects.create(
        id=booking_id or uuid4(),
        clinic_day=day,
        organisation_id=day.organisation_id,
        person_id=person_id,
        act_id=act_id,
    )
    return made.id


def rights_at(held: Standing, *, organisation_id: UUID) -> tuple[Condition, ...]:
    """Examine what a person holds: an active enrolment, at home, designated here (5.1.6.1, A5.n2)."""
    return (
        ENROLMENT_IS_ACTIVE.met_if(held.enrolment_stage == EnrolmentStage.ACTIVE),
        IS_OUT_OF_HOSPITAL.met_if(not held.in_hospital),
        HOSPITAL_IS_DESIGNATED.met_if(held.clinic_id == organisation_id),
    )
