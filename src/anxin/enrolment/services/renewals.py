"""Signing for another year, after the review that kept the right (5.1.5.a, A7, A5.n3)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.enrolment.models import Agreement, AnnualReview, ClinicChoice, Enrolment
from anxin.enrolment.services.agreements import BOTH_SIGNED, SIGNERS
from anxin.policy.pack import load
from anxin.rules.access import Actor
from anxin.rules.annual_review import IS_NOT_RENEWED, RIGHT_LASTS, WAS_KEPT, renewed_from
from anxin.rules.annual_review_stages import ANNUAL_REVIEW, AnnualReviewStage
from anxin.rules.days import add_months
from anxin.rules.decisions import Decision, Refused
from anxin.rules.enrolment_stages import EnrolmentStage


def renew_agreement(
    *,
    request_id: UUID,
    review_id: UUID,
    signed_for_hospital: str,
    signed_for_person: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Sign for another year after a review that kept the right; return the agreement's id (5.1.5.a).

    It begins where the old one ends: no gap, no overlap. Signed late it begins today, and the gap shows.
    """
    del actor
    new, on = uuid4(), localdate(at)
    content = {"review": review_id, "hospital": signed_for_hospital, "person": signed_for_person}
    if earlier := begin(
        request_id=request_id, kind="agreement.renew", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    review = _locked(review_id)
    Refused.unless(
        _may_renew(
            review, signed=bool(signed_for_hospital.strip()) and signed_for_person in SIGNERS
        )
    )
    old = Agreement.objects.filter(enrolment=review.enrolment).latest("signed_on")
    starts = renewed_from(old.until, on=on)
    Agreement.objects.create(
        id=new,
        person_id=review.person_id,
        enrolment=review.enrolment,
        hospital_id=_clinic_now(review.person_id) or old.hospital_id,
        signed_on=starts,
        until=add_months(starts, load().value("agreement_months", on)),
        signed_for_hospital=signed_for_hospital.strip(),
        signed_for_person=signed_for_person,
        review=review,
        act_id=request_id,
    )
    return new


def _locked(review_id: UUID) -> AnnualReview:
    enrolment_id = AnnualReview.objects.values_list("enrolment_id", flat=True).get(id=review_id)
    lock(Enrolment, enrolment_id)
    lock(AnnualReview, review_id)
    return AnnualReview.objects.select_related("enrolment").get(id=review_id)


def _may_renew(review: AnnualReview, *, signed: bool) -> Decision:
    stage = AnnualReviewStage(review.stage)
    kept = stage is AnnualReviewStage.KEPT
    return Decision.of(
        RIGHT_LASTS.met_if(review.enrolment.stage != EnrolmentStage.ENDED),
        WAS_KEPT.met_if(kept, stage=ANNUAL_REVIEW.stages[stage]),
        IS_NOT_RENEWED.met_if(not Agreement.objects.filter(review=review).exists()),
        BOTH_SIGNED.met_if(signed),
    )


def _clinic_now(person_id: UUID) -> UUID | None:
    now = ClinicChoice.objects.filter(person_id=person_id, until=None)
    return now.values_list("organisation_id", flat=True).first()
