"""The stages of a person's move to another town (5.1.2.a)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class MoveStage(StrEnum):
    """Where a move stands."""

    ANNOUNCED = "announced"
    TAKEN_OVER = "taken_over"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class MoveMove(StrEnum):
    """What happens to a move."""

    TAKE_OVER = "take_over"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


_S, _M = MoveStage, MoveMove

MOVE: Transitions[MoveStage, MoveMove] = Transitions(
    noun="迁移",
    start=_S.ANNOUNCED,
    stages={
        _S.ANNOUNCED: "待接收",
        _S.TAKEN_OVER: "已接收",
        _S.DECLINED: "未接收",
        _S.WITHDRAWN: "已撤回",
    },
    acts={_M.TAKE_OVER: "接收", _M.DECLINE: "不接收", _M.WITHDRAW: "撤回"},
    moves={
        (_S.ANNOUNCED, _M.TAKE_OVER): _S.TAKEN_OVER,
        (_S.ANNOUNCED, _M.DECLINE): _S.DECLINED,
        (_S.ANNOUNCED, _M.WITHDRAW): _S.WITHDRAWN,
        # What was not taken over lies with who announced it, until they close it or announce anew.
        (_S.DECLINED, _M.WITHDRAW): _S.WITHDRAWN,
    },
)

record_citation("5.1.2.a", "table MOVE")
