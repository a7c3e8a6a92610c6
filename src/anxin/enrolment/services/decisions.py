"""The office's decision: the criteria of 3.1 from the facts, then a place or the waiting list (5.1.4)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from anxin.acts.services import begin
from anxin.enrolment.models import Application, Decision, DecisionFacts, Opinion
from anxin.enrolment.queries.assessment import assess_application
from anxin.enrolment.queries.places import follow_rule, lock_places, place_of
from anxin.enrolment.services import moves
from anxin.enrolment.services.appeals import require_another
from anxin.enrolment.services.places import lapse_due
from anxin.policy.pack import load
from anxin.privacy.door import Look
from anxin.rules import decisions
from anxin.rules.access import Actor
from anxin.rules.application_stages import ApplicationMove, ApplicationStage
from anxin.rules.decisions import Condition, Refused, condition
from anxin.rules.eligibility import HAS_GROUND, Applicant, grounds

REASON_IS_GIVEN = condition(
    "decision-has-reason",
    "3.1.e",
    met="已写明理由",
    unmet="退回或不予通过须写明理由",
)
_TOLD = {
    True: gettext_noop("属于三（一）规定的实施对象"),
    False: gettext_noop("不属于三（一）规定的实施对象"),
}
"""What everybody may read of 3.1.c: which ground it was could tell of a police listing (T17)."""
_MOVES = {
    Decision.Outcome.APPROVED: ApplicationMove.APPROVE,
    Decision.Outcome.WAITING: ApplicationMove.PUT_ON_WAITING_LIST,
    Decision.Outcome.REFUSED: ApplicationMove.REFUSE,
}


def decide(
    *,
    request_id: UUID,
    application_id: UUID,
    verdict: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Decide on an application: ``approve``, ``refuse`` or ``return``; return the decision's id.

    An approval takes a place under the lock of the count; where none is free, or others wait
    before, the application joins the waiting list. What the rules refuse can't be approved.
    A return is no decision: it gives the id of the application's event.
    """
    assert verdict in ("approve", "refuse", "return")
    new, on = uuid4(), localdate(at)
    content = {"application": application_id, "verdict": verdict, "reason": reason}
    if earlier := begin(
        request_id=request_id, kind="application.decide", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    lock_places()
    follow_rule(on=on)
    lapse_due(act_id=request_id, on=on)
    application = moves.locked(application_id)
    if verdict == "return":
        _return(application, reason, actor=actor, act_id=request_id, on=on)
        return new
    moves.require(
        application, ApplicationMove.APPROVE if verdict == "approve" else ApplicationMove.REFUSE
    )
    if application.stage == ApplicationStage.TOWNSHIP_PASSED:
        require_another(application, actor=actor)
    facts, found = assess_application(application, on=on, look=Look(actor=actor, page="复审决定"))
    if verdict == "approve":
        Refused.unless(found)
        place = place_of(application_id)
        outcome = _outcome(application, place)
        reason = reason if place.met else f"{place.reason}。{reason}".rstrip("。")
    else:
        outcome = Decision.Outcome.REFUSED
        reason = _reason_to_refuse(found, reason)
    _record(new, application, outcome, found, facts, reason, actor=actor, act_id=request_id, on=on)
    return new


def _outcome(application: Application, place: Condition) -> Decision.Outcome:
    if place.met:
        return Decision.Outcome.APPROVED
    if application.stage == ApplicationStage.WAITING:
        raise Refused(place)
    return Decision.Outcome.WAITING


def _reason_to_refuse(found: decisions.Decision, reason: str) -> str:
    if found.granted and not reason.strip():
        raise REASON_IS_GIVEN.refused()
    grounds_told = [
        f"{told['reason']}（{told['clause']}）" for told in criteria(found) if not told["met"]
    ]
    return "；".join([*grounds_told, *([reason.strip()] if reason.strip() else [])])


def _return(application: Application, reason: str, *, actor: Actor, act_id: UUID, on: date) -> None:
    moves.require(application, ApplicationMove.RETURN)
    if not reason.strip():
        raise REASON_IS_GIVEN.refused()
    _opine(application, agrees=False, text=reason, actor=actor, act_id=act_id)
    moves.make(
        application, ApplicationMove.RETURN, act_id=act_id, on=on, because=reason, clause="5.1.4"
    )


def _record(
    new: UUID,
    application: Application,
    outcome: Decision.Outcome,
    found: decisions.Decision,
    facts: Applicant,
    reason: str,
    *,
    actor: Actor,
    act_id: UUID,
    on: date,
) -> None:
    agrees = outcome != Decision.Outcome.REFUSED
    Decision.objects.create(
        id=new,
        application=application,
        outcome=outcome,
        criteria=criteria(found),
        policy_version=load().version,
        decided_on=on,
        reason=reason,
        act_id=act_id,
    )
    terms = load().eligibility_terms(on)
    DecisionFacts.objects.create(
        id=uuid4(),
        decision_id=new,
        facts={**_plain(facts), "on": application.handed_in_on.isoformat()},
        grounds=[
            str(ground) for ground in grounds(facts, terms=terms, on=application.handed_in_on)
        ],
    )
    _opine(application, agrees=agrees, text=reason, actor=actor, act_id=act_id)
    moves.make(application, _MOVES[outcome], act_id=act_id, on=on, because=reason, clause="5.1.4")


def _opine(
    application: Application, *, agrees: bool, text: str, actor: Actor, act_id: UUID
) -> None:
    Opinion.objects.create(
        id=uuid4(),
        application=application,
        level=Opinion.Level.OFFICE,
        agrees=agrees,
        text=text,
        organisation_id=actor.organisation_id,
        act_id=act_id,
    )


def criteria(found: decisions.Decision) -> list[dict[str, object]]:
    """Return every criterion with its clause, told so that no reader learns of a police listing."""
    return [
        {
            "clause": one.clause,
            "met": one.met,
            "reason": _TOLD[one.met] if one.code == HAS_GROUND.code else one.reason,
        }
        for one in found.conditions
    ]


def _plain(facts: Applicant) -> dict[str, object]:
    plain = asdict(facts)
    plain["poverty"] = sorted(facts.poverty)
    plain["resident_since"] = facts.resident_since.isoformat() if facts.resident_since else None
    plain["guardians"] = [
        {"kind": str(one.kind), "born": one.born.isoformat() if one.born else None}
        for one in facts.guardians
    ]
    return plain
