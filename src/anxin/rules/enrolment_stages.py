"""The stages of an enrolment: the right to medicine, in hospital or out (5.1.6)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class EnrolmentStage(StrEnum):
    """Whether the right can be used."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class EnrolmentMove(StrEnum):
    """What happens to an enrolment."""

    SUSPEND = "suspend"
    RESTORE = "restore"
    END = "end"
    REINSTATE = "reinstate"


_S, _M = EnrolmentStage, EnrolmentMove

ENROLMENT: Transitions[EnrolmentStage, EnrolmentMove] = Transitions(
    noun="服药资格",
    start=_S.ACTIVE,
    stages={_S.ACTIVE: "享受中", _S.SUSPENDED: "暂停", _S.ENDED: "已终止"},
    acts={
        _M.SUSPEND: "暂停（住院）",
        _M.RESTORE: "恢复（出院）",
        _M.END: "终止",
        _M.REINSTATE: "撤销终止",
    },
    moves={
        (_S.ACTIVE, _M.SUSPEND): _S.SUSPENDED,
        (_S.ACTIVE, _M.END): _S.ENDED,
        (_S.SUSPENDED, _M.RESTORE): _S.ACTIVE,
        (_S.SUSPENDED, _M.END): _S.ENDED,
        # An end that was written down by mistake is undone by a later event, where a place is free (5.1.6).
        (_S.ENDED, _M.REINSTATE): _S.ACTIVE,
    },
)

record_citation("5.1.6.1", "table ENROLMENT")
record_citation("6.3.b", "table ENROLMENT")
