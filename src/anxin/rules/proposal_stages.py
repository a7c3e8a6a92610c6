"""The stages of a proposed policy value: drafted by one, adopted by another (7.4)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class ProposalStage(StrEnum):
    """Where a proposal stands."""

    DRAFTED = "drafted"
    ADOPTED = "adopted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ProposalMove(StrEnum):
    """What happens to a proposal. An adopted one is superseded by a later one, never taken back."""

    ADOPT = "adopt"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


_S, _M = ProposalStage, ProposalMove

PROPOSAL: Transitions[ProposalStage, ProposalMove] = Transitions(
    noun="政策新值",
    start=_S.DRAFTED,
    stages={
        _S.DRAFTED: "待审批",
        _S.ADOPTED: "已发布",
        _S.REFUSED: "未同意",
        _S.WITHDRAWN: "已撤回",
    },
    acts={_M.ADOPT: "发布", _M.REFUSE: "不同意", _M.WITHDRAW: "撤回"},
    moves={
        (_S.DRAFTED, _M.ADOPT): _S.ADOPTED,
        (_S.DRAFTED, _M.REFUSE): _S.REFUSED,
        (_S.DRAFTED, _M.WITHDRAW): _S.WITHDRAWN,
    },
)

record_citation("7.4", "table PROPOSAL")
