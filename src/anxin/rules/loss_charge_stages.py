"""The stages of what ran up with a card while it was lost (A5.n4)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class LossChargeStage(StrEnum):
    """Whether the office has decided who bears the cost of a pick-up, and whether it was paid back."""

    OPEN = "open"
    OWED = "owed"
    SET_ASIDE = "set_aside"
    PAID = "paid"


class LossChargeMove(StrEnum):
    """What is done with it. A decision is final: money and months have moved with it."""

    FALL_ON_PERSON = "fall_on_person"
    SET_ASIDE = "set_aside"
    PAY_BACK = "pay_back"


_S, _M = LossChargeStage, LossChargeMove

LOSS_CHARGE: Transitions[LossChargeStage, LossChargeMove] = Transitions(
    noun="遗失期间费用",
    start=_S.OPEN,
    stages={
        _S.OPEN: "待办公室认定",
        _S.OWED: "本人承担，待归还",
        _S.SET_ASIDE: "不由本人承担",
        _S.PAID: "已归还",
    },
    acts={
        _M.FALL_ON_PERSON: "认定由本人承担",
        _M.SET_ASIDE: "认定不由本人承担",
        _M.PAY_BACK: "登记归还",
    },
    moves={
        (_S.OPEN, _M.FALL_ON_PERSON): _S.OWED,
        (_S.OPEN, _M.SET_ASIDE): _S.SET_ASIDE,
        (_S.OWED, _M.PAY_BACK): _S.PAID,
    },
)

record_citation("A5.n4", "table LOSS_CHARGE")
