"""Making the programme known: section 五（一）1. Counts people, names nobody."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from anxin.rules.clauses import cites
from anxin.rules.days import add_months
from anxin.rules.decisions import Decision, condition


class PublicityForm(StrEnum):
    """How the programme was made known."""

    MEETING = "meeting"
    HOME_VISIT = "home_visit"
    BROADCAST = "broadcast"
    NOTICE_BOARD = "notice_board"
    FREE_CLINIC = "free_clinic"
    LEAFLET = "leaflet"
    MESSAGE = "message"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the word that the pages show."""
        return _LABELS[self]


_LABELS = {
    PublicityForm.MEETING: "院坝会、村（居）民会议",
    PublicityForm.HOME_VISIT: "入户宣传",
    PublicityForm.BROADCAST: "广播",
    PublicityForm.NOTICE_BOARD: "宣传栏、张贴",
    PublicityForm.FREE_CLINIC: "义诊咨询",
    PublicityForm.LEAFLET: "发放资料",
    PublicityForm.MESSAGE: "短信、微信群（不提病情）",
    PublicityForm.OTHER: "其他",
}

HAS_TAKEN_PLACE = condition(
    "publicity-has-taken-place",
    "5.1.1",
    met="活动已经开展",
    unmet="活动日期不能晚于今天（{on}），开展以后再登记",
)
REACHED_SOMEBODY = condition(
    "publicity-reached-somebody",
    "5.1.1",
    met="已填写覆盖人数",
    unmet="覆盖人数须为 1 到 {most} 之间的整数",
)
HELD_AT_HOME = condition(
    "publicity-held-at-home",
    "5.1.1",
    met="活动地点在本单位辖区",
    unmet="所选镇街、村（居）不在本单位辖区，不能登记",
)
IS_NEWEST = condition(
    "publicity-is-newest",
    "5.1.1",
    met="这条记录没有更正过",
    unmet="这条记录已经更正过，请更正最新的一条",
)
MOST_REACHED = 100_000


@cites("5.1.1")
def may_record(*, held_on: date, people_reached: int, held_at_home: bool, on: date) -> Decision:
    """Decide whether a piece of publicity can be written down on a day."""
    return Decision.of(
        HAS_TAKEN_PLACE.met_if(held_on <= on, on=on),
        REACHED_SOMEBODY.met_if(1 <= people_reached <= MOST_REACHED, most=MOST_REACHED),
        HELD_AT_HOME.met_if(held_at_home),
    )


@cites("5.1.1", "working-rules:publicity")
def next_publicity_by(*, last_held_on: date | None, begun_on: date, months: int) -> date:
    """Return the day by which the next piece of publicity is due.

    So many months after the last; where there was none, after the programme or the reader's
    window began.
    """
    return add_months(last_held_on or begun_on, months)
