"""Handing in, correcting and withdrawing an application (5.1.2, A4)."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.enrolment.models import Application, Enrolment
from anxin.enrolment.services import moves
from anxin.enrolment.services.copies import give_back_copies
from anxin.enrolment.services.drafts import close_drafts_of, hand_in_draft
from anxin.organisations.models import OrganisationTown, Village
from anxin.people.details import GuardianDetails, PersonDetails
from anxin.people.services import correct_person, register_person
from anxin.policy.pack import load
from anxin.rules.access import Actor
from anxin.rules.admission import deadlines
from anxin.rules.application_stages import ApplicationMove, ApplicationStage
from anxin.rules.decisions import Decision, Refused, condition
from anxin.vault.blind_index import blind

APPLIES_WHERE_LIVING = condition(
    "applies-where-living",
    "5.1.2.a",
    met="家庭地址在本单位辖区",
    unmet="所选村（居）不在本单位辖区；应到所在地卫生院或社区卫生服务中心申请",
)
IS_SIGNED = condition(
    "application-is-signed",
    "5.1.2.a",
    met="申请人或监护人已签字",
    unmet="签字日期不能晚于今天（{on}）",
)
APPLICANT_EXISTS = condition(
    "applicant-exists",
    "5.1.2.a",
    met="申请人是患者本人或监护人",
    unmet="选了由监护人申请，却没有填写监护人",
)
IS_FREE_TO_APPLY = condition(
    "is-free-to-apply",
    "5.1.2.a",
    met="没有正在办理或享受中的申请",
    unmet="此人{state}，不能再次申请",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFilled:
    """The approval form of annex 4 as the applicant filled it in."""

    village_id: UUID
    person: PersonDetails
    guardians: tuple[GuardianDetails, ...] = ()
    applied_by: str = "guardian"
    signed_on: date


def submit_application(
    *,
    request_id: UUID,
    filled: ApplicationFilled,
    draft_id: UUID | None = None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Hand in an application at the centre where the person lives; return its id.

    Makes the person, or finds them by identity number. It joins the batch of the first
    intake day on or after today, and its days are computed once and kept (5.1.2.b, 5.1.3).
    The draft it was filled in from is closed.
    """
    new, day = uuid4(), localdate(at)
    if earlier := begin(
        request_id=request_id,
        kind="application.submit",
        content={"filled": _fingerprint(filled)},
        result_id=new,
        at=at,
    ):
        return earlier.result_id
    village = _village(filled.village_id, actor=actor)
    Refused.unless(_may_be_handed_in(filled, on=day))
    person_id = register_person(
        town_id=village.town_id,
        village_id=village.id,
        keeper_id=actor.organisation_id,
        details=filled.person,
        guardians=filled.guardians,
        actor=actor,
        at=at,
    )
    require_free_to_apply(person_id)
    application = _create(new, person_id, filled, act_id=request_id, on=day)
    moves.make(application, ApplicationMove.SUBMIT, act_id=request_id, on=day, clause="5.1.2.a")
    if draft_id:
        hand_in_draft(draft_id, application_id=new, on=day)
    return new


def correct_application(
    *,
    request_id: UUID,
    application_id: UUID,
    filled: ApplicationFilled,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Hand a returned application in again, corrected; the days of its batch stay as they were."""
    day = localdate(at)
    if earlier := begin(
        request_id=request_id,
        kind="application.correct",
        content={"application": application_id, "filled": _fingerprint(filled)},
        result_id=application_id,
        at=at,
    ):
        return earlier.result_id
    application = moves.locked(application_id)
    _require_returned(application)
    Refused.unless(_may_be_handed_in(filled, on=day))
    correct_person(
        person_id=application.person_id,
        details=filled.person,
        guardians=filled.guardians,
        actor=actor,
        at=at,
    )
    moves.make(application, ApplicationMove.SUBMIT, act_id=request_id, on=day, clause="5.1.2.a")
    close_drafts_of(application_id, on=day)
    return application_id


def withdraw_application(
    *, request_id: UUID, application_id: UUID, because: str, actor: Actor, at: datetime
) -> UUID:
    """Withdraw an application at the applicant's wish; an approved, unsigned one gives its place back."""
    del actor
    if earlier := begin(
        request_id=request_id,
        kind="application.withdraw",
        content={"application": application_id, "because": because},
        result_id=application_id,
        at=at,
    ):
        return earlier.result_id
    application = moves.locked(application_id)
    if application.stage == ApplicationStage.APPROVED and _is_enrolled(application):
        raise IS_FREE_TO_APPLY.refused(state="已签订协议，应办理终止而不是撤回")
    moves.make(
        application,
        ApplicationMove.WITHDRAW,
        act_id=request_id,
        on=localdate(at),
        because=because,
        clause="5.1.2.a",
    )
    close_drafts_of(application_id, on=localdate(at))
    give_back_copies(application, act_id=request_id, on=localdate(at))
    return application_id


def _fingerprint(filled: ApplicationFilled) -> str:
    """Return a keyed hash, so that the act's content hash can't be searched for a number."""
    text = json.dumps(asdict(filled), sort_keys=True, ensure_ascii=False, default=str)
    return blind(text, purpose="request").hex()


def _village(village_id: UUID, *, actor: Actor) -> Village:
    village = Village.objects.filter(id=village_id).first()
    served = (
        village is not None
        and OrganisationTown.objects.filter(
            organisation_id=actor.organisation_id, town_id=village.town_id
        ).exists()
    )
    if village is None or not served:
        raise APPLIES_WHERE_LIVING.refused()
    return village


def _may_be_handed_in(filled: ApplicationFilled, *, on: date) -> Decision:
    return Decision.of(
        IS_SIGNED.met_if(filled.signed_on <= on, on=on),
        APPLICANT_EXISTS.met_if(filled.applied_by == "patient" or bool(filled.guardians)),
    )


def require_free_to_apply(person_id: UUID) -> None:
    """Refuse who is enrolled, or has an approval that only waits for the agreement."""
    if Enrolment.objects.filter(person_id=person_id).exclude(stage="ended").exists():
        raise IS_FREE_TO_APPLY.refused(state="已在免费服药名单内")
    for application in Application.objects.filter(person_id=person_id):
        if application.stage == ApplicationStage.APPROVED and not _is_enrolled(application):
            raise IS_FREE_TO_APPLY.refused(state="的申请已批准，等待签订协议")


def _is_enrolled(application: Application) -> bool:
    return Enrolment.objects.filter(application=application).exists()


def _require_returned(application: Application) -> None:
    moves.require(application, ApplicationMove.SUBMIT)


def _create(
    new: UUID, person_id: UUID, filled: ApplicationFilled, *, act_id: UUID, on: date
) -> Application:
    policy = load()
    days = deadlines(on, terms=policy.admission_terms(on), calendar=policy.calendar)
    return Application.objects.create(
        id=new,
        person_id=person_id,
        handed_in_on=on,
        intake_on=days.intake_day,
        first_review_due_on=days.first_review_due,
        forward_by=days.forward_by,
        dates_provisional=days.provisional,
        applied_by=filled.applied_by,
        signed_on=filled.signed_on,
        stage=ApplicationStage.DRAFT,
        act_id=act_id,
    )
