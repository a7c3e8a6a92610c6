"""Signing the agreement: enrolment, designated hospital and card in one act (5.1.5, A7)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.enrolment.models import (
    Agreement,
    Application,
    ClinicChoice,
    Enrolment,
    HospitalStay,
)
from anxin.enrolment.queries.clinics import clinic_options, default_clinic_id
from anxin.enrolment.queries.places import lock_places
from anxin.enrolment.services import cards, moves
from anxin.policy.pack import load
from anxin.rules.access import Actor
from anxin.rules.application_stages import APPLICATION, ApplicationStage
from anxin.rules.days import add_months
from anxin.rules.decisions import Decision, Refused, condition
from anxin.rules.enrolment_stages import EnrolmentStage

IS_APPROVED = condition(
    "application-is-approved",
    "5.1.5.a",
    met="申请已复审通过",
    unmet="申请现在是“{stage}”，复审通过后才能签订协议",
)
IS_UNSIGNED = condition(
    "agreement-is-new", "5.1.5.a", met="尚未签订协议", unmet="这份申请已经签订协议"
)
IS_DESIGNATED = condition(
    "hospital-is-designated",
    "5.1.5.b",
    met="是附件6的就诊定点医院",
    unmet="所选单位不是精神专科医院，也没有设置免费服药门诊，不能作为就诊定点医院",
)
CHOICE_HAS_REASON = condition(
    "choice-has-reason",
    "5.1.5.b",
    met="选择了默认的定点医院，或写明了原因",
    unmet="没有选择默认的定点医院（{default}），请写明原因",
)
BOTH_SIGNED = condition(
    "both-sides-signed",
    "5.1.5.a",
    met="甲乙双方已签字",
    unmet="协议须由双方签字：请填写甲方负责人，并选择乙方由患者还是监护人签字",
)
LIVES_AT_HOME = condition(
    "lives-at-home-at-signing",
    "5.1.6.1",
    met="居家",
    unmet="正在住院，出院后再签订协议",
)
SIGNERS = ("patient", "guardian")


def sign_agreement(
    *,
    request_id: UUID,
    application_id: UUID,
    clinic_id: UUID,
    clinic_reason: str,
    signed_for_hospital: str,
    signed_for_person: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Sign the agreement for a year; return the enrolment's id.

    Makes the enrolment, the agreement, the choice of hospital and the card (5.1.5.c). ``signed_for_person``
    says who signed for the second side: ``patient`` or ``guardian``.
    """
    del actor
    new, on = uuid4(), localdate(at)
    content = {
        "application": application_id,
        "clinic": clinic_id,
        "reason": clinic_reason,
        "hospital": signed_for_hospital,
        "person": signed_for_person,
    }
    if earlier := begin(
        request_id=request_id, kind="agreement.sign", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    lock_places()
    application = moves.locked(application_id)
    signed = bool(signed_for_hospital.strip()) and signed_for_person in SIGNERS
    Refused.unless(_may_sign(application, clinic_id=clinic_id, reason=clinic_reason, signed=signed))
    enrolment = Enrolment.objects.create(
        id=new,
        person_id=application.person_id,
        application=application,
        since=on,
        stage=EnrolmentStage.ACTIVE,
        act_id=request_id,
    )
    choose(application.person_id, clinic_id, clinic_reason, act_id=request_id, on=on)
    Agreement.objects.create(
        id=uuid4(),
        person_id=application.person_id,
        enrolment=enrolment,
        hospital_id=clinic_id,
        signed_on=on,
        until=add_months(on, load().value("agreement_months", on)),
        signed_for_hospital=signed_for_hospital.strip(),
        signed_for_person=signed_for_person,
        act_id=request_id,
    )
    cards.issue(enrolment, card_id=uuid4(), act_id=request_id, on=on)
    return new


def _may_sign(application: Application, *, clinic_id: UUID, reason: str, signed: bool) -> Decision:
    stage = ApplicationStage(application.stage)
    options = {option.id: option for option in clinic_options(application.person_id)}
    default = default_clinic_id(application.person_id)
    in_hospital = HospitalStay.objects.filter(person_id=application.person_id, until=None).exists()
    return Decision.of(
        IS_APPROVED.met_if(stage is ApplicationStage.APPROVED, stage=APPLICATION.stages[stage]),
        IS_UNSIGNED.met_if(not Enrolment.objects.filter(application=application).exists()),
        LIVES_AT_HOME.met_if(not in_hospital),
        IS_DESIGNATED.met_if(clinic_id in options),
        CHOICE_HAS_REASON.met_if(
            clinic_id == default or bool(reason.strip()), default=options[default].name
        ),
        BOTH_SIGNED.met_if(signed),
    )


def choose(person_id: UUID, clinic_id: UUID, reason: str, *, act_id: UUID, on: date) -> None:
    """Choose a designated hospital from a day on, inside the caller's act (5.1.5.b)."""
    ClinicChoice.objects.filter(person_id=person_id, until=None).update(until=on)
    ClinicChoice.objects.create(
        id=uuid4(),
        person_id=person_id,
        organisation_id=clinic_id,
        since=on,
        reason=reason.strip(),
        act_id=act_id,
    )
