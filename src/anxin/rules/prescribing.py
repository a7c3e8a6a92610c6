"""How much may be prescribed at once, and by whom: 五（三）2 and the national rules.

The notice allows three months at a time; where a national rule is stricter it wins,
and the answer names the rule that bit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from anxin.rules.catalogue import CatalogueItem
from anxin.rules.clauses import cites
from anxin.rules.days import add_months
from anxin.rules.decisions import Condition, Decision, condition


class Title(StrEnum):
    """The professional title of a prescriber, lowest first."""

    PHYSICIAN = "医师"
    ATTENDING = "主治医师"
    ASSOCIATE_CHIEF = "副主任医师"
    CHIEF = "主任医师"

    @property
    def is_intermediate_or_above(self) -> bool:
        """Say whether a first long prescription may be written."""
        return self is not Title.PHYSICIAN


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyTerms:
    """The policy's numbers on a day."""

    supply_months: int
    long_after_days: int
    long_max_days: int
    psychotropic2_days: int
    psychotropic2_max_days: int
    validity_days: int
    max_lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyLine:
    """One medicine on a prescription. ``item`` is empty where the catalogue has it not."""

    drug: str
    form: str
    item: CatalogueItem | None
    days: int
    on_hand_days: int
    reason: str | None

    @property
    def has_reason(self) -> bool:
        """Say whether the doctor wrote a reason; blanks are none."""
        return bool(self.reason and self.reason.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRequest:
    """A prescription, as far as the supply rules ask."""

    written_on: date
    prescriber_title: Title
    first_long: bool
    long_signed: bool
    lines: tuple[SupplyLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAnswer:
    """What the rules say of one line."""

    line: SupplyLine
    decision: Decision
    max_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyAnswer:
    """What the rules say of a prescription and of each of its lines."""

    decision: Decision
    lines: tuple[LineAnswer, ...]

    @property
    def allowed(self) -> bool:
        """Say whether neither the prescription nor any line breaks a rule."""
        return self.decision.granted and all(line.decision.granted for line in self.lines)

    @property
    def unmet(self) -> tuple[Condition, ...]:
        """Return every condition that failed, the prescription's own first."""
        return self.decision.unmet + tuple(
            condition for line in self.lines for condition in line.decision.unmet
        )


IN_CATALOGUE = condition(
    "5.3.1.a",
    "5.3.1.a",
    met="{drug}（{form}）在目录内",
    unmet="{drug}（{form}）不在药品目录（附件3）内",
)
WITHIN_THREE_MONTHS = condition(
    "5.3.2.d",
    "5.3.2.d",
    met="{drug}：家中余药加本次共 {total} 天，不超过 {limit} 天（{months} 个月）",
    unmet="{drug}：家中余药加本次共 {total} 天，超过 {limit} 天（{months} 个月）",
)
WITHIN_LONG_LIMIT = condition(
    "long.12weeks",
    "rx-2021:max",
    met="{drug}：{days} 天，不超过长期处方 {limit} 天",
    unmet="{drug}：{days} 天，超过长期处方最多 {limit} 天",
)
PSYCHOTROPIC_WITHIN_WEEK = condition(
    "psychotropic2.7days",
    "rx-2007:psychotropic2",
    met="{drug}：第二类精神药品用量或理由符合规定",
    unmet="{drug}：第二类精神药品每张处方不超过 {limit} 天，超过须由医师注明理由",
)
PSYCHOTROPIC_NOT_LONG = condition(
    "psychotropic2.no_long",
    "rx-2021:psychotropic",
    met="{drug}：不是长期处方",
    unmet="{drug}：第二类精神药品不得开具长期处方（超过 {limit} 天）",
)
GIVEN_AT_CLINIC = condition(
    "clinic_only",
    "working-rules:clinic-only",
    met="{drug}（{form}）：在门诊注射，按 {interval} 天计",
    unmet="{drug}（{form}）：只在门诊注射，每次按 {interval} 天计，不能带回家",
)
PRESCRIPTION_IS_VALID = condition(
    "rx.validity",
    "rx-2007:validity",
    met="处方在有效期内",
    unmet="处方 {written} 开具，{on} 不在 {limit} 天有效期内",
)
FIVE_DRUGS_AT_MOST = condition(
    "rx.max5",
    "rx-2007:max5",
    met="一张处方不超过 {limit} 种药",
    unmet="一张处方有 {count} 种药，超过 {limit} 种",
)
LONG_IS_SIGNED = condition(
    "long.signature",
    "rx-2021:signature",
    met="长期处方已由患者或监护人签字，或不是长期处方",
    unmet="超过 {limit} 天的长期处方须经评估并由患者或监护人签字",
)
LONG_TITLE = condition(
    "long.title",
    "rx-2021:title",
    met="首次长期处方由中级以上职称医师开具，或不是首次长期处方",
    unmet="首次长期处方须由主治医师及以上职称的医师开具（现为{title}）",
)


@cites("5.2.2", "5.3.2.d", "rx-2021:max", "rx-2021:title", "rx-2021:signature", "rx-2007:validity")
def assess_supply(request: SupplyRequest, *, terms: SupplyTerms, on: date) -> SupplyAnswer:
    """Answer for a prescription: its own rules, and each line's with the most it may have."""
    lines = tuple(
        LineAnswer(
            line=line,
            decision=assess_line(line, terms=terms, on=on),
            max_days=max_days(line, terms=terms, on=on),
        )
        for line in request.lines
    )
    return SupplyAnswer(decision=_assess_prescription(request, terms=terms, on=on), lines=lines)


@cites("5.3.1.a", "5.3.2.d", "rx-2021:max", "rx-2021:psychotropic", "rx-2007:psychotropic2")
def assess_line(line: SupplyLine, *, terms: SupplyTerms, on: date) -> Decision:
    """Examine one line; rules that need the catalogue row speak only where there is one."""
    limit = supply_limit_days(terms=terms, on=on)
    total = line.on_hand_days + line.days
    return Decision.of(
        IN_CATALOGUE.met_if(line.item is not None, drug=line.drug, form=line.form),
        WITHIN_THREE_MONTHS.met_if(
            total <= limit,
            drug=line.drug,
            total=total,
            limit=limit,
            months=terms.supply_months,
        ),
        WITHIN_LONG_LIMIT.met_if(
            line.days <= terms.long_max_days,
            drug=line.drug,
            days=line.days,
            limit=terms.long_max_days,
        ),
        *(_item_conditions(line, line.item, terms=terms) if line.item else ()),
    )


@cites("5.3.2.d")
def supply_limit_days(*, terms: SupplyTerms, on: date) -> int:
    """Return how many days from ``on`` the supply, with what is at home, may last."""
    return (add_months(on, terms.supply_months) - on).days


@cites("5.3.2.d", "working-rules:clinic-only")
def max_days(line: SupplyLine, *, terms: SupplyTerms, on: date) -> int:
    """Return the most days this line's own rules would allow; 0 where none."""
    if line.item is None:
        return 0
    room = min(supply_limit_days(terms=terms, on=on) - line.on_hand_days, terms.long_max_days)
    if line.item.psychotropic_class == 2:
        ceiling = (
            terms.psychotropic2_max_days
            if line.has_reason
            else min(terms.psychotropic2_days, terms.psychotropic2_max_days)
        )
        room = min(room, ceiling)
    interval = line.item.clinic_days
    if interval is not None:
        return interval if interval <= room else 0
    return max(room, 0)


def _item_conditions(
    line: SupplyLine, item: CatalogueItem, *, terms: SupplyTerms
) -> tuple[Condition, ...]:
    found: list[Condition] = []
    if item.psychotropic_class == 2:
        within_week = line.days <= terms.psychotropic2_days or line.has_reason
        found += [
            PSYCHOTROPIC_WITHIN_WEEK.met_if(
                within_week, drug=line.drug, limit=terms.psychotropic2_days
            ),
            PSYCHOTROPIC_NOT_LONG.met_if(
                line.days <= terms.psychotropic2_max_days,
                drug=line.drug,
                limit=terms.psychotropic2_max_days,
            ),
        ]
    interval = item.clinic_days
    if interval is not None:
        found.append(
            GIVEN_AT_CLINIC.met_if(
                line.days == interval, drug=line.drug, form=line.form, interval=interval
            )
        )
    return tuple(found)


def _assess_prescription(request: SupplyRequest, *, terms: SupplyTerms, on: date) -> Decision:
    is_long = any(line.days > terms.long_after_days for line in request.lines)
    title = request.prescriber_title
    return Decision.of(
        PRESCRIPTION_IS_VALID.met_if(
            prescription_is_valid(written_on=request.written_on, terms=terms, on=on),
            written=request.written_on,
            on=on,
            limit=terms.validity_days,
        ),
        FIVE_DRUGS_AT_MOST.met_if(
            len(request.lines) <= terms.max_lines,
            count=len(request.lines),
            limit=terms.max_lines,
        ),
        LONG_IS_SIGNED.met_if(not is_long or request.long_signed, limit=terms.long_after_days),
        LONG_TITLE.met_if(
            not (is_long and request.first_long) or title.is_intermediate_or_above, title=title
        ),
    )


@cites("rx-2007:validity")
def prescription_is_valid(*, written_on: date, terms: SupplyTerms, on: date) -> bool:
    """Say whether a prescription still holds: the day it is written counts as the first."""
    return written_on <= on <= last_valid_day(written_on=written_on, terms=terms)


def last_valid_day(*, written_on: date, terms: SupplyTerms) -> date:
    """Return the last day on which the prescription may be dispensed."""
    return written_on + timedelta(days=terms.validity_days - 1)
