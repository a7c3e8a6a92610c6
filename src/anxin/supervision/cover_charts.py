"""How long the programme's medicine lasts, by medicine and by store, from actual prescriptions (7.3.c)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.supervision.charts import behind
from anxin.supervision.queries.numbers import Numbers, ProductCover, StoreCover
from anxin.supervision.sections import Section
from anxin.supervision.shapes import Cell, Chart, Drawn, Series, Table

SHOWN = 15


def cover(numbers: Numbers) -> Chart:
    """Show how long each medicine lasts, all stores in reach together."""
    rows = [row for row in numbers.cover_by_product if row.people]
    urls = [behind(numbers, Section.COVER, row.people, product=row.product_id) for row in rows]
    return Chart(
        key="cover",
        title=_("各药品可用天数"),
        means=_(
            "现有未过期库存 ÷ 正在服用的患者实际处方的每日用量。患者日＝够一名平均用量的患者用多少天。"
        ),
        clause="7.3.c",
        table=Table(
            heads=(_("药品"), _("现有库存"), _("正在服用"), _("可用天数"), _("患者日")),
            rows=[_cells(row, url) for row, url in zip(rows, urls, strict=True)],
        ),
        drawn=Drawn(
            unit=_("天"),
            shows="days",
            horizontal=True,
            categories=[row.product for row in rows],
            series=[Series(name=_("可用天数"), values=[row.cover.days for row in rows], urls=urls)],
        ),
    )


def stores(numbers: Numbers, *, whole: bool) -> Chart:
    """List what lasts shortest in which store: a table, for most of it is nearly nought."""
    every = [row for row in numbers.cover if row.people]
    shown = every if whole else every[:SHOWN]
    left = len(every) - len(shown)
    more = None
    if left:
        address = reverse("supervision:overview") + "?part=medicine&cover=all#stores"
        more = (_("其余 %(n)d 项可用更久，全部列出") % {"n": left}, address)
    return Chart(
        key="stores",
        title=_("最先用完的药品库"),
        means=_(
            "按药品库和药品，可用天数最短的在前；在该点就诊的患者正在服用，就应有库存或及时调拨。"
        ),
        clause="5.3.1.c",
        more=more,
        table=Table(
            heads=(
                _("药品库"),
                _("药品"),
                _("现有库存"),
                _("正在服用"),
                _("可用天数"),
                _("患者日"),
            ),
            rows=[
                (Cell(value=row.organisation, shows="text"), *_store_cells(numbers, row))
                for row in shown
            ],
        ),
        drawn=None,
    )


def _store_cells(numbers: Numbers, row: StoreCover) -> tuple[Cell, ...]:
    url = behind(
        numbers, Section.COVER, row.people, clinic=row.organisation_id, product=row.product_id
    )
    stock = reverse("pharmacy:stock") + f"?{urlencode({'store': row.organisation_id})}"
    return _cells(row, url, stock=stock)


def _cells(row: StoreCover | ProductCover, url: str, *, stock: str = "") -> tuple[Cell, ...]:
    return (
        Cell(value=row.product, shows="text"),
        Cell(value=f"{row.on_hand:,} {row.unit_name}", shows="amount", url=stock),
        Cell(value=row.people, url=url),
        Cell(value=row.cover.days, shows="days"),
        Cell(value=row.cover.patient_days, shows="days"),
    )
