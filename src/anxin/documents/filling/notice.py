"""The notice of decision to the family: every criterion of 3.1, never which ground it was (T17)."""

from __future__ import annotations

from typing import Any

from anxin.documents.filling.words import day, days_in_words, place_of
from anxin.enrolment.models import Application, Decision
from anxin.enrolment.services import is_appealed
from anxin.people.queries import identity_texts
from anxin.policy.pack import load
from anxin.privacy.door import Look
from anxin.rules.appeals import appeal_until
from anxin.rules.clauses import cites

TOPICS = {
    "3.1.a": "在本区居住",
    "3.1.b": "居家治疗",
    "3.1.c": "属于救助对象",
    "3.1.d": "疾病诊断",
}
OUTCOMES = {
    Decision.Outcome.APPROVED: ("审核通过", "各项条件都符合，您可以免费服用第二代抗精神病药物。"),
    Decision.Outcome.WAITING: (
        "审核通过，列入候补",
        "各项条件都符合，但目前服药名额已满，已按批准的先后列入候补名单。",
    ),
    Decision.Outcome.REFUSED: ("不予通过", "这一次不能列入免费服药对象，理由写在下面。"),
}


def newest_decision(application: Application) -> Decision | None:
    """Return the decision that stands; earlier ones are kept beside it."""
    return Decision.objects.filter(application=application).order_by("-recorded_at").first()


@cites("3.1.e", "5.1.4")
def notice(application: Application, decision: Decision, *, look: Look) -> dict[str, Any] | None:
    """Return what the family is told of a decision; None out of reach."""
    texts = identity_texts(application.person_id, fields=["name"], look=look)
    if not texts:
        return None
    outcome = Decision.Outcome(decision.outcome)
    keeper = application.person.keeper.name
    result, means = OUTCOMES[outcome]
    return {
        "申请人姓名": texts["name"],
        "申请日期": day(application.handed_in_on),
        "决定日期": day(decision.decided_on),
        "结果": result,
        "结果说明": means,
        "条件": [_criterion(one) for one in decision.criteria],
        "办理意见": days_in_words(_own_words(decision)),
        "下一步": _next_step(outcome, keeper, until=_appeal_until(decision)),
        "申诉": _appealed(decision),
        "受理单位": keeper,
        "政策版本": decision.policy_version,
    }


def _criterion(one: dict[str, Any]) -> dict[str, str]:
    return {
        "条件": TOPICS.get(one["clause"], "其他条件"),
        "是否符合": "符合" if one["met"] else "不符合",
        "情况": days_in_words(str(one["reason"])),
        "方案条款": place_of(one["clause"]),
    }


def _own_words(decision: Decision) -> str:
    """Return what the office added: the unmet criteria, told in the table, are not said twice."""
    text = decision.reason
    for one in decision.criteria:
        if not one["met"]:
            text = text.replace(f"{one['reason']}（{one['clause']}）", "")
    return text.strip("；")


def _appealed(decision: Decision) -> str:
    """Return what is told of the refusal that was appealed; nothing where none was."""
    before = (
        Decision.objects.filter(
            application_id=decision.application_id, recorded_at__lt=decision.recorded_at
        )
        .filter(outcome=Decision.Outcome.REFUSED)
        .order_by("-recorded_at")
        .first()
    )
    if before is None:
        return ""
    return (
        f"{day(before.decided_on)}作出的不予通过的决定，您提出了申诉。现由另一名复审人重新审核，"
        "作出本决定；原决定保留备查。"
    )


def _appeal_until(decision: Decision) -> str:
    """Return the last day for an appeal; nothing where the one appeal was made."""
    if is_appealed(decision.application):
        return ""
    days = load().value("appeal_days", decision.decided_on)
    return day(appeal_until(decision.decided_on, days=days))


def _next_step(outcome: Decision.Outcome, keeper: str, *, until: str) -> str:
    appeal = f"不同意这个结果的，可以在{until}以前（含当日）到{keeper}申诉一次。" if until else ""
    return {
        Decision.Outcome.APPROVED: f"请患者和监护人带上身份证，到{keeper}签订服务协议，领取救助卡。",
        Decision.Outcome.WAITING: f"有名额时，{keeper}会按先后顺序通知您，请保持电话畅通。等候期间请继续按医生的要求服药。",
        Decision.Outcome.REFUSED: f"请继续按医生的要求治疗和服药。{appeal}需要帮助时，请与{keeper}联系。",
    }[outcome]
