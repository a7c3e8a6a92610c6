"""The yearly review: the township proposes, another person at the office decides (A5.n3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.enrolment.models import (
    AnnualReview,
    AnnualReviewEvent,
    Change,
    Enrolment,
    EnrolmentEvent,
    ReviewAssessment,
)
from anxin.enrolment.queries.moving import lock_what_waits
from anxin.enrolment.queries.places import lock_places
from anxin.enrolment.queries.reviews import (
    Due,
    Found,
    due_of,
    found_today,
    proposed_to_keep,
    review_terms,
    worklist,
)
from anxin.enrolment.services.decisions import criteria
from anxin.policy.pack import load
from anxin.privacy.door import Look
from anxin.rules.access import Actor
from anxin.rules.annual_review import (
    RETURN_HAS_REASON,
    RIGHT_LASTS,
    Seen,
    may_decide,
    may_propose,
)
from anxin.rules.annual_review_stages import ANNUAL_REVIEW, AnnualReviewMove, AnnualReviewStage
from anxin.rules.decisions import Refused, condition
from anxin.rules.enrolment_stages import ENROLMENT, EnrolmentMove, EnrolmentStage

ALL_STILL_FIT = condition(
    "batch-still-fits",
    "A5.n3",
    met="所选各人都可以一并办理",
    unmet="所选的人中有 {n} 人不能一并办理（有条件看不出符合，或已由别人办理），请刷新后单独办理",
)
SOMEBODY_CHOSEN = condition(
    "batch-has-people", "A5.n3", met="已选择", unmet="请先选择要一并办理的人"
)
OPEN_WORDS = gettext_noop("按所见资料看不出，由办公室核定")
PAGE = gettext_noop("年度审核")
VERDICTS = {
    "keep": AnnualReviewMove.KEEP,
    "end": AnnualReviewMove.END,
    "return": AnnualReviewMove.RETURN,
}


def propose_review(
    *,
    request_id: UUID,
    enrolment_id: UUID,
    keeps: bool,
    evidence: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Propose to keep or to end a right, with what was found and the evidence; return the review's id."""
    new, on = uuid4(), localdate(at)
    content = {"enrolment": enrolment_id, "keeps": keeps, "evidence": evidence}
    if earlier := begin(
        request_id=request_id, kind="review.propose", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    lock(Enrolment, enrolment_id)
    due = due_of(enrolment_id, on=on)
    if due is None:
        raise RIGHT_LASTS.refused()
    found = _seen_by_township([due], on=on, actor=actor)[due.person_id]
    Refused.unless(
        may_propose(
            live=due.stage != EnrolmentStage.ENDED,
            due_on=due.due_on,
            keeps=keeps,
            all_seen=found.all_met,
            evidence=evidence,
            terms=review_terms(on),
            on=on,
        )
    )
    ids = _propose([(due, found)], keeps=keeps, evidence=evidence, act_id=request_id, on=on)
    return ids[0]


def propose_all(
    *, request_id: UUID, enrolment_ids: Sequence[UUID], actor: Actor, at: datetime
) -> UUID:
    """Propose to keep many rights whose criteria are all seen to be met: one act, each recorded singly."""
    on = localdate(at)
    chosen = sorted(set(enrolment_ids), key=str)
    if earlier := begin(
        request_id=request_id,
        kind="review.propose_all",
        content={"enrolments": chosen},
        result_id=request_id,
        at=at,
    ):
        return earlier.result_id
    if not chosen:
        raise SOMEBODY_CHOSEN.refused()
    lock(Enrolment, *chosen)
    open_now = {one.enrolment_id: one for one in worklist(on=on) if one.state == "due"}
    rows = [open_now[pk] for pk in chosen if pk in open_now]
    found = _seen_by_township(rows, on=on, actor=actor)
    fit = [(one, found[one.person_id]) for one in rows if found[one.person_id].all_met]
    if len(fit) < len(chosen):
        raise ALL_STILL_FIT.refused(n=len(chosen) - len(fit))
    _propose(fit, keeps=True, evidence="", act_id=request_id, on=on)
    return request_id


def decide_review(
    *,
    request_id: UUID,
    review_id: UUID,
    verdict: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Decide a review: ``keep``, ``end`` or ``return``. Who no longer qualifies loses the right at once."""
    on, move = localdate(at), VERDICTS[verdict]
    content = {"review": review_id, "verdict": verdict, "reason": reason}
    if earlier := begin(
        request_id=request_id, kind="review.decide", content=content, result_id=review_id, at=at
    ):
        return earlier.result_id
    review = _locked(review_id)
    ANNUAL_REVIEW.after(AnnualReviewStage(review.stage), move)
    if move is AnnualReviewMove.RETURN:
        if not reason.strip():
            raise RETURN_HAS_REASON.refused()
        _events([review_id], move, because=reason.strip(), act_id=request_id, on=on)
        return review_id
    found = _seen_by_office([review], on=on, actor=actor)[review.person_id]
    keeps = move is AnnualReviewMove.KEEP
    Refused.unless(
        may_decide(
            keeps=keeps, entitled=found.decision.granted, same_person=_proposed(review_id, actor)
        )
    )
    if not keeps:
        reason = _end(review, found, reason.strip(), act_id=request_id, on=on)
    _assess(
        [(review_id, criteria(found.decision))],
        ReviewAssessment.Level.OFFICE,
        keeps=keeps,
        evidence=reason,
        act_id=request_id,
    )
    _events([review_id], move, because=reason, act_id=request_id, on=on)
    return review_id


def keep_all(*, request_id: UUID, review_ids: Sequence[UUID], actor: Actor, at: datetime) -> UUID:
    """Keep many rights that were proposed to be kept and whose criteria all hold: one act, each recorded."""
    on = localdate(at)
    chosen = sorted(set(review_ids), key=str)
    if earlier := begin(
        request_id=request_id,
        kind="review.keep_all",
        content={"reviews": chosen},
        result_id=request_id,
        at=at,
    ):
        return earlier.result_id
    if not chosen:
        raise SOMEBODY_CHOSEN.refused()
    lock(AnnualReview, *chosen)
    rows = list(AnnualReview.objects.filter(id__in=chosen, stage=AnnualReviewStage.PROPOSED))
    found = _seen_by_office(rows, on=on, actor=actor)
    kept = set(proposed_to_keep(one.id for one in rows))
    fit = [
        one
        for one in rows
        if found[one.person_id].decision.granted and one.id in kept and not _proposed(one.id, actor)
    ]
    if len(fit) < len(chosen):
        raise ALL_STILL_FIT.refused(n=len(chosen) - len(fit))
    told = [(one.id, criteria(found[one.person_id].decision)) for one in fit]
    _assess(told, ReviewAssessment.Level.OFFICE, keeps=True, evidence="", act_id=request_id)
    _events(chosen, AnnualReviewMove.KEEP, because="", act_id=request_id, on=on)
    return request_id


def _locked(review_id: UUID) -> AnnualReview:
    """Lock in the written order: an end gives a place back and kills the card."""
    enrolment_id = AnnualReview.objects.values_list("enrolment_id", flat=True).get(id=review_id)
    lock_places()
    lock_what_waits(enrolment_id)
    lock(Enrolment, enrolment_id)
    lock(AnnualReview, review_id)
    return AnnualReview.objects.select_related("enrolment").get(id=review_id)


def _seen_by_township(rows: Sequence[Due], *, on: date, actor: Actor) -> dict[UUID, Found]:
    look = Look(actor=actor, page=PAGE)
    return found_today((one.person_id for one in rows), with_listing=False, on=on, look=look)


def _seen_by_office(rows: Sequence[AnnualReview], *, on: date, actor: Actor) -> dict[UUID, Found]:
    look = Look(actor=actor, page=PAGE)
    return found_today((one.person_id for one in rows), with_listing=True, on=on, look=look)


def _proposed(review_id: UUID, actor: Actor) -> bool:
    return AnnualReviewEvent.objects.filter(
        review_id=review_id, move=AnnualReviewMove.PROPOSE, recorded_by_id=actor.staff_id
    ).exists()


def _propose(
    rows: Sequence[tuple[Due, Found]], *, keeps: bool, evidence: str, act_id: UUID, on: date
) -> list[UUID]:
    new = [
        AnnualReview(
            id=uuid4(),
            person_id=due.person_id,
            enrolment_id=due.enrolment_id,
            due_on=due.due_on,
            stage=AnnualReviewStage.OPENED,
            act_id=act_id,
        )
        for due, _ in rows
        if due.state != "returned"
    ]
    for due, _ in rows:
        if due.state in ("proposed", "renew"):
            ANNUAL_REVIEW.after(AnnualReviewStage.PROPOSED, AnnualReviewMove.PROPOSE)
    AnnualReview.objects.bulk_create(new)
    made = {one.enrolment_id: one.id for one in new}
    ids = [made.get(due.enrolment_id) or due.review_id for due, _ in rows]
    review_ids = [pk for pk in ids if pk is not None]
    told = [(pk, _told(found.seen)) for pk, (_, found) in zip(review_ids, rows, strict=True)]
    _assess(
        told,
        ReviewAssessment.Level.TOWNSHIP,
        keeps=keeps,
        evidence=evidence.strip(),
        act_id=act_id,
    )
    because = gettext_noop("继续享受") if keeps else f"取消资格：{evidence.strip()}"
    _events(review_ids, AnnualReviewMove.PROPOSE, because=because, act_id=act_id, on=on)
    return review_ids


def _told(seen: Sequence[Seen]) -> list[dict[str, object]]:
    return [
        {
            "clause": one.condition.clause,
            "met": None if one.open else one.condition.met,
            "reason": OPEN_WORDS if one.open else one.condition.reason,
        }
        for one in seen
    ]


def _assess(
    rows: Sequence[tuple[UUID, list[dict[str, object]]]],
    level: ReviewAssessment.Level,
    *,
    keeps: bool,
    evidence: str,
    act_id: UUID,
) -> None:
    ReviewAssessment.objects.bulk_create(
        ReviewAssessment(
            id=uuid4(),
            review_id=review_id,
            level=level,
            keeps=keeps,
            criteria=told,
            evidence=evidence,
            policy_version=load().version,
            act_id=act_id,
        )
        for review_id, told in rows
    )


def _events(
    review_ids: Sequence[UUID], move: AnnualReviewMove, *, because: str, act_id: UUID, on: date
) -> None:
    AnnualReviewEvent.objects.bulk_create(
        AnnualReviewEvent(
            id=uuid4(),
            review_id=review_id,
            move=move,
            because=because,
            clause="A5.n3",
            occurred_on=on,
            act_id=act_id,
        )
        for review_id in review_ids
    )


def _end(review: AnnualReview, found: Found, reason: str, *, act_id: UUID, on: date) -> str:
    """End the right with every ground told, card and place with it by trigger; return the words."""
    grounds = [
        f"{one['reason']}（{one['clause']}）" for one in criteria(found.decision) if not one["met"]
    ]
    ENROLMENT.after(EnrolmentStage(review.enrolment.stage), EnrolmentMove.END)
    because = "；".join(
        [gettext_noop("年度审核不再符合条件"), *grounds, *([reason] if reason else [])]
    )
    Change.objects.create(
        id=uuid4(),
        person_id=review.person_id,
        enrolment_id=review.enrolment_id,
        kind=Change.Kind.NOT_ELIGIBLE,
        occurred_on=on,
        because=because,
        clause="A5.n3",
        details={"review": str(review.id)},
        act_id=act_id,
    )
    EnrolmentEvent.objects.create(
        id=uuid4(),
        enrolment_id=review.enrolment_id,
        move=EnrolmentMove.END,
        because=because,
        clause="A5.n3",
        occurred_on=on,
        act_id=act_id,
    )
    return because
