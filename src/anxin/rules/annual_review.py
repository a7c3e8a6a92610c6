"""The yearly review of entitlement: when it is due, who hears of it, what may be proposed (A5.n3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from anxin.rules.clauses import cites
from anxin.rules.days import add_months
from anxin.rules.decisions import Condition, Decision, Listed, Phrase, condition, said
from anxin.rules.eligibility import (
    HAS_GROUND,
    LIVES_AT_HOME,
    Applicant,
    EligibilityTerms,
    Guardian,
    GuardianKind,
    Poverty,
    assess,
    is_older_than,
)

RIGHT_LASTS = condition(
    "review-right-lasts", "A5.n3", met="资格没有终止", unmet="服药资格已经终止，不需要审核"
)
IS_DUE = condition(
    "review-is-due",
    "A5.n3",
    met="已到审核时间",
    unmet="还没有到审核时间：{due} 到期，{opens} 起可以办理",
)
UNCLEAR_HAS_EVIDENCE = condition(
    "review-has-evidence",
    "A5.n3",
    met="各项符合，或写明了情况",
    unmet="有的条件从资料上看不出符合，或提出取消：请写明核实的情况和依据",
)
ANOTHER_DECIDES = condition(
    "another-decides-the-review",
    "A5.n3",
    met="审定人不是提出人",
    unmet="不能审定自己提出的意见，须由另一人审定",
)
KEEP_NEEDS_ALL = condition(
    "kept-where-all-hold",
    "A5.n3",
    met="各项条件都符合",
    unmet="有不符合的条件，不能继续享受；资料有变化的，先更正资料或退回补充",
)
END_NEEDS_ONE = condition(
    "ended-where-one-fails",
    "A5.n3",
    met="有不符合的条件",
    unmet="各项条件都符合，不能因年度审核取消资格",
)
RETURN_HAS_REASON = condition(
    "review-return-has-reason", "A5.n3", met="已写明理由", unmet="退回补充须写明缺什么"
)
WAS_KEPT = condition(
    "renewal-follows-review",
    "A5.n3",
    met="年度审核结论是继续享受",
    unmet="年度审核结论是“{stage}”，继续享受的才能续签协议",
)
IS_NOT_RENEWED = condition(
    "renewal-is-new", "5.1.5.a", met="尚未续签", unmet="这次年度审核已经续签协议"
)


class Urgency(IntEnum):
    """How near a review or the end of an agreement is; the later ones are heard of further up."""

    FAR = 0
    FIRST = 1
    SECOND = 2
    LAST = 3
    LATE = 4
    LATE_FOR_OFFICE = 5
    LATE_FOR_COMMISSION = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTerms:
    """The policy's numbers on a day."""

    review_months: int
    reminders: tuple[int, int, int]
    """Days before, from the first reminder to the last."""
    office_days: int
    commission_days: int
    """Days after which what is late is heard of by the office, then by the commission."""


@cites("A5.n3")
def review_due(last: date, terms: ReviewTerms) -> date:
    """Return the day by which the next review is due, counted from signing or the last review."""
    return add_months(last, terms.review_months)


@cites("A5.n3", "5.1.5.a", "working-rules:yearly-review")
def urgency(due_on: date, *, terms: ReviewTerms, on: date) -> Urgency:
    """Say how near the day is. On the day itself it is the last reminder; the day after it is late."""
    left = (due_on - on).days
    if left < 0:
        if -left > terms.commission_days:
            return Urgency.LATE_FOR_COMMISSION
        return Urgency.LATE_FOR_OFFICE if -left > terms.office_days else Urgency.LATE
    first, second, last = terms.reminders
    reached = [left <= days for days in (first, second, last)]
    return Urgency(sum(reached))


@cites("A5.n3", "3.1.a", "3.1.c", "3.1.d", "working-rules:yearly-review")
def still_entitled(applicant: Applicant, *, terms: EligibilityTerms, on: date) -> Decision:
    """Examine the criteria as they stand today; a stay in hospital suspends and is no ground to end."""
    found = assess(applicant, terms=terms, on=on)
    return Decision.of(*(one for one in found.conditions if one.code != LIVES_AT_HOME.code))


