"""How stock is shown: product by product, each lot with the days it has left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from anxin.pharmacy.queries import StockLot
from anxin.policy import load
from anxin.rules.clauses import cites


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A lot, what to say of its last day, and how it is marked."""

    lot: StockLot
    words: str
    kind: str

    @property
    def worth(self) -> int:
        """Return the fen that the units on hand were bought for."""
        return self.lot.on_hand * self.lot.unit_price


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All lots of a product in a store."""

    product: str
    unit_name: str
    lots: tuple[Shown, ...]

    @property
    def available(self) -> int:
        """Return the units that may be given out: in date, and not set aside."""
        return sum(shown.lot.available for shown in self.lots if not shown.lot.expired)


KINDS = {"soon": _("临近有效期"), "expired": _("已过期")}


def of_kind(lots: Iterable[StockLot], kind: str, *, on: date) -> list[StockLot]:
    """Return the lots near their end or past it, all of them for any other word; by product."""
    soon = warning_days(on=on)
    kept = [lot for lot in lots if _is_of(lot, kind, soon=soon)]
    return sorted(kept, key=lambda lot: (lot.product, lot.expires_on))


def _is_of(lot: StockLot, kind: str, *, soon: int) -> bool:
    if kind == "expired":
        return lot.expired
    return kind != "soon" or 0 <= lot.days_left <= soon


@cites("working-rules:expiry-warning")
def warning_days(*, on: date) -> int:
    """Return from how many days before its end a lot is pointed out."""
    return load().value("expiry_warning_days", on)


def by_product(lots: Iterable[StockLot], *, on: date) -> list[Shelf]:
    """Return the lots of each product, first expiry first, products by name."""
    soon, shelves = warning_days(on=on), dict[str, list[StockLot]]()
    for lot in lots:
        shelves.setdefault(lot.product, []).append(lot)
    return [
        Shelf(
            product=name,
            unit_name=held[0].unit_name,
            lots=tuple(_shown(lot, soon=soon) for lot in held),
        )
        for name, held in sorted(shelves.items())
    ]


def _shown(lot: StockLot, *, soon: int) -> Shown:
    if lot.expired:
        return Shown(
            lot=lot, words=gettext("已过期 %(n)s 天，不能发出") % {"n": -lot.days_left}, kind="bad"
        )
    kind = "wait" if lot.days_left <= soon else "good"
    words = ngettext("还剩 %(n)s 天", "还剩 %(n)s 天", lot.days_left) % {"n": lot.days_left}
    return Shown(lot=lot, words=words, kind=kind)
