"""The stages of a township's report that a right should end (A5.n3)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class EndReportStage(StrEnum):
    """Where a report stands."""

    REPORTED = "reported"
    ENDED = "ended"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class EndReportMove(StrEnum):
    """What happens to a report."""

    END = "end"
    RETURN = "return"
    WITHDRAW = "withdraw"


_S, _M = EndReportStage, EndReportMove

END_REPORT: Transitions[EndReportStage, EndReportMove] = Transitions(
    noun="终止上报",
    start=_S.REPORTED,
    stages={
        _S.REPORTED: "待办公室核实",
        _S.ENDED: "已据此终止",
        _S.RETURNED: "已退回",
        _S.WITHDRAWN: "已撤回",
    },
    acts={_M.END: "据此终止", _M.RETURN: "退回", _M.WITHDRAW: "撤回"},
    moves={
        (_S.REPORTED, _M.END): _S.ENDED,
        (_S.REPORTED, _M.RETURN): _S.RETURNED,
        (_S.REPORTED, _M.WITHDRAW): _S.WITHDRAWN,
        # What came back lies with the township, until it is closed or reported anew.
        (_S.RETURNED, _M.WITHDRAW): _S.WITHDRAWN,
    },
)

record_citation("A5.n3", "table END_REPORT")
record_citation("working-rules:end-report", "table END_REPORT")
