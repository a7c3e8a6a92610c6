"""A new guardian's signature on the agreement that lasts (5.1.5.a, A7)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.enrolment.models import Agreement, Change, Enrolment, GuardianSignature
from anxin.enrolment.queries.guardian_signatures import unsigned_changes
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Refused
from anxin.rules.guardians import may_sign_for_change

COPIES = 2


@cites("5.1.5.a", "A7")
def sign_as_guardian(
    *,
    request_id: UUID,
    change_id: UUID,
    signed_on: date,
    both_copies: bool,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Write down that a new guardian signed both copies on paper; return the signature's id."""
    del actor
    new = uuid4()
    if earlier := begin(
        request_id=request_id,
        kind="guardian.sign",
        content={"change": change_id, "on": signed_on, "both": both_copies},
        result_id=new,
        at=at,
    ):
        return earlier.result_id
    change = Change.objects.get(id=change_id)
    assert change.enrolment_id is not None
    lock(Enrolment, change.enrolment_id)
    Refused.unless(
        may_sign_for_change(
            waits=unsigned_changes().filter(id=change_id).exists(),
            changed_on=change.occurred_on,
            signed_on=signed_on,
            both_copies=both_copies,
            on=localdate(at),
        )
    )
    GuardianSignature.objects.create(
        id=new,
        person_id=change.person_id,
        agreement=Agreement.objects.filter(enrolment_id=change.enrolment_id).latest("signed_on"),
        change=change,
        guardian_id=UUID(change.details["to"]),
        signed_on=signed_on,
        copies=COPIES,
        act_id=request_id,
    )
    return new
