"""The clinic day without a line: who may have its sheet made, and when (working-rules:pack, T16)."""

from __future__ import annotations

from datetime import date, timedelta

from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision, condition

DAY_IS_NEAR = condition(
    "pack-day-is-near",
    "working-rules:pack",
    met="门诊日在今天起 {days} 天以内",
    unmet="断网登记表只能在门诊日当天或之前 {days} 天以内申请",
)
WORKS_THERE = condition(
    "pack-asker-works-there",
    "working-rules:pack",
    met="申请人当天在这个服药点坐诊或发药",
    unmet="只有当天在这个服药点坐诊的医师或该点的发药人可以申请断网登记表",
)
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two signs that nobody mistakes for one another: five bits each."""
_LENGTH = 20
_GROUP = 5


@cites("working-rules:pack")
def may_ask_pack(day: date, *, works_there: bool, days: int, on: date) -> Decision:
    """Decide whether somebody may ask for the sheet of a clinic day."""
    near = on <= day <= on + timedelta(days=days)
    return Decision.of(DAY_IS_NEAR.met_if(near, days=days), WORKS_THERE.met_if(works_there))


@cites("working-rules:pack")
def password_of(secret: bytes) -> str:
    """Return 100 bits of a secret as a password to be read out: four groups of five signs."""
    number = int.from_bytes(secret, "big")
    signs = [SIGNS[(number >> 5 * place) % len(SIGNS)] for place in range(_LENGTH)]
    return "-".join("".join(signs[start : start + _GROUP]) for start in range(0, _LENGTH, _GROUP))
