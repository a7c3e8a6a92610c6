"""How often somebody may come in the patient's place: the psychiatrist should see the patient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, condition

PROXIES_WITHIN_LIMIT = condition(
    "proxies-within-limit",
    "working-rules:proxy",
    met="本人到诊，或连续代领没有超过次数，或近期见到过本人",
    unmet="已连续 {count} 次由他人代领（最多 {most} 次）：请本人到诊；本人确实不能来的，"
    "填写最近一次见到本人的日期（{days} 天以内）",
)
SEEN_IN_PAST = condition(
    "seen-in-past",
    "working-rules:proxy",
    met="见到本人的日期不晚于今天",
    unmet="见到本人的日期不能晚于今天",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyTerms:
    """How many times in a row another may come, and how lately the patient must have been seen then."""

    most: int
    seen_within_days: int


@cites("working-rules:proxy", "5.2.3")
def examine_proxy(
    *,
    is_proxy: bool,
    in_a_row: int,
    seen_on: date | None,
    terms: ProxyTerms,
    on: date,
) -> tuple[Condition, ...]:
    """Examine who comes: after ``most`` proxies in a row only with the patient, or seen lately.

    ``in_a_row`` counts the arrivals before this one in which another came, since the patient last did.
    """
    over = is_proxy and in_a_row >= terms.most
    lately = seen_on is not None and (on - seen_on).days <= terms.seen_within_days
    return (
        PROXIES_WITHIN_LIMIT.met_if(
            not over or lately, count=in_a_row, most=terms.most, days=terms.seen_within_days
        ),
        SEEN_IN_PAST.met_if(seen_on is None or seen_on <= on),
    )