def may_propose(
    *,
    live: bool,
    due_on: date,
    keeps: bool,
    all_seen: bool,
    evidence: str,
    terms: ReviewTerms,
    on: date,
) -> Decision:
    """Say whether the township may propose: in time, and in words where the facts don't show it."""
    opens = due_on - timedelta(days=terms.reminders[0])
    return Decision.of(
        RIGHT_LASTS.met_if(live),
        IS_DUE.met_if(on >= opens, due=due_on, opens=opens),
        UNCLEAR_HAS_EVIDENCE.met_if(bool(evidence.strip()) or (keeps and all_seen)),
    )


def may_decide(*, keeps: bool, entitled: bool, same_person: bool) -> Decision:
    """Say whether the office may decide so: who qualifies keeps the right, who does not loses it."""
    fits = KEEP_NEEDS_ALL.met_if(entitled) if keeps else END_NEEDS_ONE.met_if(not entitled)
    return Decision.of(ANOTHER_DECIDES.met_if(not same_person), fits)


@cites("5.1.5.a", "A7", "working-rules:yearly-review")
def renewed_from(until: date, *, on: date) -> date:
    """Return the first day of the next agreement: where the old one ends, or today where that is past."""
    return max(until, on)


@cites("A5.n3")
def changes(
    before: Mapping[str, object], now: Applicant, *, terms: EligibilityTerms, on: date
) -> tuple[Phrase, ...]:
    """Say what became different since admission, but for the police listing, which is never told.

    ``before`` is the applicant as a decision keeps it (``DecisionFacts.facts``).
    """
    told: list[Phrase] = []
    old, new = _poverty(before.get("poverty")), sorted(one.label for one in now.poverty)
    if old != new:
        told.append(said("贫困情况由“{old}”变为“{new}”", old=_or_none(old), new=_or_none(new)))
    if before.get("household_patients") != now.household_patients:
        told.append(
            said(
                "一户患者人数由 {old} 人变为 {new} 人",
                old=before.get("household_patients"),
                new=now.household_patients,
            )
        )
    if before.get("diagnosis") != (now.diagnosis.value if now.diagnosis else None):
        told.append(said("疾病诊断有变化"))
    if before.get("resident_since") != (now.resident_since and now.resident_since.isoformat()):
        told.append(said("在辖区居住的起始日有变化"))
    return (*told, *_guardians(before, now.guardians, terms=terms, on=on))


def _poverty(codes: object) -> list[str]:
    return sorted(Poverty(code).label for code in codes) if isinstance(codes, list) else []


def _or_none(words: Collection[str]) -> object:
    return Listed(words) if words else "无"


def _guardians(
    before: Mapping[str, object],
    now: Sequence[Guardian],
    *,
    terms: EligibilityTerms,
    on: date,
) -> list[Phrase]:
    told: list[Phrase] = []
    found, then = before.get("guardians"), before.get("on")
    was = found if isinstance(found, list) else []
    admitted = date.fromisoformat(then) if isinstance(then, str) else date.min
    old = sorted(str(one.get("born")) for one in was if isinstance(one, dict))
    new = sorted(one.born.isoformat() if one.born else "None" for one in now)
    if old != new:
        told.append(said("监护人有变化"))
    told += [
        said("监护人已满 {age} 周岁（{born} 出生）", age=terms.guardian_age + 1, born=one.born)
        for one in now
        if one.kind is GuardianKind.PERSON
        and one.born
        and is_older_than(one.born, terms.guardian_age, on=on)
        and not is_older_than(one.born, terms.guardian_age, on=admitted)
    ]
    return told


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One criterion as a township may see it: met, not met, or not for it to see (``open``)."""

    condition: Condition
    open: bool


def as_township_sees(found: Decision) -> list[Seen]:
    """Return the criteria for who may not read police listings: a ground not seen stays open.

    Found without the listing, so that what is shown is the same whether or not there is one (T17).
    """
    return [
        Seen(condition=one, open=one.code == HAS_GROUND.code and not one.met)
        for one in found.conditions
    ]
