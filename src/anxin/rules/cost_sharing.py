"""Who pays each fen of a pick-up: 二（一）, 七（一） and the monthly cap of 五（一）5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from anxin.rules.clauses import cites
from anxin.rules.days import days_by_month
from anxin.rules.decisions import Condition, Decision, condition
from anxin.rules.money import Fen, spread


class Payer(StrEnum):
    """Who pays, in the order in which they pay."""

    BASIC_INSURANCE = "basic_insurance"
    SPECIAL_DISEASE = "special_disease"
    CIVIL_ASSISTANCE = "civil_assistance"
    FEDERATION = "federation"
    DISORDER_PROJECT = "disorder_project"
    PROGRAMME = "programme"
    PERSON = "person"

    @property
    def label(self) -> str:
        """Return the payer's Chinese name."""
        return _LABELS[self]


_LABELS = {
    Payer.BASIC_INSURANCE: "基本医保",
    Payer.SPECIAL_DISEASE: "医保特病",
    Payer.CIVIL_ASSISTANCE: "民政救助",
    Payer.FEDERATION: "残联补助",
    Payer.DISORDER_PROJECT: "严重精神障碍管理治疗项目",
    Payer.PROGRAMME: "免费服药项目",
    Payer.PERSON: "个人",
}


class CardColumn(StrEnum):
    """The three money columns that the printed card has (annex 5)."""

    INSURANCE = "医保特病资金"
    FEDERATION = "残联免费服药资金"
    PROGRAMME = "免费服药项目资金"


CARD_COLUMNS: Mapping[Payer, CardColumn] = {
    Payer.BASIC_INSURANCE: CardColumn.INSURANCE,
    Payer.SPECIAL_DISEASE: CardColumn.INSURANCE,
    Payer.CIVIL_ASSISTANCE: CardColumn.INSURANCE,
    Payer.FEDERATION: CardColumn.FEDERATION,
    Payer.DISORDER_PROJECT: CardColumn.PROGRAMME,
    Payer.PROGRAMME: CardColumn.PROGRAMME,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDisease:
    """The settlement that a special-disease card holder brings along."""

    held: bool
    settled: Fen | None
    exhausted: bool

    @property
    def is_owed(self) -> bool:
        """Say whether a settlement has still to be made before the pick-up."""
        return self.held and not self.exhausted and self.settled is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What a pick-up costs, what was settled before, and what others have left to give."""

    total: Fen
    basic_insurance: Fen
    special_disease: SpecialDisease
    civil_assistance: Fen
    federation_balance: Fen
    disorder_project: Fen

    @property
    def settled(self) -> Fen:
        """Return what is already settled, taken whole."""
        return Fen(
            self.basic_insurance + (self.special_disease.settled or 0) + self.civil_assistance
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRoom:
    """The person's cap on the programme fund by month, and what is used of it.

    ``cap`` is empty where the district has not set it (待定). ``raised`` names the months for
    which a confirmed expert's opinion lets the fund bear more, and up to how much in all (4.2).
    """

    cap: Fen | None
    used: Mapping[str, Fen]
    raised: Mapping[str, Fen] = field(default_factory=dict)

    @cites("5.1.5.e", "working-rules:over-cap-opinion")
    def limit(self, month: str) -> Fen | None:
        """Return the most that the fund bears in a month; None: 待定. An opinion never lowers it."""
        if self.cap is None:
            return None
        return max(self.cap, self.raised.get(month, self.cap))

    def left(self, month: str) -> Fen | None:
        """Return what is left of a month; None: 待定."""
        limit = self.limit(month)
        return None if limit is None else Fen(max(0, limit - self.used.get(month, 0)))


@dataclass(frozen=True, slots=True, kw_only=True)
class OverCap:
    """A month in which the programme fund would pay more than the person's cap."""

    month: str
    over: Fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """A bill with a payer for every fen, and what stands in the way of it."""

    total: Fen
    shares: Mapping[Payer, Fen]
    programme_by_month: Mapping[str, Fen]
    cap_pending: bool
    special_disease_owed: bool
    over_cap: tuple[OverCap, ...]

    @property
    def decision(self) -> Decision:
        """Return what stands in the way, as conditions with their clauses."""
        owed = SPECIAL_DISEASE_SETTLED.met_if(not self.special_disease_owed)
        over = [_over_cap_condition(found) for found in self.over_cap]
        return Decision.of(owed, *over)


SPECIAL_DISEASE_SETTLED = condition(
    "special-disease-settled",
    "5.3.2.b",
    met="没有特病卡，或特病已报销，或特病额度已用完",
    unmet="持有特病卡：须先在特病定点医院报销，或出具额度已用完的说明",
)
WITHIN_CAP = condition(
    "within-monthly-cap",
    "5.1.5.e",
    met="{month} 在兜底限额内",
    unmet="{month} 超过每月最大免费服药兜底限额 {over_fen} 分",
)


@cites("5.3.1.b")
def line_cost(*, quantity: int, unit_price: Fen) -> Fen:
    """Return what a line costs: the lot's purchase price, with no mark-up."""
    assert quantity > 0
    assert unit_price >= 0
    return Fen(quantity * unit_price)


@cites("2.1", "7.1.a", "5.2.3", "5.1.5.e", "5.3.2.b", "working-rules:cap-by-month")
def split(bill: Bill, *, fund: FundRoom, starts_on: date, days: int) -> Split:
    """Find a payer for every fen of a bill; the person pays nothing.

    Settled amounts may not exceed the total: callers refuse such input first.
    """
    shares = share(bill)
    by_month = programme_by_month(shares[Payer.PROGRAMME], starts_on=starts_on, days=days)
    return Split(
        total=bill.total,
        shares=shares,
        programme_by_month=by_month,
        cap_pending=fund.cap is None,
        special_disease_owed=bill.special_disease.is_owed,
        over_cap=_months_over(by_month, fund=fund),
    )


@cites("2.1", "7.1.a")
def share(bill: Bill) -> dict[Payer, Fen]:
    """Take the payers in their order; each later one pays only what is left."""
    assert 0 <= bill.settled <= bill.total
    left = bill.total - bill.settled
    federation = min(left, bill.federation_balance)
    project = min(left - federation, bill.disorder_project)
    return {
        Payer.BASIC_INSURANCE: bill.basic_insurance,
        Payer.SPECIAL_DISEASE: bill.special_disease.settled or Fen(0),
        Payer.CIVIL_ASSISTANCE: bill.civil_assistance,
        Payer.FEDERATION: Fen(federation),
        Payer.DISORDER_PROJECT: Fen(project),
        Payer.PROGRAMME: Fen(left - federation - project),
        Payer.PERSON: Fen(0),
    }


@cites("5.1.5.e", "working-rules:cap-by-month", "working-rules:spreading")
def programme_by_month(amount: Fen, *, starts_on: date, days: int) -> dict[str, Fen]:
    """Spread the fund's share over the days covered, by calendar month."""
    by_month = days_by_month(starts_on, days)
    return dict(zip(by_month, spread(amount, tuple(by_month.values())), strict=True))


def _months_over(by_month: Mapping[str, Fen], *, fund: FundRoom) -> tuple[OverCap, ...]:
    over = {
        month: fund.used.get(month, 0) + amount - limit
        for month, amount in by_month.items()
        if (limit := fund.limit(month)) is not None
    }
    return tuple(OverCap(month=month, over=Fen(fen)) for month, fen in over.items() if fen > 0)


def _over_cap_condition(found: OverCap) -> Condition:
    return WITHIN_CAP.fails(month=found.month, over_fen=found.over)
