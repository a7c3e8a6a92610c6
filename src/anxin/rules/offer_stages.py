"""The stages of an offer of a place to who waits first (5.1.6.2)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class OfferStage(StrEnum):
    """Where an offer stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"


class OfferMove(StrEnum):
    """What happens to an offer."""

    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"


_S, _M = OfferStage, OfferMove

OFFER: Transitions[OfferStage, OfferMove] = Transitions(
    noun="名额通知",
    start=_S.OPEN,
    stages={_S.OPEN: "待答复", _S.ACCEPTED: "已接受", _S.DECLINED: "已放弃", _S.LAPSED: "逾期失效"},
    acts={_M.ACCEPT: "接受", _M.DECLINE: "放弃", _M.LAPSE: "失效"},
    moves={
        (_S.OPEN, _M.ACCEPT): _S.ACCEPTED,
        (_S.OPEN, _M.DECLINE): _S.DECLINED,
        (_S.OPEN, _M.LAPSE): _S.LAPSED,
    },
)

record_citation("5.1.6.2", "table OFFER")
