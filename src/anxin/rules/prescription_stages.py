"""The stages of a prescription: signed, reviewed by another person, used up once (5.3.2.a).

Where the store has not enough, what is owed waits on the same prescription.
"""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import record_citation
from anxin.rules.transitions import Transitions


class PrescriptionStage(StrEnum):
    """Whether a prescription can be dispensed. It exists from the doctor's signature."""

    SIGNED = "signed"
    REVIEWED = "reviewed"
    RETURNED = "returned"
    PARTLY_DISPENSED = "partly_dispensed"
    DISPENSED = "dispensed"
    EXPIRED = "expired"
    REPLACED = "replaced"


class PrescriptionMove(StrEnum):
    """What happens to a prescription. Changing one makes a new one."""

    PASS_REVIEW = "pass_review"  # noqa: S105 (a move, no password)
    RETURN = "return"
    DISPENSE_PART = "dispense_part"
    DISPENSE = "dispense"
    LAPSE_OWED = "lapse_owed"
    REVERSE_PART = "reverse_part"
    REVERSE = "reverse"
    EXPIRE = "expire"
    REPLACE = "replace"


_S, _M = PrescriptionStage, PrescriptionMove

PRESCRIPTION: Transitions[PrescriptionStage, PrescriptionMove] = Transitions(
    noun="处方",
    start=_S.SIGNED,
    stages={
        _S.SIGNED: "已签名",
        _S.REVIEWED: "审方通过",
        _S.RETURNED: "审方退回",
        _S.PARTLY_DISPENSED: "部分发药，有欠药",
        _S.DISPENSED: "已发药",
        _S.EXPIRED: "已过期",
        _S.REPLACED: "已改开",
    },
    acts={
        _M.PASS_REVIEW: "审方通过",
        _M.RETURN: "审方退回",
        _M.DISPENSE_PART: "先发一部分",
        _M.DISPENSE: "发药",
        _M.LAPSE_OWED: "欠药作废",
        _M.REVERSE_PART: "冲销补发",
        _M.REVERSE: "冲销发药",
        _M.EXPIRE: "过期",
        _M.REPLACE: "改开",
    },
    moves={
        (_S.SIGNED, _M.PASS_REVIEW): _S.REVIEWED,
        (_S.SIGNED, _M.RETURN): _S.RETURNED,
        (_S.SIGNED, _M.EXPIRE): _S.EXPIRED,
        (_S.SIGNED, _M.REPLACE): _S.REPLACED,
        (_S.REVIEWED, _M.DISPENSE): _S.DISPENSED,
        (_S.REVIEWED, _M.DISPENSE_PART): _S.PARTLY_DISPENSED,
        (_S.PARTLY_DISPENSED, _M.DISPENSE_PART): _S.PARTLY_DISPENSED,
        (_S.PARTLY_DISPENSED, _M.DISPENSE): _S.DISPENSED,
        (_S.PARTLY_DISPENSED, _M.LAPSE_OWED): _S.DISPENSED,
        (_S.PARTLY_DISPENSED, _M.REVERSE_PART): _S.PARTLY_DISPENSED,
        (_S.PARTLY_DISPENSED, _M.REVERSE): _S.REVIEWED,
        (_S.REVIEWED, _M.RETURN): _S.RETURNED,
        (_S.REVIEWED, _M.EXPIRE): _S.EXPIRED,
        (_S.REVIEWED, _M.REPLACE): _S.REPLACED,
        (_S.RETURNED, _M.REPLACE): _S.REPLACED,
        (_S.RETURNED, _M.EXPIRE): _S.EXPIRED,
        (_S.DISPENSED, _M.REVERSE_PART): _S.PARTLY_DISPENSED,
        (_S.DISPENSED, _M.REVERSE): _S.REVIEWED,
    },
)

record_citation("5.3.2.a", "table PRESCRIPTION")
record_citation("working-rules:owed", "table PRESCRIPTION")
record_citation("rx-2007:review", "table PRESCRIPTION")
