"""What may be asked of the expert group, whose word counts, and who confirms it: 四（二） and annex 2."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from anxin.rules.clauses import cites
from anxin.rules.days import add_months, month_of
from anxin.rules.decisions import Condition, Decision, condition
from anxin.rules.money import Fen

CAP_IS_SET = condition(
    "cap-is-set",
    "5.1.5.e",
    met="每月兜底限额已定",
    unmet="每月兜底限额待定，没有限额可提高，不需要专家意见",
)
CASE_IS_WRITTEN = condition(
    "case-is-written", "4.2", met="已写明病情和用药理由", unmet="请写明病情和用药理由，供专家判断"
)
HAS_MEDICINES = condition(
    "has-medicines", "4.2", met="已列出所开药品", unmet="没有列出药品，请从看诊页重新提出"
)
HAS_MONTHS = condition(
    "has-months", "4.2", met="已列出月份和金额", unmet="没有列出超过限额的月份，不需要专家意见"
)
MONTH_IS_AHEAD = condition(
    "month-is-ahead",
    "5.1.5.e",
    met="{month} 在供药期内",
    unmet="{month} 不在本月起 {months} 个月的供药期内",
)
AMOUNT_IS_ABOVE_CAP = condition(
    "amount-is-above-cap",
    "5.1.5.e",
    met="{month} 的金额高于限额",
    unmet="{month} 的金额不高于每月限额 {cap_fen} 分，不需要专家意见",
)
NONE_IS_OPEN = condition(
    "no-consultation-is-open",
    "4.2",
    met="没有未办结的专家意见",
    unmet="这名患者还有一份专家意见没有办结，请先等结果或撤回",
)
EXPERT_IS_IN_GROUP = condition(
    "expert-is-in-group",
    "A2",
    met="出具意见的是专家组成员",
    unmet="出具意见的不是专家组成员（附件2）",
)
EXPERT_IS_ANOTHER = condition(
    "expert-is-another",
    "4.2",
    met="专家不是开方医师本人",
    unmet="{name}就是提出的医师，不能为自己的处方出具意见",
)
RECORDER_IS_ANOTHER = condition(
    "recorder-is-another",
    "4.2",
    met="登记人不是提出的医师",
    unmet="专家意见须由提出的医师以外的人登记",
)
WORD_IS_WRITTEN = condition(
    "expert-word-is-written", "4.2", met="已写明专家意见", unmet="请照意见书写明专家的意见"
)
WORD_IS_OF_ITS_TIME = condition(
    "expert-word-is-of-its-time",
    "4.2",
    met="意见在提出之后、今天以前签署",
    unmet="意见书的签署日期应在提出（{asked_on}）到今天之间",
)
CONFIRMED_BY_ANOTHER = condition(
    "confirmed-by-another",
    "4.2",
    met="确认人不是提出人，也不是登记人",
    unmet="须由提出人、登记人以外的另一人确认",
)
DECLINE_HAS_REASON = condition(
    "decline-has-reason", "4.2", met="已写明原因", unmet="不予确认要写明原因"
)
WITHDRAWN_BY_ASKER = condition(
    "withdrawn-by-asker", "4.2", met="由提出的医师撤回", unmet="只有提出的医师可以撤回"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a doctor asks the expert group: the case, and up to how much in all in which months."""

    case: str
    medicines: int
    months: Mapping[str, Fen]
    """Fen that the fund may bear for the person in the month, in all."""
    open_already: bool


@cites("4.2", "working-rules:over-cap-opinion")
def of_a_whole_month(amount: Fen, *, days: int, month: str) -> Fen:
    """Return what a plan of so many days takes of a month wholly covered, rounded up.

    An opinion comes days after the question: the plan then starts later, and more of it falls
    into a month that it began in the middle of.
    """
    assert days > 0
    year, number = month.split("-")
    return Fen(-(-amount * monthrange(int(year), int(number))[1] // days))


@cites("4.2", "5.1.5.e", "working-rules:over-cap-opinion")
def may_ask(asked: Asked, *, cap: Fen | None, supply_months: int, on: date) -> Decision:
    """Decide whether a consultation may be asked for; every ground is told."""
    first, last = month_of(on), month_of(add_months(on, supply_months))
    months: list[Condition] = []
    for month, fen in asked.months.items():
        months.append(
            MONTH_IS_AHEAD.met_if(first <= month <= last, month=month, months=supply_months)
        )
        if cap is not None:
            months.append(AMOUNT_IS_ABOVE_CAP.met_if(fen > cap, month=month, cap_fen=cap))
    return Decision.of(
        CAP_IS_SET.met_if(cap is not None),
        CASE_IS_WRITTEN.met_if(bool(asked.case.strip())),
        HAS_MEDICINES.met_if(asked.medicines > 0),
        HAS_MONTHS.met_if(bool(asked.months)),
        *months,
        NONE_IS_OPEN.met_if(not asked.open_already),
    )


@cites("4.2", "A2")
def may_record(
    *,
    expert: str,
    group: Collection[str],
    prescriber: str,
    recorded_by_asker: bool,
    word: str,
    signed_on: date,
    asked_on: date,
    on: date,
) -> Decision:
    """Decide whether an expert's signed word may be written down; people are told apart by name."""
    return Decision.of(
        EXPERT_IS_IN_GROUP.met_if(expert in group),
        EXPERT_IS_ANOTHER.met_if(expert != prescriber, name=expert),
        RECORDER_IS_ANOTHER.met_if(not recorded_by_asker),
        WORD_IS_WRITTEN.met_if(bool(word.strip())),
        WORD_IS_OF_ITS_TIME.met_if(asked_on <= signed_on <= on, asked_on=asked_on),
    )


@cites("4.2", "working-rules:over-cap-opinion")
def may_conclude(*, confirms: bool, another: bool, because: str) -> Decision:
    """Decide whether somebody may confirm an expert's word, or decline it with a reason."""
    return Decision.of(
        CONFIRMED_BY_ANOTHER.met_if(another),
        DECLINE_HAS_REASON.met_if(confirms or bool(because.strip())),
    )
