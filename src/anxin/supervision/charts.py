"""The charts of the overview, built from its numbers: people and their medicine."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.pages.words import month_words
from anxin.rules.indicators import Rate
from anxin.supervision.queries.numbers import HOLDS, Numbers
from anxin.supervision.queries.specs import HOLD_NAMES
from anxin.supervision.sections import Section, Sight
from anxin.supervision.shapes import NOTHING, Cell, Chart, Drawn, Series, Table


def behind(numbers: Numbers, section: Section, value: int | None, **chosen: Any) -> str:
    """Return the address of the rows behind a number; none where there is nothing to open."""
    if numbers.sees(section) is not Sight.COUNTED or not value:
        return ""
    query = urlencode({name: str(one) for name, one in chosen.items()})
    return reverse("supervision:rows", args=[section]) + (f"?{query}" if query else "")


def month_mark(month: date, *, first: bool) -> str:
    """Return a month as an axis marks it: the year where it begins."""
    mark = _("%(month)d月") % {"month": month.month}
    return f"{mark}\n{month.year}" if first or month.month == 1 else mark


def month_marks(months: Iterable[date]) -> list[str]:
    """Return the months of an axis."""
    return [month_mark(month, first=i == 0) for i, month in enumerate(months)]


def served(numbers: Numbers) -> Chart:
    """Show the people served by town."""
    rows, section = numbers.served, Section.SERVED
    urls = {
        stage: [
            behind(numbers, section, getattr(row, stage), town=row.town_id, stage=stage)
            for row in rows
        ]
        for stage in ("active", "suspended")
    }
    active, suspended = numbers.served_in_all
    cells = [
        (
            Cell(value=row.town, shows="text"),
            Cell(value=row.active, url=urls["active"][i]),
            Cell(value=row.suspended, url=urls["suspended"][i]),
        )
        for i, row in enumerate(rows)
    ]
    foot = (
        Cell(value=_("合计"), shows="text"),
        Cell(value=active, url=behind(numbers, section, active, stage="active")),
        Cell(value=suspended, url=behind(numbers, section, suspended, stage="suspended")),
    )
    names = (_("享受中"), _("暂停（住院）"))
    return Chart(
        key="served",
        title=_("各镇街在册患者"),
        means=_("已签协议、资格没有终止的患者，按居住镇街。"),
        clause="7.2.d" if numbers.sees(section) is Sight.TOLD else "3.2",
        told=numbers.sees(section) is Sight.TOLD,
        table=Table(heads=(_("镇（街）"), *names), rows=cells, foot=foot),
        drawn=Drawn(
            unit=_("人"),
            shows="number",
            horizontal=True,
            categories=[row.town for row in rows],
            series=[
                Series(name=names[0], values=[row.active for row in rows], urls=urls["active"]),
                Series(
                    name=names[1], values=[row.suspended for row in rows], urls=urls["suspended"]
                ),
            ],
        ),
    )


def admitted(numbers: Numbers) -> Chart:
    """Show how many were admitted in each month."""
    rows = numbers.admitted
    urls = [
        behind(numbers, Section.ADMITTED, count, month=f"{month:%Y-%m}") for month, count in rows
    ]
    return Chart(
        key="admitted",
        title=_("每月新纳入"),
        means=_("当月签订协议、开始享受的患者，包括后来终止的。"),
        clause="5.1.5.a",
        told=numbers.sees(Section.ADMITTED) is Sight.TOLD,
        table=Table(
            heads=(_("月份"), _("新纳入")),
            rows=[
                (Cell(value=month_words(month), shows="text"), Cell(value=count, url=url))
                for (month, count), url in zip(rows, urls, strict=True)
            ],
        ),
        drawn=Drawn(
            unit=_("人"),
            shows="number",
            categories=month_marks(month for month, _count in rows),
            series=[Series(name=_("新纳入"), values=[count for _month, count in rows], urls=urls)],
        ),
    )


def refills(numbers: Numbers) -> Chart:
    """Show how many pick-ups came in time, each rate with what it is made of."""
    rows = numbers.refills
    rates = [row.rate for row in rows]
    urls = [
        behind(
            numbers, Section.REFILLS, rate.denominator if rate else None, month=f"{row.month:%Y-%m}"
        )
        for row, rate in zip(rows, rates, strict=True)
    ]
    cells = []
    for row, url in zip(rows, urls, strict=True):
        rate, month = row.rate, f"{row.month:%Y-%m}"
        in_time = rate.numerator if rate else None
        late = {"month": month, "came": "late"}
        came = {"month": month, "came": "in_time"}
        cells.append(
            (
                Cell(value=month_words(row.month), shows="text"),
                Cell(value=rate.denominator if rate else None, url=url),
                Cell(value=in_time, url=behind(numbers, Section.REFILLS, in_time, **came)),
                Cell(value=row.late, url=behind(numbers, Section.REFILLS, row.late, **late)),
                Cell(value=rate.words if rate else None, shows="rate"),
            )
        )
    return Chart(
        key="refills",
        title=_("按时领药率"),
        means=_(
            "分子：药用完之日起 %(grace)d 天内又领药的次数；分母：当月药用完的次数，用完时住院、资格已终止的不计。最近 %(grace)d 天用完的还不能判断，不计入。"
        )
        % {"grace": numbers.asked.grace},
        clause="7.3.c",
        told=numbers.sees(Section.REFILLS) is Sight.TOLD,
        table=Table(
            heads=(_("药用完月份"), _("应续领"), _("按时"), _("未按时"), _("按时领药率")),
            rows=cells,
        ),
        drawn=Drawn(
            unit="%",
            shows="rate",
            categories=month_marks(row.month for row in rows),
            series=[
                Series(
                    name=_("按时领药率"),
                    values=[_drawn(rate) for rate in rates],
                    urls=urls,
                )
            ],
        ),
    )


def _drawn(rate: Rate | None) -> int | str | None:
    if rate is None:
        return None
    return NOTHING if rate.permille is None else rate.permille


def holding(numbers: Numbers) -> Chart:
    """Show how many people have medicine at home, for how long."""
    counts = numbers.holding
    names = {
        "out": _("已用完"),
        "soon": _("%(n)d 天内用完") % {"n": numbers.asked.soon},
        "covered": _("够用 %(n)d 天以上") % {"n": numbers.asked.soon},
        "none": HOLD_NAMES["none"],
    }
    urls = [behind(numbers, Section.HOLDING, counts[holds], holds=holds) for holds in HOLDS]
    more = None
    if numbers.asked.actor.may("clinic.book"):
        more = (_("打开“药将用完”名单，预约就诊"), reverse("clinics:running_out"))
    return Chart(
        key="holding",
        title=_("患者家中药品"),
        means=_("正在享受的患者，按最近一次所领常规药中最先用完的一种计算。"),
        clause="7.3.c",
        told=numbers.sees(Section.HOLDING) is Sight.TOLD,
        more=more,
        table=Table(
            heads=(_("家中药品"), _("患者")),
            rows=[
                (Cell(value=names[holds], shows="text"), Cell(value=counts[holds], url=url))
                for holds, url in zip(HOLDS, urls, strict=True)
            ],
        ),
        drawn=Drawn(
            unit=_("人"),
            shows="number",
            horizontal=True,
            categories=[names[holds] for holds in HOLDS],
            series=[Series(name=_("患者"), values=[counts[holds] for holds in HOLDS], urls=urls)],
        ),
    )
