"""The lots picked for a prescription from what a store can give today."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from anxin.dispensing.facts import Line
from anxin.dispensing.plan import LineGiven, LotGiven
from anxin.pharmacy.queries import StockLot, stock_of
from anxin.rules.decisions import Condition, Refused
from anxin.rules.dosing import Amount
from anxin.rules.money import Fen
from anxin.rules.partial_supply import divide
from anxin.rules.stock import available_until, pick_lots


def pick(
    store_id: UUID, lines: Sequence[Line], *, only: Collection[UUID] | None = None, on: date
) -> tuple[tuple[LineGiven, ...], tuple[Condition, ...]]:
    """Pick lots for every line, first expiry first; return them and each line's want of stock.

    ``only`` are the lots that were handed over already, where paper says which.
    """
    stock = stock_of(store_id, [line.product_id for line in lines], on=on)
    stock = [lot for lot in stock if only is None or lot.lot_id in only]
    given: list[LineGiven] = []
    wanting: list[Condition] = []
    for line in lines:
        lots = [lot for lot in stock if lot.product_id == line.product_id]
        try:
            given.append(_pick(line, lots, keep_until=line.last_day))
        except Refused as refusal:
            given.append(LineGiven(line=line, lots=()))
            wanting.extend(refusal.unmet)
    return tuple(given), tuple(wanting)


def pick_part(
    store_id: UUID, lines: Sequence[Line], *, on: date
) -> tuple[tuple[LineGiven, ...], tuple[Line, ...]]:
    """Pick what is there of every line, and return beside it what is owed of the rest.

    Only lots that would last for the whole line count, so that the owed part can't shorten it.
    """
    stock = stock_of(store_id, [line.product_id for line in lines], on=on)
    given: list[LineGiven] = []
    owed: list[Line] = []
    for line in lines:
        lots = [lot for lot in stock if lot.product_id == line.product_id]
        shared = divide(
            line.dose,
            wanted=Amount(units=line.quantity, days=line.days),
            available=available_until(
                [lot.for_picking() for lot in lots], keep_until=line.last_day
            ),
            pack_units=line.pack_units,
        )
        if shared.now.units:
            given.append(_pick(line.part(shared.now), lots, keep_until=line.last_day))
        if shared.later.units:
            starts_on = line.part(shared.now).until if shared.now.units else line.starts_on
            owed.append(replace(line.part(shared.later), starts_on=starts_on))
    return tuple(given), tuple(owed)


def _pick(line: Line, lots: Sequence[StockLot], *, keep_until: date) -> LineGiven:
    by_id = {lot.lot_id: lot for lot in lots}
    portions = pick_lots(
        [lot.for_picking() for lot in lots],
        quantity=line.quantity,
        keep_until=keep_until,
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
