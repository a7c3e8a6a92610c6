"""When a new policy value may be drafted and adopted: dated, sourced, by two people (7.4)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision, condition
from anxin.rules.parameters import Unit

PROGRAMME_BEGAN = date(2019, 3, 18)
MOST: Mapping[Unit, int] = {
    Unit.FEN: 1_000_000_000,
    Unit.PERMILLE: 1000,
    Unit.DAYS: 3660,
    Unit.WORKING_DAYS: 250,
    Unit.DAY_OF_MONTH: 31,
    Unit.MONTHS: 120,
    Unit.YEARS: 120,
    Unit.PEOPLE: 1_000_000,
    Unit.DRUGS: 100,
    Unit.TIMES: 1000,
    Unit.MILLIGRAMS: 10_000,
    Unit.CELLS: 100_000,
    Unit.MICROMOLES: 10_000,
    Unit.YES_NO: 1,
    Unit.CHOICE: 3,
}
"""The largest sensible value of a unit; more is a slip of the hand."""

WITHIN_SENSE = condition(
    "value-within-sense",
    "7.4",
    met="数值在合理范围内",
    unmet="数值应是 {least} 到 {most} 之间的整数（单位：{unit}）",
)
SINCE_THE_PROGRAMME = condition(
    "since-the-programme",
    "7.4",
    met="生效日在方案实施之后",
    unmet="生效日不能早于方案实施之日（{began}）",
)
HAS_DOCUMENT = condition(
    "value-has-document",
    "7.4",
    met="写明了依据文件和原文",
    unmet="请写明依据文件的名称和规定这个数值的原文",
)
IS_IN_TIME = condition(
    "value-is-in-time",
    "7.4",
    met="生效日在今天或之后，或写明了补发的原因",
    unmet="生效日（{since}）已过：补发的文件须写明原因；已经作出的决定仍按当时的政策",
)
CHANGES_SOMETHING = condition(
    "value-changes-something",
    "7.4",
    met="与现行规定不同",
    unmet="{since} 起本来就是这个数值，不需要发布",
)
ANOTHER_ADOPTS = condition(
    "another-adopts",
    "7.4",
    met="起草人和审批人不是同一人",
    unmet="不能审批自己起草的新值，须由另一人审批",
)
REFUSAL_HAS_REASON = condition(
    "proposal-refusal-has-reason", "7.4", met="已写明理由", unmet="不同意须写明理由"
)
DAYS_ARE_OF_THE_YEAR = condition(
    "days-are-of-the-year",
    "state-council-holidays:calendar",
    met="日期都在这一年",
    unmet="这些日期不在 {year} 年：{days}",
)
DAYS_DIFFER = condition(
    "days-differ-from-the-week",
    "state-council-holidays:calendar",
    met="只列与平常不同的日子",
    unmet="只需列出与平常不同的日子；{days} 本来就是这样",
)


@cites("7.4")
def may_draft(
    *,
    unit: Unit,
    value: int | None,
    since: date,
    held_then: int | None,
    has_document: bool,
    late_reason: str,
    on: date,
) -> Decision:
    """Decide whether a value can be drafted; None is 待定. ``held_then`` holds on that day already."""
    most = MOST[unit]
    least = 1 if unit is Unit.DAY_OF_MONTH else 0
    return Decision.of(
        WITHIN_SENSE.met_if(
            value is None or least <= value <= most, least=least, most=most, unit=unit.value
        ),
        SINCE_THE_PROGRAMME.met_if(since >= PROGRAMME_BEGAN, began=PROGRAMME_BEGAN),
        HAS_DOCUMENT.met_if(has_document),
        IS_IN_TIME.met_if(since >= on or bool(late_reason.strip()), since=since),
        CHANGES_SOMETHING.met_if(value != held_then, since=since),
    )


@cites("7.4", "state-council-holidays:calendar")
def may_draft_calendar(*, year: int, days: Mapping[date, bool], has_document: bool) -> Decision:
    """Decide whether a year's working days can be drafted: only days that differ from the week."""
    elsewhere = [day for day in days if day.year != year]
    usual = [day for day, worked in days.items() if worked == (day.weekday() < 5)]
    return Decision.of(
        DAYS_ARE_OF_THE_YEAR.met_if(not elsewhere, year=year, days=_listed(elsewhere)),
        DAYS_DIFFER.met_if(not usual, days=_listed(usual)),
        HAS_DOCUMENT.met_if(has_document),
    )


@cites("7.4")
def may_answer(*, drafted_by: UUID, answered_by: UUID, adopts: bool, because: str) -> Decision:
    """Decide whether somebody can adopt or refuse a proposal: another person than drafted it."""
    return Decision.of(
        ANOTHER_ADOPTS.met_if(drafted_by != answered_by),
        REFUSAL_HAS_REASON.met_if(adopts or bool(because.strip())),
    )


def _listed(days: Collection[date]) -> str:
    return "、".join(day.isoformat() for day in sorted(days))


@cites("state-council-holidays:calendar")
def calendar_is_missing(*, years: Collection[int], on: date) -> int | None:
    """Return the next year where its notice is due and not there: asked for from November."""
    first_month_of_notice = 11
    if on.year not in years:
        return on.year
    if on.month >= first_month_of_notice and on.year + 1 not in years:
        return on.year + 1
    return None
