"""The stages of what came back on a clinic day's sheet: each step by the same hand as online (5.2, 5.3.2)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class EntryStage(StrEnum):
    """How far a row that came back is taken in."""

    PROPOSED = "proposed"
    ARRIVED = "arrived"
    SIGNED = "signed"
    REVIEWED = "reviewed"
    GIVEN = "given"
    SET_ASIDE = "set_aside"


class EntryMove(StrEnum):
    """What is done with a row that came back."""

    CORRECT = "correct"
    ARRIVE = "arrive"
    SIGN = "sign"
    REVIEW = "review"
    RETURN = "return"
    GIVE = "give"
    SET_ASIDE = "set_aside"
    RESUME = "resume"


_S, _M = EntryStage, EntryMove

PACK_ENTRY: Transitions[EntryStage, EntryMove] = Transitions(
    noun="补录",
    start=_S.PROPOSED,
    stages={
        _S.PROPOSED: "待到诊登记",
        _S.ARRIVED: "待医师签名",
        _S.SIGNED: "待审方",
        _S.REVIEWED: "待发药登记",
        _S.GIVEN: "已办完",
        _S.SET_ASIDE: "已搁置",
    },
    acts={
        _M.CORRECT: "更正",
        _M.ARRIVE: "登记到诊",
        _M.SIGN: "医师签名",
        _M.REVIEW: "审方通过",
        _M.RETURN: "审方退回",
        _M.GIVE: "登记发药",
        _M.SET_ASIDE: "搁置",
        _M.RESUME: "恢复",
    },
    moves={
        (_S.PROPOSED, _M.CORRECT): _S.PROPOSED,
        (_S.PROPOSED, _M.ARRIVE): _S.ARRIVED,
        (_S.PROPOSED, _M.SET_ASIDE): _S.SET_ASIDE,
        (_S.ARRIVED, _M.CORRECT): _S.ARRIVED,
        (_S.ARRIVED, _M.SIGN): _S.SIGNED,
        (_S.ARRIVED, _M.SET_ASIDE): _S.SET_ASIDE,
        (_S.SIGNED, _M.REVIEW): _S.REVIEWED,
        (_S.SIGNED, _M.RETURN): _S.ARRIVED,
        (_S.SIGNED, _M.SET_ASIDE): _S.SET_ASIDE,
        (_S.REVIEWED, _M.GIVE): _S.GIVEN,
        (_S.REVIEWED, _M.SET_ASIDE): _S.SET_ASIDE,
        (_S.SET_ASIDE, _M.RESUME): _S.PROPOSED,
    },
)
UNDER_WAY = frozenset({_S.ARRIVED, _S.SIGNED, _S.REVIEWED, _S.GIVEN})
"""What has begun to be taken in: of these nobody has two in one pack."""

record_citation("5.3.2.e", "table PACK_ENTRY")
