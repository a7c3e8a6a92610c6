"""The stages of a pick-up: prepared with lots and shares, completed with signatures."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class PickupStage(StrEnum):
    """Where a pick-up stands. A prepared one lapses at the end of its day."""

    PREPARED = "prepared"
    COMPLETED = "completed"
    LAPSED = "lapsed"
    REVERSED = "reversed"


class PickupMove(StrEnum):
    """What happens to a pick-up."""

    COMPLETE = "complete"
    LAPSE = "lapse"
    REVERSE = "reverse"


_S, _M = PickupStage, PickupMove

PICKUP: Transitions[PickupStage, PickupMove] = Transitions(
    noun="领药",
    start=_S.PREPARED,
    stages={
        _S.PREPARED: "已备药",
        _S.COMPLETED: "已完成",
        _S.LAPSED: "已失效",
        _S.REVERSED: "已冲销",
    },
    acts={_M.COMPLETE: "完成（三方签字）", _M.LAPSE: "失效", _M.REVERSE: "冲销"},
    moves={
        (_S.PREPARED, _M.COMPLETE): _S.COMPLETED,
        (_S.PREPARED, _M.LAPSE): _S.LAPSED,
        (_S.COMPLETED, _M.REVERSE): _S.REVERSED,
    },
)

record_citation("5.3.2.e", "table PICKUP")
