"""The stages of an advance to a hospital: asked for, then approved by the commission or not (5.5.a)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class AdvanceStage(StrEnum):
    """Where an advance stands."""

    REQUESTED = "requested"
    PAID = "paid"
    REFUSED = "refused"


class AdvanceMove(StrEnum):
    """What the health commission does with an advance."""

    APPROVE = "approve"
    REFUSE = "refuse"


_S, _M = AdvanceStage, AdvanceMove

ADVANCE: Transitions[AdvanceStage, AdvanceMove] = Transitions(
    noun="预拨经费",
    start=_S.REQUESTED,
    stages={_S.REQUESTED: "待审批", _S.PAID: "已批准预拨", _S.REFUSED: "未批准"},
    acts={_M.APPROVE: "批准", _M.REFUSE: "不批准"},
    moves={
        (_S.REQUESTED, _M.APPROVE): _S.PAID,
        (_S.REQUESTED, _M.REFUSE): _S.REFUSED,
    },
)

record_citation("5.5.a", "table ADVANCE")
