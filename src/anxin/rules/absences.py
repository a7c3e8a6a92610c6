"""Who was booked and did not come: the cause, what was agreed, and when they are asked again (5.3.2.c, 7.3.c)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, condition


class Cause(StrEnum):
    """Why somebody did not come: the reasons of a lost contact, and those of the clinic."""

    WORKS_AWAY = "works_away"
    MOVED = "moved"
    MISSING = "missing"
    IN_HOSPITAL = "in_hospital"
    FORGOT = "forgot"
    ROAD = "road"
    REFUSES = "refuses"
    NOT_REACHED = "not_reached"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the Chinese word."""
        return _LABELS[self]

    @property
    def advice(self) -> str:
        """Return what to do beside making an appointment; empty where nothing is."""
        return _ADVICE.get(self, "")


_LABELS = {
    Cause.WORKS_AWAY: "外出务工",
    Cause.MOVED: "迁居",
    Cause.MISSING: "走失",
    Cause.IN_HOSPITAL: "住院",
    Cause.FORGOT: "忘记",
    Cause.ROAD: "路途困难",
    Cause.REFUSES: "拒绝服药",
    Cause.NOT_REACHED: "联系不上",
    Cause.OTHER: "其他",
}
_ADVICE = {
    Cause.MOVED: "在患者页办理迁出或另选定点医院",
    Cause.MISSING: "请告知村（居）委会和派出所，一起寻找",
    Cause.IN_HOSPITAL: "请免费服药办公室登记住院，住院期间暂停领药",
    Cause.ROAD: "可以另选较近的定点医院，或由监护人代领",
    Cause.REFUSES: "请监护人协助，并告知坐诊医师",
    Cause.NOT_REACHED: "请村（居）委会上门看望",
}


class FollowUp(StrEnum):
    """Whether somebody who did not come waits to be asked."""

    OPEN = "open"
    WAITS = "waits"
    RETURNED = "returned"
    SETTLED = "settled"


FOLLOW_UPS = {
    FollowUp.OPEN: "没有登记原因",
    FollowUp.WAITS: "已约好",
    FollowUp.RETURNED: "约定日期已到",
    FollowUp.SETTLED: "已来过",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What is known of somebody since the day on which they did not come."""

    absent_on: date
    came_on: date | None
    """The last day on which they came at all."""
    is_explained: bool
    promised_on: date | None
    booked_on: date | None
    """The next day on which they are booked."""


@cites("5.3.2.c", "7.3.c", "working-rules:absence")
def follow_up(missed: Missed, *, on: date) -> FollowUp:
    """Say whether somebody is to be asked on a day. Time alone takes nobody off the list.

    A booking or a promise without a cause hides nothing; on the promised day itself they are back.
    """
    if missed.came_on is not None and missed.came_on >= missed.absent_on:
        return FollowUp.SETTLED
    if not missed.is_explained:
        return FollowUp.OPEN
    if missed.booked_on is not None and missed.booked_on >= on:
        return FollowUp.WAITS
    if missed.promised_on is not None and missed.promised_on > on:
        return FollowUp.WAITS
    return FollowUp.RETURNED


OTHER_IS_EXPLAINED = condition(
    "other-cause-is-explained",
    "working-rules:absence",
    met="原因已写明",
    unmet="原因选“其他”的，请在说明中写明",
)
NEXT_IS_AGREED = condition(
    "next-is-agreed",
    "5.3.2.c",
    met="已约好下次",
    unmet="请选下次坐诊日，或填写约定日期，两者选一",
)
PROMISE_IS_NEAR = condition(
    "promise-is-near",
    "working-rules:absence",
    met="约定日期在期限之内",
    unmet="约定日期应在今天以后、{most} 天以内",
)


def examine_agreed(
    *,
    cause: Cause,
    note: str,
    promised_on: date | None,
    is_booked: bool,
    on: date,
    most_days: int,
) -> tuple[Condition, ...]:
    """Examine what was agreed with somebody who did not come: a cause, and one next day."""
    near = promised_on is None or on < promised_on <= on + timedelta(days=most_days)
    return (
        OTHER_IS_EXPLAINED.met_if(cause is not Cause.OTHER or bool(note.strip())),
        NEXT_IS_AGREED.met_if(is_booked != (promised_on is not None)),
        PROMISE_IS_NEAR.met_if(near, most=most_days),
    )
