"""The clinic day without a line: who may have its sheet made, and when (working-rules:pack, T16)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

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
DAY_HAS_COME = condition(
    "pack-day-has-come",
    "working-rules:late-entry",
    met="门诊日已到",
    unmet="门诊日是 {day}，还没有到，不能办理",
)
WITHIN_LATE = condition(
    "pack-within-late",
    "working-rules:late-entry",
    met="在 {hours} 小时以内补录",
    unmet="距门诊当时已超过 {hours} 小时，补录须另行审批；这一行先保留，不能办理",
)
ROW_IS_OF_THE_PACK = condition(
    "pack-row-is-of-the-pack",
    "working-rules:late-entry",
    met="行编号是这份表的",
    unmet="行编号是另一天或另一个服药点的表的，请上传到那一天；这一行在这里只能搁置",
)
ROW_IS_KNOWN = condition(
    "pack-row-is-known",
    "working-rules:late-entry",
    met="行编号没有改动",
    unmet="行编号空缺或被改动，请填写救助卡上的卡号，核对是本人后更正",
)
CARD_IS_FOUND = condition(
    "pack-card-is-found",
    "5.2.3",
    met="卡号找到本人",
    unmet="没有填写卡号，或本服药点查无此卡，请核对救助卡上的卡号",
)
CARD_FITS_THE_ROW = condition(
    "pack-card-fits-the-row",
    "5.2.3",
    met="卡号与行编号是同一人",
    unmet="卡号与行编号不是同一人，请核对是不是填错了行",
)
TAKEN_IN_ONCE = condition(
    "pack-taken-in-once",
    "5.3.2.e",
    met="此人在这份表里只有一行",
    unmet="同一人的另一行（第 {number} 行，{stage}）已经在办，不再办这一行",
)
NOT_GIVEN_SINCE = condition(
    "pack-not-given-since",
    "5.3.2.e",
    met="当天以来没有在线上领药",
    unmet="此人 {day} 已在线上领药，不能再办这一行",
)
LOT_IS_HERE = condition(
    "pack-lot-is-here",
    "5.3.1.c",
    met="{drug}：批号在本服药点的库存中",
    unmet="{drug}：本服药点没有批号 {lot}，请核对药盒上的批号",
)
LOT_SUFFICES = condition(
    "pack-lot-suffices",
    "5.3.1.c",
    met="{drug}：批号 {lot} 的库存够",
    unmet="{drug}：批号 {lot} 要 {needed}，账上只余 {available}，请核对批号、数量或入库调拨",
)
QUANTITY_FITS = condition(
    "pack-quantity-fits",
    "5.3.2.d",
    met="{drug}：发药数量与处方相符",
    unmet="{drug}：发药数量 {quantity} 与处方不符，按用量和天数应为 {units}，整盒发应为 {packs}",
)
SLIP_IS_NEW = condition(
    "pack-slip-is-new",
    "5.3.2.e",
    met="签名单号没有用过",
    unmet="签名单号 {slip} 已经用过，请核对",
)
SET_ASIDE_HAS_REASON = condition(
    "pack-set-aside-has-reason",
    "working-rules:late-entry",
    met="已写明搁置原因",
    unmet="搁置须写明原因",
)


class Weight(StrEnum):
    """What something found about a row that came back means for it."""

    FAULT = "fault"
    DOUBLE = "double"
    CONFLICT = "conflict"


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


@cites("working-rules:late-entry")
def may_enter(day: date, *, happened_at: datetime, days: int, at: datetime, on: date) -> Decision:
    """Decide whether a row of a clinic day may be taken in now: its day has come and is not long ago."""
    return Decision.of(
        DAY_HAS_COME.met_if(day <= on, day=day),
        WITHIN_LATE.met_if(happened_at >= at - timedelta(days=days), hours=24 * days),
    )


@cites("5.3.2.d")
def in_whole_packs(quantity: int, *, units: int, packs: int) -> bool | None:
    """Say whether so many units are the exact amount (False) or that of whole packs (True); None: neither."""
    if quantity == units:
        return False
    return True if quantity == packs else None
