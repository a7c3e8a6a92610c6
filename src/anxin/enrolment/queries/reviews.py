"""Who is due for the yearly review or the renewal, and what is found of them today (A5.n3, 5.1.5.a).

Nothing is stored before somebody proposes: the worklist is the rights that last, looked at today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_noop

from anxin.database.statements import run
from anxin.enrolment.models import (
    Agreement,
    AnnualReview,
    AnnualReviewEvent,
    DecisionFacts,
    ReviewAssessment,
)
from anxin.enrolment.queries.applications import Happened
from anxin.people.facts import applicants
from anxin.people.queries import Named, named
from anxin.policy.pack import load
from anxin.privacy.door import Look
from anxin.rules.annual_review import (
    ReviewTerms,
    Seen,
    Urgency,
    as_township_sees,
    changes,
    still_entitled,
    urgency,
)
from anxin.rules.annual_review_stages import ANNUAL_REVIEW, AnnualReviewMove
from anxin.rules.decisions import Decision, Phrase
from anxin.rules.eligibility import Applicant

DUE, PROPOSED, RETURNED, RENEW = "due", "proposed", "returned", "renew"
STATES: dict[str, str] = {
    RETURNED: gettext_noop("退回补充"),
    DUE: gettext_noop("待审核"),
    PROPOSED: gettext_noop("待办公室审定"),
    RENEW: gettext_noop("待续签协议"),
}
KINDS = {RETURNED: "bad", DUE: "wait", PROPOSED: "wait", RENEW: "good"}

# A right is due a year after its newest agreement or the review that kept it, and never after its agreement;
# where an end by review was undone, again the day after.
_WORKLIST = """
SELECT * FROM (
    SELECT e.id, e.person_id, e.stage, k.id AS keeper_id, k.name AS keeper, g.until,
        coalesce(o.id, n.id) AS review_id,
        CASE WHEN o.stage = 'proposed' THEN 'proposed' WHEN o.id IS NOT NULL THEN 'returned'
            WHEN n.id IS NOT NULL THEN 'renew' ELSE 'due' END AS state,
        CASE WHEN o.id IS NOT NULL THEN o.due_on WHEN n.id IS NOT NULL THEN g.until
            ELSE greatest(d.due_on + 1, least(g.until,
                (greatest(g.signed_on, r.due_on) + make_interval(months => %(months)s::int))::date)) END AS due_on
    FROM enrolment_enrolment e
    JOIN people_person p ON p.id = e.person_id
    JOIN organisations_organisation k ON k.id = p.keeper_id
    JOIN LATERAL (SELECT x.signed_on, x.until FROM enrolment_agreement x WHERE x.enrolment_id = e.id
        ORDER BY x.signed_on DESC LIMIT 1) g ON true
    LEFT JOIN LATERAL (SELECT x.id, x.due_on FROM enrolment_annualreview x
        WHERE x.enrolment_id = e.id AND x.stage = 'kept' ORDER BY x.due_on DESC LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT x.id, x.due_on, x.stage FROM enrolment_annualreview x
        WHERE x.enrolment_id = e.id AND x.stage NOT IN ('kept', 'ended') LIMIT 1) o ON true
    LEFT JOIN LATERAL (SELECT max(x.due_on) AS due_on FROM enrolment_annualreview x
        WHERE x.enrolment_id = e.id AND x.stage = 'ended') d ON true
    LEFT JOIN LATERAL (SELECT r.id WHERE r.id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM enrolment_agreement x WHERE x.review_id = r.id)) n ON true
    WHERE e.stage <> 'ended' AND (%(enrolment)s::uuid IS NULL OR e.id = %(enrolment)s::uuid)
) w WHERE %(enrolment)s::uuid IS NOT NULL OR w.state <> 'due' OR w.due_on <= %(horizon)s::date
ORDER BY w.due_on, w.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One right on the worklist: where its review or renewal stands, and by when."""

    enrolment_id: UUID
    person_id: UUID
    stage: str
    keeper_id: UUID
    keeper: str
    until: date
    review_id: UUID | None
    state: str
    due_on: date
    urgency: Urgency = Urgency.FAR

    @property
    def in_hospital(self) -> bool:
        """Say whether the right is suspended: its review can wait for the discharge."""
        return self.stage == "suspended"

    @property
    def state_label(self) -> str:
        """Return the state in words."""
        return STATES[self.state]

    @property
    def kind(self) -> str:
        """Return how the state is shown."""
        return KINDS[self.state]

    @property
    def is_late(self) -> bool:
        """Say whether the day is past."""
        return self.urgency >= Urgency.LATE


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is found of a person today, as far as the reader may see."""

    facts: Applicant
    decision: Decision
    seen: list[Seen]

    @property
    def all_met(self) -> bool:
        """Say whether every criterion is met by what the reader sees."""
        return self.decision.granted


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewShown:
    """The page of one right's yearly review."""

    due: Due
    named: Named
    found: Found
    changed: tuple[Phrase, ...]
    agreements: list[Agreement]
    gaps: list[tuple[date, date]]
    review: AnnualReview | None
    assessments: list[ReviewAssessment]
    events: list[Happened]


