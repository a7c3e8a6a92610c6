"""Move or cancel a clinic day: its people are booked anew and stand on a list to be called (5.2.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics import requirements as asks
from anxin.clinics.models import Attendance, Booking, Call, ClinicDay, ClinicDayEvent
from anxin.clinics.queries.changes import booked_at, next_in_place_of, standing_on
from anxin.clinics.queries.days import bookings
from anxin.clinics.reach import reaches
from anxin.clinics.services.rota import Sitting, about_sittings
from anxin.database.locks import lock
from anxin.rules.access import Actor
from anxin.rules.clinic_day_stages import ClinicDayMove
from anxin.rules.decisions import Condition, Decision, Refused


def call_off(
    *,
    request_id: UUID,
    clinic_day_id: UUID,
    new_day: date | None,
    because: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Move a clinic day to another, or cancel it where ``new_day`` is None; return the event.

    Who was booked is booked on the new day, else on the point's next one; where there is none they
    stay without, and stand on the list. A day on which somebody arrived stays as it is.
    """
    new = uuid4()
    reason = because.strip()
    content = {"clinic_day": clinic_day_id, "new_day": new_day, "because": reason}
    if earlier := begin(
        request_id=request_id, kind="clinic.call_off", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    clinic_day = _locked(clinic_day_id, new_day=new_day)
    Refused.unless(Decision.of(*_about(clinic_day, new_day, because=reason, on=localdate(at))))
    people = list(bookings().filter(clinic_day=clinic_day).order_by("person_id"))
    target = _target(clinic_day, new_day=new_day, act_id=request_id)
    ClinicDayEvent.objects.create(
        id=new,
        clinic_day=clinic_day,
        move=ClinicDayMove.CANCEL if new_day is None else ClinicDayMove.MOVE,
        moved_to=None if new_day is None else target,
        because=reason,
        clause="5.2.1",
        occurred_on=localdate(at),
        act_id=request_id,
    )
    _book_anew(people, clinic_day, target, event_id=new, act_id=request_id)
    return new


def _locked(clinic_day_id: UUID, *, new_day: date | None) -> ClinicDay:
    """Return the day, locked together with the one its people go to, so that both stay as they are."""
    found = ClinicDay.objects.get(id=clinic_day_id)
    other = next_in_place_of(found) if new_day is None else standing_on(found, new_day)
    lock(ClinicDay, found.id, *([other.id] if other else []))
    return ClinicDay.objects.get(id=clinic_day_id)


def _about(
    clinic_day: ClinicDay, new_day: date | None, *, because: str, on: date
) -> Iterator[Condition]:
    day = clinic_day.day
    begun = Attendance.objects.filter(clinic_day=clinic_day).exists()
    yield asks.POINT_IS_IN_REACH.met_if(reaches("clinic.change", clinic_day.organisation_id))
    yield asks.CHANGE_HAS_REASON.met_if(bool(because))
    yield asks.DAY_IS_AHEAD.met_if(day >= on, day=day)
    yield asks.DAY_IS_HELD.met_if(clinic_day.is_held, day=day, stage=clinic_day.stage_name)
    yield asks.DAY_HAS_NOT_BEGUN.met_if(not begun, day=day)
    if new_day is None:
        return
    yield asks.NEW_DAY_DIFFERS.met_if(new_day != day)
    if new_day != day and standing_on(clinic_day, new_day) is None:
        sitting = Sitting(
            day=new_day,
            organisation_id=clinic_day.organisation_id,
            doctor_id=clinic_day.doctor_id,
        )
        yield from about_sittings([sitting], on=on)
    else:
        yield asks.DAY_IS_AHEAD.met_if(new_day >= on, day=new_day)


def _target(clinic_day: ClinicDay, *, new_day: date | None, act_id: UUID) -> ClinicDay | None:
    if new_day is None:
        return next_in_place_of(clinic_day)
    return standing_on(clinic_day, new_day) or ClinicDay.objects.create(
        id=uuid4(),
        organisation_id=clinic_day.organisation_id,
        day=new_day,
        doctor_id=clinic_day.doctor_id,
        act_id=act_id,
    )


def _book_anew(
    people: Sequence[Booking],
    clinic_day: ClinicDay,
    target: ClinicDay | None,
    *,
    event_id: UUID,
    act_id: UUID,
) -> None:
    """Book everybody on the target in one statement, and list whom to call: whose day changed."""
    if target is None:
        known: dict[UUID, UUID] = {}
    else:
        known = booked_at(target, [one.person_id for one in people])
        made = Booking.objects.bulk_create(
            Booking(
                id=uuid4(),
                clinic_day=target,
                organisation_id=target.organisation_id,
                person_id=one.person_id,
                act_id=act_id,
            )
            for one in people
            if one.person_id not in known
        )
        known |= {one.person_id: one.id for one in made}
    if target is not None and target.day == clinic_day.day:
        return
    Call.objects.bulk_create(
        Call(
            event_id=event_id,
            person_id=one.person_id,
            booking=one,
            new_booking_id=known.get(one.person_id),
            act_id=act_id,
        )
        for one in people
    )
