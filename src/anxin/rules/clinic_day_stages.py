"""The stages of a clinic day: published, and held unless it is moved or cancelled (5.2.1)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class ClinicDayStage(StrEnum):
    """Whether a clinic day is held. Only a published one takes bookings and arrivals."""

    PUBLISHED = "published"
    MOVED = "moved"
    CANCELLED = "cancelled"


class ClinicDayMove(StrEnum):
    """What happens to a clinic day. A moved one has another in its place."""

    MOVE = "move"
    CANCEL = "cancel"


_S, _M = ClinicDayStage, ClinicDayMove

CLINIC_DAY: Transitions[ClinicDayStage, ClinicDayMove] = Transitions(
    noun="坐诊日",
    start=_S.PUBLISHED,
    stages={_S.PUBLISHED: "已发布", _S.MOVED: "已改期", _S.CANCELLED: "已取消"},
    acts={_M.MOVE: "改期", _M.CANCEL: "取消"},
    moves={
        (_S.PUBLISHED, _M.MOVE): _S.MOVED,
        (_S.PUBLISHED, _M.CANCEL): _S.CANCELLED,
    },
)

record_citation("5.2.1", "table CLINIC_DAY")
record_citation("working-rules:called-off", "table CLINIC_DAY")
