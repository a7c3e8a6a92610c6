"""The stages of a quarter's claim and of each of its lines (5.5.c)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class ClaimStage(StrEnum):
    """Where a hospital's claim for a quarter stands."""

    DRAFT = "draft"
    FILED = "filed"
    CHECKED = "checked"
    ACCEPTED = "accepted"


class ClaimMove(StrEnum):
    """What is done with a claim."""

    FILE = "file"
    FINISH_CHECK = "finish_check"
    REOPEN_CHECK = "reopen_check"
    ACCEPT = "accept"


class ClaimLineStage(StrEnum):
    """What the office found of one line."""

    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    QUERIED = "queried"
    REJECTED = "rejected"


class ClaimLineMove(StrEnum):
    """What the office does with one line; query and rejection carry a reason."""

    ACCEPT = "accept"
    QUERY = "query"
    REJECT = "reject"
    ANSWER = "answer"


_S, _M = ClaimStage, ClaimMove

CLAIM: Transitions[ClaimStage, ClaimMove] = Transitions(
    noun="季度结算",
    start=_S.DRAFT,
    stages={
        _S.DRAFT: "草稿",
        _S.FILED: "已上报",
        _S.CHECKED: "已核对",
        _S.ACCEPTED: "已核定",
    },
    acts={
        _M.FILE: "上报",
        _M.FINISH_CHECK: "核对完毕",
        _M.REOPEN_CHECK: "重新核对",
        _M.ACCEPT: "核定",
    },
    moves={
        (_S.DRAFT, _M.FILE): _S.FILED,
        (_S.FILED, _M.FINISH_CHECK): _S.CHECKED,
        (_S.CHECKED, _M.REOPEN_CHECK): _S.FILED,
        (_S.CHECKED, _M.ACCEPT): _S.ACCEPTED,
    },
)

_LS, _LM = ClaimLineStage, ClaimLineMove

CLAIM_LINE: Transitions[ClaimLineStage, ClaimLineMove] = Transitions(
    noun="结算明细",
    start=_LS.CLAIMED,
    stages={
        _LS.CLAIMED: "待核对",
        _LS.ACCEPTED: "认可",
        _LS.QUERIED: "存疑",
        _LS.REJECTED: "剔除",
    },
    acts={
        _LM.ACCEPT: "认可",
        _LM.QUERY: "提出疑问",
        _LM.REJECT: "剔除",
        _LM.ANSWER: "答复",
    },
    moves={
        (_LS.CLAIMED, _LM.ACCEPT): _LS.ACCEPTED,
        (_LS.CLAIMED, _LM.QUERY): _LS.QUERIED,
        (_LS.CLAIMED, _LM.REJECT): _LS.REJECTED,
        (_LS.QUERIED, _LM.ANSWER): _LS.CLAIMED,
        (_LS.QUERIED, _LM.ACCEPT): _LS.ACCEPTED,
        (_LS.QUERIED, _LM.REJECT): _LS.REJECTED,
    },
)

record_citation("5.5.c", "table CLAIM")
