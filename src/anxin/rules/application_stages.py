"""The stages of an application: from draft to decision (5.1.2 to 5.1.4)."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class ApplicationStage(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    VILLAGE_CONFIRMED = "village_confirmed"
    TOWNSHIP_PASSED = "township_passed"
    RETURNED = "returned"
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ApplicationMove(StrEnum):
    """What can be done with an application."""

    SUBMIT = "submit"
    CONFIRM = "confirm"
    PASS = "pass"  # noqa: S105 (a move, no password)
    RETURN = "return"
    APPROVE = "approve"
    PUT_ON_WAITING_LIST = "put_on_waiting_list"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    APPEAL = "appeal"


_S, _M = ApplicationStage, ApplicationMove

APPLICATION: Transitions[ApplicationStage, ApplicationMove] = Transitions(
    noun="申请",
    start=_S.DRAFT,
    stages={
        _S.DRAFT: "草稿",
        _S.SUBMITTED: "已提交",
        _S.VILLAGE_CONFIRMED: "村（居）已确认",
        _S.TOWNSHIP_PASSED: "初审通过",
        _S.RETURNED: "退回补正",
        _S.WAITING: "候补",
        _S.APPROVED: "复审通过",
        _S.REFUSED: "不予通过",
        _S.WITHDRAWN: "已撤回",
    },
    acts={
        _M.SUBMIT: "提交",
        _M.CONFIRM: "村（居）确认",
        _M.PASS: "初审通过",
        _M.RETURN: "退回",
        _M.APPROVE: "复审通过",
        _M.PUT_ON_WAITING_LIST: "列入候补",
        _M.REFUSE: "不予通过",
        _M.WITHDRAW: "撤回",
        _M.APPEAL: "申诉",
    },
    moves={
        (_S.DRAFT, _M.SUBMIT): _S.SUBMITTED,
        (_S.DRAFT, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.SUBMITTED, _M.CONFIRM): _S.VILLAGE_CONFIRMED,
        (_S.SUBMITTED, _M.RETURN): _S.RETURNED,
        (_S.SUBMITTED, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.VILLAGE_CONFIRMED, _M.PASS): _S.TOWNSHIP_PASSED,
        (_S.VILLAGE_CONFIRMED, _M.RETURN): _S.RETURNED,
        (_S.VILLAGE_CONFIRMED, _M.REFUSE): _S.REFUSED,
        (_S.VILLAGE_CONFIRMED, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.TOWNSHIP_PASSED, _M.APPROVE): _S.APPROVED,
        (_S.TOWNSHIP_PASSED, _M.PUT_ON_WAITING_LIST): _S.WAITING,
        (_S.TOWNSHIP_PASSED, _M.RETURN): _S.RETURNED,
        (_S.TOWNSHIP_PASSED, _M.REFUSE): _S.REFUSED,
        (_S.TOWNSHIP_PASSED, _M.WITHDRAW): _S.WITHDRAWN,
        (_S.WAITING, _M.APPROVE): _S.APPROVED,
        (_S.WAITING, _M.REFUSE): _S.REFUSED,
        (_S.WAITING, _M.WITHDRAW): _S.WITHDRAWN,
        # Approved and never signed: the place goes back (5.1.6.2).
        (_S.APPROVED, _M.WITHDRAW): _S.WITHDRAWN,
        # An appeal reopens what was refused; the decision that refused it stands beside the new one (3.1.e).
        (_S.REFUSED, _M.APPEAL): _S.TOWNSHIP_PASSED,
        (_S.RETURNED, _M.SUBMIT): _S.SUBMITTED,
        (_S.RETURNED, _M.WITHDRAW): _S.WITHDRAWN,
    },
)

record_citation("5.1.4", "table APPLICATION")
record_citation("5.1.6.2", "table APPLICATION")
