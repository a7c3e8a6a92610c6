"""What a plan would cost and who would pay, before it is signed (2.1, 5.1.5.e, 7.1.a)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from anxin.clinics.plans import Planned, PlannedLine
from anxin.dispensing.facts import read_purse
from anxin.dispensing.models import Settlement
from anxin.dispensing.prices import LineCost, Prices
from anxin.dispensing.sharing import Purse
from anxin.people.models import Welfare
from anxin.people.queries import welfare_of
from anxin.policy import Policy, load
from anxin.privacy.door import Look, record_reading
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import Split
from anxin.rules.days import days_by_month
from anxin.rules.money import Fen
from anxin.rules.special_disease import YearsQuota

SPECIAL_DISEASE_YEARLY = "special_disease_yearly_fen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stands behind a person's medicine: what insurance still brings, and everybody's limits."""

    quota: YearsQuota
    purse: Purse
    disability_certified: bool
    months: tuple[str, ...]
    """The months that the plan would cover; without one, those of a usual supply from today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a plan would cost and who would pay.

    ``most`` is the split where insurance brings nothing more, ``least`` where it brings all it still
    can: for whoever holds no special-disease card they are the same.
    """

    costs: tuple[LineCost, ...]
    total: Fen
    most: Split
    least: Split

    @property
    def unpriced(self) -> tuple[LineCost, ...]:
        """Return the lines for which no price is known; they stand in no sum."""
        return tuple(cost for cost in self.costs if cost.amount is None)

    @property
    def fits(self) -> bool:
        """Say whether no month is certain to go over the cap."""
        return not self.least.over_cap


@cites("5.3.2.b", "5.1.5.e", "working-rules:special-disease-forecast")
def read_behind(planned: Planned, *, look: Look) -> Behind:
    """Read what stands behind a person's medicine on the day of a plan; the reading is recorded."""
    policy, on = load(), planned.on
    welfare = welfare_of(planned.person_id, look=look)
    record_reading(look, person_ids=[planned.person_id], fields=["settlement"])
    months = tuple(days_by_month(*_span(planned, policy=policy)))
    certified = welfare is not None and welfare.disability_level is not None
    return Behind(
        quota=_quota(planned.person_id, welfare, policy=policy, on=on),
        purse=read_purse(
            planned.person_id,
            disability_certified=certified,
            periods={*months, str(on.year)},
            policy=policy,
            on=on,
        ),
        disability_certified=certified,
        months=months,
    )


def _span(planned: Planned, *, policy: Policy) -> tuple[date, int]:
    if planned.lines:
        return span_of(planned.lines)
    return planned.on, policy.value("default_supply_days", planned.on)


def span_of(lines: Sequence[PlannedLine]) -> tuple[date, int]:
    """Return the first day that a plan covers and how many days it covers in all."""
    starts_on = min(line.starts_on for line in lines)
    return starts_on, (max(line.until for line in lines) - starts_on).days


def _quota(person_id: UUID, welfare: Welfare | None, *, policy: Policy, on: date) -> YearsQuota:
    """Return the year's special-disease money, as the settlements brought along so far tell it."""
    limit = policy.value_or_pending(SPECIAL_DISEASE_YEARLY, on)
    rows = list(
        Settlement.objects.filter(
            Q(person_id=person_id) | Q(person__merged_into_id=person_id),
            settled_on__year=on.year,
        )
        .order_by("settled_on", "recorded_at")
        .values_list("settled_on", "exhausted", "reimbursed", "prescription__days")
    )
    bills = [(day, fen, days) for day, exhausted, fen, days in rows if not exhausted]
    return YearsQuota(
        held=welfare is not None and welfare.special_disease,
        limit=None if limit is None else Fen(limit),
        reimbursed=Fen(sum(fen for _, fen, _ in bills)),
        days=sum(days for _, _, days in bills),
        since=bills[0][0] if bills else None,
        exhausted=bool(rows) and rows[-1][1],
    )


@cites("2.1", "5.1.5.e", "7.1.a", "working-rules:cost-before-signing")
def estimate(lines: Sequence[PlannedLine], *, prices: Prices, behind: Behind) -> Estimate:
    """Price lines and split the sum as the counter would; lines without a price are left out of it."""
    costs = tuple(prices.cost(line) for line in lines)
    total = Fen(sum(cost.amount or 0 for cost in costs))
    starts_on, days = span_of(lines)
    quota, purse = behind.quota, behind.purse
    return Estimate(
        costs=costs,
        total=total,
        most=purse.split(total, quota.at_least, starts_on=starts_on, days=days),
        least=purse.split(total, quota.at_most(total), starts_on=starts_on, days=days),
    )
