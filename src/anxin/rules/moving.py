"""Moving to another town: who can be handed over, who answers, which hospital follows (5.1.2.a, 5.1.5.b).

Nothing changes by the announcement. What a person has goes along on the day the other side takes over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from anxin.rules.application_stages import ApplicationStage
from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Decision, Listed, condition, said

Hospital = TypeVar("Hospital")

DECIDED = frozenset({ApplicationStage.APPROVED, ApplicationStage.WAITING})
"""Stages of an application that go along: decided, and not yet a right."""
THINGS: Mapping[str, str] = {"file": "患者个人档案（含一份申请材料）", "card": "救助卡"}
"""What is handed over beside the medicine that is still at home."""
REPORTED, PROPOSED = "reported", "proposed"
_ENDING = {
    "": "",
    REPORTED: "已上报终止资格，等办公室核实",
    PROPOSED: "年度审核已提出取消资格，等办公室审定",
}

HAS_SOMETHING_TO_MOVE = condition(
    "mover-is-in-the-programme",
    "5.1.2.a",
    met="有免费服药资格，或申请已批准、在候补",
    unmet="没有有效的免费服药资格，也没有已批准或候补的申请，不用交接；请到新住地的基层医疗机构申请",
)
REVIEW_IS_OVER = condition(
    "mover-is-decided",
    "5.1.4",
    met="没有正在审核的申请",
    unmet="申请还在审核，办结以后再登记迁移",
)
NO_END_UNDER_WAY = condition(
    "mover-is-not-ending",
    "A5.n3",
    met="没有正在办理的终止",
    unmet="{what}，办结以后再迁移",
)
NOT_ON_THE_MOVE = condition(
    "mover-is-not-moving",
    "5.1.2.a",
    met="没有待接收的迁移",
    unmet="已登记迁移，还没有接收；要改去向的，先撤回再登记",
)
LEADS_ELSEWHERE = condition(
    "move-leads-elsewhere",
    "5.1.2.a",
    met="迁往另一家基层医疗机构的辖区",
    unmet="新住地的档案也由{keeper}保管，不用交接",
)
SAYS_WHAT_IS_HANDED_OVER = condition(
    "hand-over-is-listed",
    "working-rules:moving",
    met="已写明交接内容",
    unmet="请写明交接内容：档案、救助卡、家中尚存药量",
)
STILL_WAITS = condition(
    "move-still-waits",
    "working-rules:moving",
    met="迁移还可以办理",
    unmet="这次迁移刚刚撤回或已由另一位同事办理，请刷新后查看",
)
ANSWERED_BY_RECEIVER = condition(
    "move-is-answered-by-receiver",
    "working-rules:moving",
    met="由新住地的单位办理",
    unmet="由{keeper}接收或不接收",
)
WITHDRAWN_BY_SENDER = condition(
    "move-is-withdrawn-by-sender",
    "working-rules:moving",
    met="由登记迁移的单位办理",
    unmet="由登记迁移的{keeper}撤回",
)
ANSWER_HAS_REASON = condition(
    "move-answer-has-reason",
    "working-rules:moving",
    met="已写明原因",
    unmet="请写明原因，对方会看到",
)
HAS_NEW_ADDRESS = condition(
    "mover-has-address", "A4", met="已填写新住址", unmet="请填写新的家庭地址"
)
KEPT_HOSPITAL_HAS_REASON = condition(
    "kept-hospital-has-reason",
    "5.1.5.b",
    met="改为新住地的默认定点医院，或写明了保留的原因",
    unmet="保留原来的定点医院（{name}），请写明原因",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """What a hand-over turns on."""

    has_right: bool
    application: ApplicationStage | None
    """Where an application stands that is no right yet; None where there is none."""
    ending: str
    """``reported``, ``proposed`` or nothing."""
    moving: bool = False


@cites("working-rules:moving")
def handed_over(things: Iterable[str], *, at_home: str) -> str:
    """Return in one sentence what is handed over; ``at_home`` tells what medicine is left."""
    listed = Listed(THINGS[one] for one in things)
    return str(
        said("移交{things}；家中尚存药量：{at_home}", things=listed, at_home=at_home.strip())
    )


@cites("5.1.2.a", "working-rules:moving")
def may_announce(mover: Mover, *, elsewhere: bool, keeper: str, handed_over: str) -> Decision:
    """Say whether somebody may be handed over; ``keeper`` keeps the files of where they move to."""
    return Decision.of(
        *_goes_along(mover),
        NOT_ON_THE_MOVE.met_if(not mover.moving),
        LEADS_ELSEWHERE.met_if(elsewhere, keeper=keeper),
        SAYS_WHAT_IS_HANDED_OVER.met_if(bool(handed_over.strip())),
    )


@cites("5.1.2.a", "5.1.5.b", "working-rules:moving")
def may_take_over(
    mover: Mover, *, receives: bool, keeper: str, address: str, kept: str, reason: str
) -> Decision:
    """Say whether somebody may be taken over; ``kept`` names the hospital they keep off the default."""
    return Decision.of(
        ANSWERED_BY_RECEIVER.met_if(receives, keeper=keeper),
        *_goes_along(mover),
        HAS_NEW_ADDRESS.met_if(bool(address.strip())),
        KEPT_HOSPITAL_HAS_REASON.met_if(not kept or bool(reason.strip()), name=kept),
    )


def _goes_along(mover: Mover) -> tuple[Condition, ...]:
    application = mover.application
    return (
        HAS_SOMETHING_TO_MOVE.met_if(mover.has_right or application is not None),
        REVIEW_IS_OVER.met_if(application is None or application in DECIDED),
        NO_END_UNDER_WAY.met_if(not mover.ending, what=_ENDING[mover.ending]),
    )


@cites("working-rules:moving")
def may_answer(*, receives: bool, keeper: str, because: str, withdraws: bool = False) -> Decision:
    """Say whether a move may be declined by who receives, or withdrawn by who announced it."""
    by = WITHDRAWN_BY_SENDER if withdraws else ANSWERED_BY_RECEIVER
    return Decision.of(
        by.met_if(receives != withdraws, keeper=keeper),
        ANSWER_HAS_REASON.met_if(bool(because.strip())),
    )


@cites("5.1.5.b", "working-rules:moving")
def hospital_after(*, present: Hospital | None, default: Hospital, keeps: bool) -> Hospital | None:
    """Return the designated hospital after a move; None for somebody who has none yet."""
    return present if keeps or present is None else default