def review_terms(on: date) -> ReviewTerms:
    """Return the policy's numbers of the yearly review on a day."""
    policy = load()
    return ReviewTerms(
        review_months=policy.value("card_review_months", on),
        reminders=(
            policy.value("review_first_reminder_days", on),
            policy.value("review_second_reminder_days", on),
            policy.value("review_last_reminder_days", on),
        ),
        office_days=policy.value("review_office_days", on),
        commission_days=policy.value("review_commission_days", on),
    )


def worklist(*, on: date, enrolment_id: UUID | None = None) -> list[Due]:
    """Return the rights in reach that are due, or the one asked for; nearest day first."""
    terms = review_terms(on)
    rows = run(
        _WORKLIST,
        {
            "months": terms.review_months,
            "enrolment": enrolment_id,
            "horizon": on + timedelta(days=terms.reminders[0]),
        },
    )
    names = [name for name in Due.__slots__ if name != "urgency"]
    found = [dict(zip(names, row, strict=True)) for row in rows]
    return [Due(**one, urgency=urgency(one["due_on"], terms=terms, on=on)) for one in found]


def due_of(enrolment_id: UUID, *, on: date) -> Due | None:
    """Return where a right in reach stands; None where there is none that lasts."""
    return next(iter(worklist(on=on, enrolment_id=enrolment_id)), None)


def found_today(
    person_ids: Iterable[UUID], *, with_listing: bool, on: date, look: Look
) -> dict[UUID, Found]:
    """Examine the criteria of many people against today's facts; the readings are recorded."""
    terms = load().eligibility_terms(on)
    answers = {}
    for person_id, facts in applicants(person_ids, with_listing=with_listing, look=look).items():
        decision = still_entitled(facts, terms=terms, on=on)
        seen = (
            [Seen(condition=one, open=False) for one in decision.conditions]
            if with_listing
            else as_township_sees(decision)
        )
        answers[person_id] = Found(facts=facts, decision=decision, seen=seen)
    return answers


def review_shown(due: Due, *, on: date, look: Look) -> ReviewShown | None:
    """Return the page of a right's review, recorded; None where the person is out of reach."""
    name = named([due.person_id], look=look).get(due.person_id)
    with_listing = look.actor.may("police.read")
    found = found_today([due.person_id], with_listing=with_listing, on=on, look=look)
    if name is None or due.person_id not in found:
        return None
    review = AnnualReview.objects.filter(id=due.review_id).first() if due.review_id else None
    agreements = list(Agreement.objects.filter(enrolment_id=due.enrolment_id))
    return ReviewShown(
        due=due,
        named=name,
        found=found[due.person_id],
        changed=_changed(due, found[due.person_id], on=on),
        agreements=agreements,
        gaps=_gaps(agreements, on=on),
        review=review,
        assessments=list(
            ReviewAssessment.objects.filter(review=review).select_related("recorded_by")
        )
        if review
        else [],
        events=_events(due.enrolment_id),
    )


def _changed(due: Due, found: Found, *, on: date) -> tuple[Phrase, ...]:
    kept = (
        DecisionFacts.objects.filter(
            decision__application__enrolment=due.enrolment_id, decision__outcome="approved"
        )
        .order_by("-decision__recorded_at")
        .first()
    )
    if kept is None:
        return ()
    return changes(kept.facts, found.facts, terms=load().eligibility_terms(on), on=on)


def _gaps(agreements: list[Agreement], *, on: date) -> list[tuple[date, date]]:
    """Return the days without an agreement: from the end of one to the next, or to today."""
    spans = sorted((one.signed_on, one.until) for one in agreements)
    starts = [*(start for start, _ in spans[1:]), on]
    return [(end, start) for (_, end), start in zip(spans, starts, strict=True) if end < start]


def _events(enrolment_id: UUID) -> list[Happened]:
    rows = AnnualReviewEvent.objects.filter(review__enrolment_id=enrolment_id).select_related(
        "recorded_by"
    )
    kinds = {"return": "bad", "end": "bad", "keep": "good"}
    return [
        Happened(
            on=row.occurred_on,
            title=ANNUAL_REVIEW.acts[AnnualReviewMove(row.move)],
            by=row.recorded_by.name,
            because=row.because,
            clause=row.clause,
            kind=kinds.get(row.move, "plain"),
        )
        for row in rows
    ]


def find_review(review_id: UUID) -> AnnualReview | None:
    """Return a review in reach; None where there is none to see."""
    return AnnualReview.objects.select_related("enrolment").filter(id=review_id).first()


def proposed_to_keep(review_ids: Iterable[UUID]) -> list[UUID]:
    """Return which of these reviews the township last proposed to keep."""
    rows = ReviewAssessment.objects.filter(
        review__in=list(review_ids), level=ReviewAssessment.Level.TOWNSHIP
    ).order_by("recorded_at")
    newest = dict(rows.values_list("review_id", "keeps"))
    return [review_id for review_id, keeps in newest.items() if keeps]
