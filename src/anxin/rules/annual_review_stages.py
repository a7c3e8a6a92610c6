"""The stages of a yearly review of entitlement: the township proposes, the office decides (A5.n3)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class AnnualReviewStage(StrEnum):
    """Where a yearly review stands."""

    OPENED = "opened"
    PROPOSED = "proposed"
    RETURNED = "returned"
    KEPT = "kept"
    ENDED = "ended"


class AnnualReviewMove(StrEnum):
    """What happens to a yearly review."""

    PROPOSE = "propose"
    RETURN = "return"
    KEEP = "keep"
    END = "end"


_S, _M = AnnualReviewStage, AnnualReviewMove

ANNUAL_REVIEW: Transitions[AnnualReviewStage, AnnualReviewMove] = Transitions(
    noun="年度审核",
    start=_S.OPENED,
    stages={
        _S.OPENED: "待审核",
        _S.PROPOSED: "待办公室审定",
        _S.RETURNED: "退回补充",
        _S.KEPT: "继续享受",
        _S.ENDED: "取消资格",
    },
    acts={
        _M.PROPOSE: "提出审核意见",
        _M.RETURN: "退回补充",
        _M.KEEP: "继续享受",
        _M.END: "取消资格",
    },
    moves={
        (_S.OPENED, _M.PROPOSE): _S.PROPOSED,
        (_S.PROPOSED, _M.RETURN): _S.RETURNED,
        (_S.RETURNED, _M.PROPOSE): _S.PROPOSED,
        (_S.PROPOSED, _M.KEEP): _S.KEPT,
        (_S.PROPOSED, _M.END): _S.ENDED,
    },
)

record_citation("A5.n3", "table ANNUAL_REVIEW")
