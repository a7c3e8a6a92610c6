"""The lots picked for a prescription from what a store can give today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from anxin.dispensing.facts import Line
from anxin.dispensing.plan import LineGiven, LotGiven
from anxin.pharmacy.queries import StockLot, stock_of
from anxin.rules.decisions import Condition, Refused
from anxin.rules.dispensing import last_day_covered
from anxin.rules.money import Fen
from anxin.rules.stock import pick_lots


def pick(
    store_id: UUID, lines: Sequence[Line], *, on: date
) -> tuple[tuple[LineGiven, ...], tuple[Condition, ...]]:
    """Pick lots for every line, first expiry first; return them and each line's want of stock."""
    stock = stock_of(store_id, [line.product_id for line in lines], on=on)
    given: list[LineGiven] = []
    wanting: list[Condition] = []
    for line in lines:
        lots = [lot for lot in stock if lot.product_id == line.product_id]
        try:
            given.append(_pick(line, lots))
        except Refused as refusal:
            given.append(LineGiven(line=line, lots=()))
            wanting.extend(refusal.unmet)
    return tuple(given), tuple(wanting)


def _pick(line: Line, lots: Sequence[StockLot]) -> LineGiven:
    by_id = {lot.lot_id: lot for lot in lots}
    portions = pick_lots(
        [lot.for_picking() for lot in lots],
        quantity=line.quantity,
        keep_until=last_day_covered(starts_on=line.starts_on, days=line.days),
        medicine=f"{line.drug}{line.form}",
    )
    return LineGiven(
        line=line,
        lots=tuple(
            LotGiven(
                lot_id=portion.lot_id,
                number=by_id[portion.lot_id].number,
                expires_on=by_id[portion.lot_id].expires_on,
                quantity=portion.quantity,
                unit_price=Fen(portion.unit_price),
            )
            for portion in portions
        ),
    )
