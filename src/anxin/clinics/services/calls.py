"""Write down what came of a call about a changed clinic day (5.2.1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics import requirements as asks
from anxin.clinics.models import Call, CallOutcome
from anxin.clinics.services.booking import book_within
from anxin.rules.access import Actor


def record_call(
    *,
    request_id: UUID,
    call_id: UUID,
    outcome: str,
    clinic_day_id: UUID | None,
    note: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Record one call. Who comes another day is booked on that day in the same act (5.2.1)."""
    new, said = uuid4(), CallOutcome.Outcome(outcome)
    another = clinic_day_id if said is CallOutcome.Outcome.ANOTHER_DAY else None
    content = {"call": call_id, "outcome": outcome, "day": another, "note": note.strip()}
    if earlier := begin(
        request_id=request_id, kind="clinic.record_call", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    call = Call.objects.filter(id=call_id).first()
    if call is None or not actor.may("call.write"):
        raise asks.CALL_IS_IN_REACH.refused()
    booking_id = None
    if said is CallOutcome.Outcome.ANOTHER_DAY:
        if another is None:
            raise asks.ANOTHER_DAY_IS_CHOSEN.refused()
        booking_id = book_within(
            clinic_day_id=another,
            person_id=call.person_id,
            act_id=request_id,
            on=localdate(at),
        )
    CallOutcome.objects.create(
        id=new,
        call=call,
        outcome=said,
        booking_id=booking_id,
        note=note.strip(),
        act_id=request_id,
    )
    return new
