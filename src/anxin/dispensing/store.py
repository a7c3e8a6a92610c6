"""What a store can give today, and the lots picked for a prescription."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.dispensing import grounds
from anxin.dispensing.facts import Line
from anxin.dispensing.plan import LineGiven, LotGiven
from anxin.dispensing.statements import run
from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition
from anxin.rules.dispensing import last_day_covered
from anxin.rules.money import Fen

_LOTS = """
SELECT l.product_id, l.id, l.number, l.expires_on, l.unit_price, b.on_hand - coalesce(r.quantity, 0)
FROM pharmacy_stockbalance b
JOIN pharmacy_lot l ON l.id = b.lot_id
LEFT JOIN security.reserved(%s::uuid, %s::date) r ON r.lot_id = b.lot_id
WHERE b.organisation_id = %s::uuid AND l.product_id = ANY (%s::uuid[])
    AND b.on_hand > coalesce(r.quantity, 0)
ORDER BY l.expires_on, l.number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LotInStore:
    """Units of a lot that are on hand and not set aside today."""

    product_id: UUID
    lot_id: UUID
    number: str
    expires_on: date
    unit_price: Fen
    available: int


def read_store(store_id: UUID, lines: Sequence[Line], *, on: date) -> tuple[LotInStore, ...]:
    """Read what is available of the lines' products, first expiry first."""
    products = [line.product_id for line in lines]
    rows = run(_LOTS, store_id, on, store_id, products)
    return tuple(
        LotInStore(
            product_id=row[0],
            lot_id=row[1],
            number=row[2],
            expires_on=row[3],
            unit_price=Fen(row[4]),
            available=row[5],
        )
        for row in rows
    )


@cites("5.3.1.b", "5.3.1.c")
def pick(
    line: Line, lots: Sequence[LotInStore]
) -> tuple[LineGiven, Condition]:
    """Pick lots for a line, first expiry first; none that expires before the supply ends."""
    keep_until = last_day_covered(starts_on=line.starts_on, days=line.days)
    fit = [x for x in lots if x.product_id == line.product_id and x.expires_on >= keep_until]
    wanted, picked = line.quantity, []
    for lot in fit:
        units = min(wanted, lot.available)
        if units:
            picked.append(_given(lot, units))
            wanted -= units
    enough = grounds.STOCK_SUFFICES.met_if(
        not wanted,
        drug=line.drug,
        unit=line.unit_name,
        needed=line.quantity,
        available=line.quantity - wanted,
        keep_until=keep_until,
    )
    return LineGiven(line=line, lots=tuple(picked)), enough


def _given(lot: LotInStore, units: int) -> LotGiven:
    return LotGiven(
        lot_id=lot.lot_id,
        number=lot.number,
        expires_on=lot.expires_on,
        quantity=units,
        unit_price=lot.unit_price,
    )
