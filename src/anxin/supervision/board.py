"""The overview part by part: figures at the head of each, then the charts that the duty is shown."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anxin.supervision import charts, cover_charts, money_charts
from anxin.supervision.queries.numbers import Numbers
from anxin.supervision.sections import Part, Section
from anxin.supervision.shapes import Cell, Chart, Figure

NAMES: Mapping[Part, str | Promise] = {
    Part.PEOPLE: gettext_lazy("服药患者"),
    Part.MEDICINE: gettext_lazy("领药与药品"),
    Part.MONEY: gettext_lazy("谁付费"),
    Part.COSTS: gettext_lazy("人月费用"),
}


def figures(numbers: Numbers, part: Part) -> list[Figure]:
    """Return the numbers at the head of a part, each with what it is made of."""
    if part is Part.PEOPLE:
        return _people(numbers)
    if part is Part.MEDICINE:
        return _medicine(numbers) if numbers.sees(Section.REFILLS) else []
    return _money(numbers) if part is Part.MONEY else _costs(numbers)


def _people(numbers: Numbers) -> list[Figure]:
    active, suspended = numbers.served_in_all
    counts = [count for _month, count in numbers.admitted]
    new = None if None in counts else sum(count or 0 for count in counts)
    out = numbers.holding["out"] if numbers.sees(Section.HOLDING) else 0
    served_url = charts.behind(numbers, Section.SERVED, active, stage="active")
    stay_url = charts.behind(numbers, Section.SERVED, suspended, stage="suspended")
    out_url = charts.behind(numbers, Section.HOLDING, out, holds="out")
    return [
        Figure(title=_("享受中"), cell=Cell(value=active, url=served_url), unit=_("人")),
        Figure(title=_("暂停（住院）"), cell=Cell(value=suspended, url=stay_url), unit=_("人")),
        Figure(
            title=_("近 12 个月新纳入"),
            cell=Cell(value=new, url=charts.behind(numbers, Section.ADMITTED, new)),
            unit=_("人"),
        ),
        Figure(
            title=_("家中药已用完"),
            cell=Cell(value=out, url=out_url),
            unit=_("人"),
            kind="bad" if out else "plain",
        ),
    ]


def _medicine(numbers: Numbers) -> list[Figure]:
    rate = numbers.refills_in_all
    every = charts.behind(numbers, Section.REFILLS, rate.denominator)
    late = rate.denominator - rate.numerator
    late_url = charts.behind(numbers, Section.REFILLS, late, came="late")
    made_of = _("%(n)d 次应续领，%(m)d 次按时") % {"n": rate.denominator, "m": rate.numerator}
    return [
        Figure(
            title=_("按时领药率"),
            cell=Cell(value=rate.words, shows="rate", url=every),
            note=made_of,
        ),
        Figure(
            title=_("未按时"),
            cell=Cell(value=late, url=late_url),
            unit=_("次"),
            kind="bad" if late else "plain",
        ),
    ]


def _money(numbers: Numbers) -> list[Figure]:
    parts = [amount for amounts in numbers.money.values() for amount in amounts.values()]
    whole = None if None in parts else sum(amount or 0 for amount in parts)
    url = charts.behind(numbers, Section.MONEY, whole)
    return [
        Figure(
            title=_("近 12 个月药品费用"),
            cell=Cell(value=whole, shows="money", url=url),
            note=_("患者个人承担 0 元"),
        )
    ]


def _costs(numbers: Numbers) -> list[Figure]:
    cost = numbers.in_all
    if cost is None or not cost.days:
        return []
    made_of = _("近 3 个月 %(days)s 供药人天") % {"days": f"{cost.days:,}"}
    url = charts.behind(numbers, Section.COSTS, cost.pickups)
    return [
        Figure(
            title=_("人月费用"),
            cell=Cell(value=cost.person_month, shows="money"),
            note=made_of,
        ),
        Figure(
            title=_("近 3 个月药品费用"),
            cell=Cell(value=cost.amount, shows="money", url=url),
            note=_("%(n)d 次领药") % {"n": cost.pickups or 0},
        ),
    ]


def drawn(numbers: Numbers, part: Part, *, by_quarter: bool, whole_cover: bool) -> list[Chart]:
    """Return the charts of a part that the duty is shown, in the order of the page."""
    sees = numbers.sees
    if part is Part.PEOPLE:
        people = [charts.served(numbers), charts.admitted(numbers)]
        return [*people, charts.holding(numbers)] if sees(Section.HOLDING) else people
    if part is Part.MEDICINE:
        found = [charts.refills(numbers)] if sees(Section.REFILLS) else []
        if sees(Section.COVER):
            found += [cover_charts.cover(numbers), cover_charts.stores(numbers, whole=whole_cover)]
        return found
    if part is Part.MONEY:
        return [money_charts.money(numbers, by_quarter=by_quarter)]
    return _cost_charts(numbers)


def _cost_charts(numbers: Numbers) -> list[Chart]:
    found: list[Chart | None] = []
    if numbers.sees(Section.DRUG_COSTS):
        found.append(money_charts.costs(numbers, Section.DRUG_COSTS))
    if numbers.sees(Section.COSTS):
        found += [money_charts.by_payer(numbers), money_charts.costs(numbers, Section.COSTS)]
    return [chart for chart in found if chart is not None]
