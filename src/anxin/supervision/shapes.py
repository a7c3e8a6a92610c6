"""A chart and its table: the table is the truth, the chart is drawn from the same cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

Words = str | Promise
NOTHING = ""
"""A category without a number, such as a rate of nothing."""
TALL = 12
"""Categories from which a chart of lying bars takes the height of several others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value of a table; ``value`` None is hidden, ``url`` leads to the rows behind it."""

    value: Any
    shows: str = "number"
    """number, money, rate, text or days."""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One colour and pattern of a chart: a value and an address for each category."""

    name: Words
    values: Sequence[int | str | None]
    """None where the number is hidden, ``NOTHING`` where there is none."""
    urls: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What the script draws. Amounts in fen, rates in thousandths; the script only shows them."""

    unit: Words
    shows: str
    categories: Sequence[Words]
    series: Sequence[Series]
    horizontal: bool = False

    def as_data(self) -> dict[str, Any]:
        """Return it as plain values for the page's data block."""
        return {
            "unit": str(self.unit),
            "shows": self.shows,
            "horizontal": self.horizontal,
            "categories": [str(one) for one in self.categories],
            "hidden": _("不显示"),
            "series": [
                {"name": str(one.name), "values": list(one.values), "urls": list(one.urls)}
                for one in self.series
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Headings and rows; the first cell of a row names it."""

    heads: Sequence[Words]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()

    @property
    def columns(self) -> list[tuple[Words, bool]]:
        """Return each heading, and whether figures stand below it."""
        first = self.rows[0] if self.rows else [Cell(value="", shows="text")] * len(self.heads)
        return [(head, cell.shows != "text") for head, cell in zip(self.heads, first, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One group of numbers as the page shows it."""

    key: str
    title: Words
    means: Words
    """The definition: what is counted and divided by what."""
    table: Table
    drawn: Drawn | None
    """None where a table alone says it best."""
    clause: str = ""
    told: bool = False
    """Whether small counts are hidden here and nothing can be opened."""
    choices: Sequence[tuple[Words, str, bool]] = field(default=())
    """Other ways to look at it: words, address, whether it is the one shown."""
    more: tuple[Words, str] | None = None

    @property
    def data(self) -> dict[str, Any] | None:
        """Return what the script draws."""
        return self.drawn.as_data() if self.drawn else None

    @property
    def tall(self) -> bool:
        """Say whether it has many lying bars."""
        return bool(self.drawn and self.drawn.horizontal and len(self.drawn.categories) > TALL)

    @property
    def data_id(self) -> str:
        """Return the id of the data block."""
        return f"data-{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number at the head of the page."""

    title: Words
    cell: Cell
    unit: Words = ""
    note: Words = ""
    kind: str = "plain"
