"""What the counter says of a plan before the doctor signs it: gathered by ``clinics.plans``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anxin.clinics.plans import Panel, Planned
from anxin.dispensing.alternatives import most_days_that_fit, with_cheaper_products
from anxin.dispensing.estimate import Behind, Estimate, estimate, read_behind, span_of
from anxin.dispensing.prices import PricedBy, Prices, prices_of
from anxin.funding.queries import consultation_tag, open_consultation, recent_of
from anxin.policy import load
from anxin.privacy.door import Look
from anxin.rules.clauses import cites
from anxin.rules.consultations import of_a_whole_month
from anxin.rules.cost_sharing import Payer
from anxin.rules.days import add_months, month_of
from anxin.rules.decisions import Condition
from anxin.rules.money import Fen

TEMPLATE = "dispensing/before_signing.html"
PRICE_NOTES: Mapping[PricedBy, str | Promise] = {
    PricedBy.STORE: _("按本服药点先到期批次"),
    PricedBy.PURCHASE: _("本服药点库存不足，按最近采购价"),
    PricedBy.UNKNOWN: _("没有采购过，价格不详，未计入"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthSeen:
    """The programme fund in a month: what is left, and what the plan would take. Fen; None: 待定."""

    month: str
    limit: Fen | None
    left: Fen | None
    takes: Fen
    over: Fen
    """By how much it is certain to go over; 0 where it is not."""
    may_be_over: Fen
    raised: bool


@cites("5.1.5.e", "working-rules:cost-before-signing")
def grounds(planned: Planned, *, look: Look) -> tuple[Condition, ...]:
    """Return each month in which a plan is certain to go over the cap; nothing while it is 待定."""
    if not planned.lines or load().monthly_cap(planned.on) is None:
        return ()
    return _estimate(planned, read_behind(planned, look=look))[1].least.decision.unmet


def _estimate(planned: Planned, behind: Behind) -> tuple[Prices, Estimate]:
    products = {line.product.id for line in planned.lines}
    prices = prices_of(products, store_id=planned.organisation_id, on=planned.on)
    return prices, estimate(planned.lines, prices=prices, behind=behind)


def panel(planned: Planned, *, look: Look) -> Panel:
    """Return the money left this year and, where lines are typed, what they would cost and to whom."""
    behind = read_behind(planned, look=look)
    shown: dict[str, object] = {
        "behind": behind,
        "year": planned.on.year,
        "left": _left(behind),
        "attendance_id": planned.attendance_id,
        **_consultations(planned),
        "months": list(_months(behind, None)),
    }
    if planned.lines:
        prices, found = _estimate(planned, behind)
        shown |= {
            "estimate": found,
            "costs": [(cost, PRICE_NOTES[cost.by]) for cost in found.costs],
            "shares": _shares(found),
            "months": list(_months(behind, found)),
        }
        if not found.fits:
            shown["days"] = most_days_that_fit(planned, prices=prices, behind=behind)
            shown["cheaper"] = with_cheaper_products(planned, behind=behind)
            shown["plan"] = _plan(planned, behind, found)
    return Panel(template=TEMPLATE, shown=shown)


def _consultations(planned: Planned) -> dict[str, object]:
    """Return what the expert group was asked about this month or later, and whether it is waited for."""
    rows = recent_of(planned.person_id, on=planned.on)
    return {
        "consultations": [(row, *consultation_tag(row)) for row in rows],
        "waits_for_expert": open_consultation(planned.person_id) is not None,
    }


def _plan(planned: Planned, behind: Behind, found: Estimate) -> str:
    """Return the plan as the question to the expert group carries it along: medicines and months.

    A month is put at what it takes when wholly covered, as the plan will start later than today;
    the month after is offered empty, as one within the cap is.
    """
    room, (starts_on, days) = behind.purse.room, span_of(planned.lines)
    share = found.most.shares[Payer.PROGRAMME]
    months: dict[str, int | None] = {}
    for month in behind.months:
        fen = room.used.get(month, 0) + of_a_whole_month(share, days=days, month=month)
        months[month] = fen if fen > (room.cap or 0) else None
    months[month_of(add_months(starts_on + timedelta(days=days - 1), 1))] = None
    medicines = [
        (str(line.product.id), line.directions, line.days, line.quantity) for line in planned.lines
    ]
    return json.dumps({"medicines": medicines, "months": months}, ensure_ascii=False)


def _left(behind: Behind) -> list[tuple[str, Fen | None]]:
    """Return what each yearly payer has left; None: 待定."""
    limits = behind.purse.limits
    rows = [(Payer.DISORDER_PROJECT, limits[Payer.DISORDER_PROJECT] is None)]
    if behind.disability_certified:
        rows.insert(0, (Payer.FEDERATION, limits[Payer.FEDERATION] is None))
    return [(payer.label, None if pending else behind.purse.left(payer)) for payer, pending in rows]


def _shares(found: Estimate) -> list[tuple[str, Fen, Fen]]:
    """Return each payer with the least and the most it would pay."""
    least, most = found.least.shares, found.most.shares
    return [
        (payer.label, min(least[payer], most[payer]), max(least[payer], most[payer]))
        for payer in Payer
        if payer not in {Payer.BASIC_INSURANCE, Payer.CIVIL_ASSISTANCE}
    ]


def _months(behind: Behind, found: Estimate | None) -> Iterator[MonthSeen]:
    room = behind.purse.room
    over = {x.month: x.over for x in found.least.over_cap} if found else {}
    may_be = {x.month: x.over for x in found.most.over_cap} if found else {}
    takes = found.most.programme_by_month if found else {}
    for month in behind.months:
        yield MonthSeen(
            month=month,
            limit=room.limit(month),
            left=room.left(month),
            takes=takes.get(month, Fen(0)),
            over=over.get(month, Fen(0)),
            may_be_over=may_be.get(month, Fen(0)),
            raised=month in room.raised,
        )
