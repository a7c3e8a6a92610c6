"""An appeal against a refusal: handed in by the township, decided anew by somebody else (3.1.e, 5.1.4)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.enrolment.models import Application, ApplicationEvent, Decision
from anxin.enrolment.services import moves
from anxin.enrolment.services.applications import require_free_to_apply
from anxin.policy.pack import load
from anxin.rules.access import Actor
from anxin.rules.appeals import another_decides, may_appeal
from anxin.rules.application_stages import ApplicationMove
from anxin.rules.decisions import Refused


def appeal(
    *, request_id: UUID, application_id: UUID, reason: str, actor: Actor, at: datetime
) -> UUID:
    """Reopen a refused application at the office's review; the refusal stays as it was."""
    del actor
    if earlier := begin(
        request_id=request_id,
        kind="application.appeal",
        content={"application": application_id, "reason": reason},
        result_id=application_id,
        at=at,
    ):
        return earlier.result_id
    on, application = localdate(at), moves.locked(application_id)
    moves.require(application, ApplicationMove.APPEAL)
    require_free_to_apply(application.person_id)
    refusal = Decision.objects.filter(application=application).order_by("-recorded_at")[0]
    Refused.unless(
        may_appeal(
            decided_on=refusal.decided_on,
            appealed=is_appealed(application),
            reason=reason,
            days=load().value("appeal_days", on),
            on=on,
        )
    )
    moves.make(
        application,
        ApplicationMove.APPEAL,
        act_id=request_id,
        on=on,
        because=reason.strip(),
        clause="working-rules:appeal",
    )
    return application_id


def is_appealed(application: Application) -> bool:
    """Say whether a refusal of this application was ever appealed."""
    return ApplicationEvent.objects.filter(
        application=application, move=ApplicationMove.APPEAL
    ).exists()


def require_another(application: Application, *, actor: Actor) -> None:
    """Refuse that who decided before decides on the appeal."""
    decided_before = Decision.objects.filter(
        application=application, recorded_by_id=actor.staff_id
    ).exists()
    ground = another_decides(decided_before=decided_before and is_appealed(application))
    if not ground.met:
        raise Refused(ground)
