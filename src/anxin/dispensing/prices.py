"""What a line that is not prescribed yet would cost: by the store's lots, else by the latest purchase."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from anxin.clinics.plans import PlannedLine
from anxin.pharmacy.queries import StockLot, latest_prices, stock_of
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import line_cost
from anxin.rules.decisions import Refused
from anxin.rules.dispensing import last_day_covered
from anxin.rules.money import Fen
from anxin.rules.stock import pick_lots


class PricedBy(StrEnum):
    """Where a price comes from."""

    STORE = "store"
    PURCHASE = "purchase"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCost:
    """What one medicine would cost; ``amount`` None: no price is known."""

    line: PlannedLine
    amount: Fen | None
    by: PricedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """The lots of a store, and the latest purchase prices, of some products."""

    stock: Mapping[UUID, tuple[StockLot, ...]]
    latest: Mapping[UUID, Fen]

    @cites("5.3.1.b", "working-rules:cost-before-signing")
    def cost(self, line: PlannedLine) -> LineCost:
        """Price a line by the lots that would be given, first expiry first, as the counter picks them."""
        lots = [lot.for_picking() for lot in self.stock.get(line.product.id, ())]
        try:
            portions = pick_lots(
                lots,
                quantity=line.quantity,
                keep_until=last_day_covered(starts_on=line.starts_on, days=line.days),
            )
        except Refused:
            return self._by_purchase(line)
        amount = Fen(sum(portion.amount for portion in portions))
        return LineCost(line=line, amount=amount, by=PricedBy.STORE)

    def _by_purchase(self, line: PlannedLine) -> LineCost:
        price = self.latest.get(line.product.id)
        if price is None:
            return LineCost(line=line, amount=None, by=PricedBy.UNKNOWN)
        amount = line_cost(quantity=line.quantity, unit_price=price)
        return LineCost(line=line, amount=amount, by=PricedBy.PURCHASE)


def prices_of(product_ids: Collection[UUID], *, store_id: UUID, on: date) -> Prices:
    """Read the prices of products at a store on a day."""
    stock: dict[UUID, tuple[StockLot, ...]] = {}
    for lot in stock_of(store_id, product_ids, on=on):
        stock[lot.product_id] = (*stock.get(lot.product_id, ()), lot)
    return Prices(stock=stock, latest=latest_prices(product_ids, store_id=store_id))
