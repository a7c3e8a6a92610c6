"""The stages of an expert's opinion on a plan over the cap: asked, given, confirmed by a second hand (4.2)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class ConsultationStage(StrEnum):
    """Where a consultation stands."""

    ASKED = "asked"
    ADVISED = "advised"
    OPPOSED = "opposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ConsultationMove(StrEnum):
    """What the office writes down of the expert's word, what a second hand says, or the doctor takes back."""

    AGREE = "agree"
    OPPOSE = "oppose"
    CONFIRM = "confirm"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


_S, _M = ConsultationStage, ConsultationMove

CONSULTATION: Transitions[ConsultationStage, ConsultationMove] = Transitions(
    noun="专家意见",
    start=_S.ASKED,
    stages={
        _S.ASKED: "待专家意见",
        _S.ADVISED: "专家同意，待办公室确认",
        _S.OPPOSED: "专家不同意",
        _S.CONFIRMED: "已确认",
        _S.DECLINED: "办公室不予确认",
        _S.WITHDRAWN: "医师已撤回",
    },
    acts={
        _M.AGREE: "登记专家同意",
        _M.OPPOSE: "登记专家不同意",
        _M.CONFIRM: "确认",
        _M.DECLINE: "不予确认",
        _M.WITHDRAW: "撤回",
    },
    moves={
        (_S.ASKED, _M.AGREE): _S.ADVISED,
        (_S.ASKED, _M.OPPOSE): _S.OPPOSED,
        (_S.ASKED, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.ADVISED, _M.CONFIRM): _S.CONFIRMED,
        (_S.ADVISED, _M.DECLINE): _S.DECLINED,
        (_S.ADVISED, _M.WITHDRAW): _S.WITHDRAWN,
    },
)

record_citation("4.2", "table CONSULTATION")
