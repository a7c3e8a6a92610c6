"""The stages of an alert of worsening: its first leg, from clinic to township centre （六（一））."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class AlertStage(StrEnum):
    """Where an alert stands."""

    RAISED = "raised"
    RECEIVED = "received"


class AlertMove(StrEnum):
    """What happens to an alert."""

    RECEIVE = "receive"


_S, _M = AlertStage, AlertMove

ALERT: Transitions[AlertStage, AlertMove] = Transitions(
    noun="病情预警",
    start=_S.RAISED,
    stages={_S.RAISED: "待卫生院接收", _S.RECEIVED: "卫生院已接收"},
    acts={_M.RECEIVE: "接收"},
    moves={(_S.RAISED, _M.RECEIVE): _S.RECEIVED},
)

record_citation("working-rules:alerts", "table ALERT")
