"""The money of the overview: who bears it, and what a person-month of medicine costs (二（二）)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.pages.words import in_words, month_words
from anxin.rules.cost_sharing import Payer
from anxin.rules.quarters import Quarter
from anxin.supervision.charts import behind, month_marks
from anxin.supervision.queries.numbers import Cost, Numbers
from anxin.supervision.sections import Section, Sight
from anxin.supervision.shapes import Cell, Chart, Drawn, Series, Table

ALWAYS_SHOWN = (Payer.SPECIAL_DISEASE, Payer.FEDERATION, Payer.PROGRAMME)
"""The three that the printed card has columns for (A5); others where they bear anything."""

Amounts = dict[Payer, int | None]


def money(numbers: Numbers, *, by_quarter: bool) -> Chart:
    """Show what each payer bears, by month or by quarter."""
    months = numbers.money
    payers = _payers(months)
    parts = (
        _quarters(months) if by_quarter else [(month_words(m), m, one) for m, one in months.items()]
    )
    rows = [
        (
            Cell(value=name, shows="text"),
            *(_payer_cell(numbers, payer, amounts[payer], month=month) for payer in payers),
            Cell(
                value=_sum(amounts.values()),
                shows="money",
                url=_url(numbers, _sum(amounts.values()), month),
            ),
        )
        for name, month, amounts in parts
    ]
    sums = [_sum(amounts[payer] for _name, _month, amounts in parts) for payer in payers]
    foot = (
        Cell(value=_("合计"), shows="text"),
        *(_payer_cell(numbers, payer, total) for payer, total in zip(payers, sums, strict=True)),
        Cell(value=_sum(sums), shows="money", url=_url(numbers, _sum(sums), None)),
    )
    marks = [name for name, _month, _amounts in parts] if by_quarter else month_marks(months)
    return Chart(
        key="money",
        title=_("各付费方承担的药品费用"),
        means=_("取自账簿：领药计入、冲销扣减的应付药品费用。患者个人承担为零。"),
        clause="7.1.a",
        told=numbers.sees(Section.MONEY) is Sight.TOLD,
        choices=_choices(by_quarter=by_quarter),
        table=Table(
            heads=(
                _("季度") if by_quarter else _("月份"),
                *(in_words(p.label) for p in payers),
                _("合计"),
            ),
            rows=rows,
            foot=foot,
        ),
        drawn=Drawn(
            unit=_("元"),
            shows="money",
            categories=marks,
            series=[
                Series(
                    name=in_words(payer.label),
                    values=[amounts[payer] for _name, _month, amounts in parts],
                    urls=[row[1 + i].url for row in rows],
                )
                for i, payer in enumerate(payers)
            ],
        ),
    )


def _payers(months: dict[date, Amounts]) -> list[Payer]:
    """Return who bears anything, and the three of the card."""
    borne = {payer for amounts in months.values() for payer in Payer if amounts[payer] != 0}
    return [payer for payer in Payer if payer in borne or payer in ALWAYS_SHOWN]


def _quarters(months: dict[date, Amounts]) -> list[tuple[str, date | None, Amounts]]:
    found: dict[Quarter, Amounts] = {}
    for month, amounts in months.items():
        held = found.setdefault(Quarter.of(month), dict.fromkeys(Payer, 0))
        for payer in Payer:
            held[payer] = _sum((held[payer], amounts[payer]))
    names = _("%(year)d年第%(quarter)d季度")
    return [
        (names % {"year": q.year, "quarter": q.number}, None, amounts)
        for q, amounts in found.items()
    ]


def _sum(amounts: object) -> int | None:
    """Return a sum; one that has a hidden part is hidden."""
    known = list(amounts)  # type: ignore[call-overload]
    return None if any(one is None for one in known) else sum(known)


def _payer_cell(
    numbers: Numbers, payer: Payer, amount: int | None, *, month: date | None = None
) -> Cell:
    return Cell(value=amount, shows="money", url=_url(numbers, amount, month, payer=payer))


def _url(numbers: Numbers, amount: int | None, month: date | None, **chosen: str) -> str:
    when = {"month": f"{month:%Y-%m}"} if month else {}
    return behind(numbers, Section.MONEY, amount, **when, **chosen)


def _choices(*, by_quarter: bool) -> Sequence[tuple[str, str, bool]]:
    address = reverse("supervision:overview")
    return (
        (_("按月"), f"{address}?part=money", not by_quarter),
        (_("按季度"), f"{address}?part=money&by=quarter", by_quarter),
    )


def costs(numbers: Numbers, section: Section) -> Chart:
    """Show what a person-month of medicine costs, at each clinic or of each medicine."""
    by_clinic = section is Section.COSTS
    rows = numbers.by_clinic if by_clinic else numbers.by_drug
    filter_name = "clinic" if by_clinic else "drug"
    urls = [behind(numbers, section, row.pickups, **{filter_name: row.key}) for row in rows]
    named = _("领药点") if by_clinic else _("药品")
    return Chart(
        key="by-clinic" if by_clinic else "by-drug",
        title=_("各领药点人月费用") if by_clinic else _("各药品人月费用"),
        means=_("近 3 个月已完成的领药：药品费用 ÷ 供药人天数 × 30 天。"),
        clause="5.3.1.b",
        told=numbers.sees(section) is Sight.TOLD,
        table=Table(
            heads=(named, _("领药次数"), _("药品费用"), _("供药人天数"), _("人月费用")),
            rows=[_cost_row(row, url) for row, url in zip(rows, urls, strict=True)],
        ),
        drawn=Drawn(
            unit=_("元"),
            shows="money",
            horizontal=True,
            categories=[row.name for row in rows],
            series=[
                Series(name=_("人月费用"), values=[row.person_month for row in rows], urls=urls)
            ],
        ),
    )


def _cost_row(row: Cost, url: str) -> tuple[Cell, ...]:
    return (
        Cell(value=row.name, shows="text"),
        Cell(value=row.pickups, url=url),
        Cell(value=row.amount, shows="money", url=url),
        Cell(value=row.days),
        Cell(value=row.person_month, shows="money"),
    )


def by_payer(numbers: Numbers) -> Chart | None:
    """Show what of a person-month each payer bears; None to who is only told."""
    rows = [row for row in numbers.by_payer if row.amount or Payer(row.key) in ALWAYS_SHOWN]
    if not any(row.amount for row in rows):
        return None
    return Chart(
        key="by-payer",
        title=_("人月费用由谁承担"),
        means=_("近 3 个月：该付费方承担的金额 ÷ 全部供药人天数 × 30 天。"),
        clause="7.1.a",
        table=Table(
            heads=(_("付费方"), _("承担金额"), _("供药人天数"), _("人月费用")),
            rows=[
                (
                    Cell(value=row.name, shows="text"),
                    Cell(value=row.amount, shows="money"),
                    Cell(value=row.days),
                    Cell(value=row.person_month, shows="money"),
                )
                for row in rows
            ],
        ),
        drawn=Drawn(
            unit=_("元"),
            shows="money",
            horizontal=True,
            categories=[row.name for row in rows],
            series=[
                Series(
                    name=_("人月费用"),
                    values=[row.person_month for row in rows],
                    urls=["" for _row in rows],
                )
            ],
        ),
    )
