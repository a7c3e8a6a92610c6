"""A refusal may be appealed once, in time, and somebody else decides anew (3.1.e, 5.1.4)."""

from __future__ import annotations

from datetime import date, timedelta

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Decision, condition

APPEAL_IN_TIME = condition(
    "appeal-in-time",
    "working-rules:appeal",
    met="在申诉期限内（{until}前，含当日）",
    unmet="申诉期限到{until}为止，已经过了；情况变化的可以重新申请",
)
APPEALED_ONCE = condition(
    "appealed-once",
    "working-rules:appeal",
    met="还没有申诉过",
    unmet="这份申请已经申诉过一次；情况变化的可以重新申请",
)
APPEAL_HAS_REASON = condition(
    "appeal-has-reason", "working-rules:appeal", met="已写明申诉理由", unmet="请写明申诉理由"
)
ANOTHER_DECIDES = condition(
    "another-decides-the-appeal",
    "working-rules:appeal",
    met="由另一名复审人重新审核",
    unmet="您作过这份申请的决定，申诉须由另一名复审人重新审核",
)


@cites("working-rules:appeal")
def appeal_until(decided_on: date, *, days: int) -> date:
    """Return the last day on which a refusal can be appealed."""
    return decided_on + timedelta(days=days)


@cites("3.1.e", "5.1.4")
def may_appeal(*, decided_on: date, appealed: bool, reason: str, days: int, on: date) -> Decision:
    """Decide whether a refusal can be appealed on a day."""
    until = appeal_until(decided_on, days=days)
    return Decision.of(
        APPEALED_ONCE.met_if(not appealed),
        APPEAL_IN_TIME.met_if(on <= until, until=until),
        APPEAL_HAS_REASON.met_if(bool(reason.strip())),
    )


@cites("5.1.4")
def another_decides(*, decided_before: bool) -> Condition:
    """Say whether somebody who decided before would decide on the appeal."""
    return ANOTHER_DECIDES.met_if(not decided_before)
