"""The township's report that a right should end; the office ends it or sends the report back (A5.n3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision, condition

CAUSES: Mapping[str, str] = {"left_district": "3.1.a", "refused": "A5.n3", "not_eligible": "A5.n3"}
"""What a township reports, each with its clause; a death it writes down itself."""

RIGHT_LASTS = condition(
    "reported-right-lasts",
    "A5.n3",
    met="仍有免费服药资格",
    unmet="免费服药资格已终止，不用上报",
)
CAUSE_IS_REPORTED = condition(
    "cause-is-reported",
    "working-rules:end-report",
    met="是由镇（街）上报的原因",
    unmet="这个原因不用上报：死亡由镇（街）直接登记",
)
HAS_EVIDENCE = condition(
    "report-has-evidence",
    "working-rules:end-report",
    met="已写明依据",
    unmet="请写明依据：由谁、凭什么材料得知",
)
HAS_COME = condition(
    "reported-day-has-come",
    "A5.n3",
    met="日期在取得资格之后、今天之前",
    unmet="发生日期应在取得资格之日（{since}）与今天（{on}）之间",
)
NOT_REPORTED_YET = condition(
    "report-is-new",
    "working-rules:end-report",
    met="没有待核实的上报",
    unmet="已经上报过，等办公室核实；要改的，先撤回再上报",
)
NOT_ON_THE_MOVE = condition(
    "reported-is-not-moving",
    "working-rules:end-report",
    met="没有待接收的迁移",
    unmet="已登记迁往其他镇街，还没有接收；先撤回迁移再上报",
)
RETURN_HAS_REASON = condition(
    "report-return-has-reason",
    "working-rules:end-report",
    met="已写明原因",
    unmet="请写明原因",
)


@cites("A5.n3", "working-rules:end-report")
def may_report(
    *,
    since: date,
    lasts: bool,
    cause: str,
    day: date,
    evidence: str,
    reported: bool,
    moving: bool,
    on: date,
) -> Decision:
    """Say whether a township may report on ``on`` that a right held since a day should end by ``cause``."""
    return Decision.of(
        RIGHT_LASTS.met_if(lasts),
        CAUSE_IS_REPORTED.met_if(cause in CAUSES),
        HAS_COME.met_if(since <= day <= on, since=since, on=on),
        HAS_EVIDENCE.met_if(bool(evidence.strip())),
        NOT_REPORTED_YET.met_if(not reported),
        NOT_ON_THE_MOVE.met_if(not moving),
    )
