"""Another guardian for somebody whose right lasts (3.1.c, A3)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.enrolment.models import Change, Enrolment
from anxin.people.details import GuardianDetails
from anxin.people.guardians import take_over
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import condition
from anxin.rules.enrolment_stages import EnrolmentStage

RIGHT_LASTS = condition(
    "right-lasts-to-change-guardian",
    "3.1.c",
    met="仍有免费服药资格",
    unmet="免费服药资格已终止，不能变更监护人",
)


@cites("3.1.c")
def change_guardian(
    *,
    request_id: UUID,
    person_id: UUID,
    ends_id: UUID | None,
    guardian: GuardianDetails,
    because: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Let a guardian take over from another, or join; return the id of the change.

    The right stays: whether 弱监护 still holds is settled at the yearly review (A5.n3).
    """
    new, on = uuid4(), localdate(at)
    if earlier := begin(
        request_id=request_id,
        kind="guardian.change",
        content={
            "person": person_id,
            "ends": ends_id,
            "guardian": asdict(guardian),
            "because": because,
        },
        result_id=new,
        at=at,
    ):
        return earlier.result_id
    found = Enrolment.objects.filter(person_id=person_id).latest("recorded_at")
    lock(Enrolment, found.id)
    enrolment = Enrolment.objects.get(id=found.id)
    if enrolment.stage == EnrolmentStage.ENDED:
        raise RIGHT_LASTS.refused()
    made = take_over(
        person_id=person_id, ends_id=ends_id, guardian=guardian, because=because, actor=actor, at=at
    )
    Change.objects.create(
        id=new,
        person_id=person_id,
        enrolment=enrolment,
        kind=Change.Kind.GUARDIAN,
        occurred_on=on,
        because=because.strip(),
        clause="3.1.c",
        details={"from": str(ends_id) if ends_id else "", "to": str(made)},
        act_id=request_id,
    )
    return new
