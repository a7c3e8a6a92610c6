"""Telling the township centre at once that somebody gets worse: 六（一）."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum

from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision, condition


class Sign(StrEnum):
    """What is seen of a worsening; the least that the township needs to act."""

    SYMPTOMS = "symptoms"
    SLEEPLESS = "sleepless"
    REFUSES_MEDICINE = "refuses_medicine"
    THREATENS = "threatens"
    DESTROYS = "destroys"
    SELF_HARM = "self_harm"
    WANDERS = "wanders"
    REACTION = "reaction"
    OTHER = "other"

    @property
    def label(self) -> str:
        """Return the sign in words."""
        return _LABELS[self]


_LABELS = {
    Sign.SYMPTOMS: "幻觉、妄想等症状加重",
    Sign.SLEEPLESS: "连续失眠、兴奋话多",
    Sign.REFUSES_MEDICINE: "拒服或自行停药",
    Sign.THREATENS: "口头威胁他人",
    Sign.DESTROYS: "打砸、伤人毁物",
    Sign.SELF_HARM: "有自伤、自杀言行",
    Sign.WANDERS: "无故外走、走失",
    Sign.REACTION: "严重药物反应",
    Sign.OTHER: "其他",
}


class Response(StrEnum):
    """What the township centre did on receiving an alert."""

    CALLED = "called"
    VISITED = "visited"
    TOLD_POLICE = "told_police"
    SENT_TO_HOSPITAL = "sent_to_hospital"
    ALERT_UNFOUNDED = "unfounded"

    @property
    def label(self) -> str:
        """Return the response in words."""
        return _RESPONSES[self]


_RESPONSES = {
    Response.CALLED: "已电话联系监护人",
    Response.VISITED: "已上门查看",
    Response.TOLD_POLICE: "已与综治、派出所交换信息",
    Response.SENT_TO_HOSPITAL: "已协助送医",
    Response.ALERT_UNFOUNDED: "核实后病情平稳",
}

SIGNS_ARE_NAMED = condition(
    "alert-signs-are-named",
    "working-rules:alerts",
    met="已写明病情加重的迹象",
    unmet="请勾选病情加重的迹象；选“其他”的要写明",
)
RESPONSE_IS_NAMED = condition(
    "alert-response-is-named",
    "working-rules:alerts",
    met="已写明接收后做了什么",
    unmet="请勾选接收后做了什么",
)
ALERT_IS_OWN = condition(
    "alert-is-own",
    "working-rules:alerts",
    met="由患者所在地卫生院接收",
    unmet="病情预警由保管患者档案的卫生院接收",
)


@cites("working-rules:alerts")
def may_raise(*, signs: Collection[Sign], note: str) -> Decision:
    """Decide whether an alert says enough: one sign at least, words where it is another one."""
    told = bool(signs) and (Sign.OTHER not in signs or bool(note.strip()))
    return Decision.of(SIGNS_ARE_NAMED.met_if(told))


@cites("working-rules:alerts")
def may_receive(*, responses: Collection[Response], is_keeper: bool) -> Decision:
    """Decide whether an alert may be received: by who keeps the file, saying what was done."""
    return Decision.of(ALERT_IS_OWN.met_if(is_keeper), RESPONSE_IS_NAMED.met_if(bool(responses)))


@cites("working-rules:alerts")
def office_hears_from(*, raised_on: date, days: int) -> date:
    """Return the day from which the office sees an alert that nobody received."""
    return raised_on + timedelta(days=days)
