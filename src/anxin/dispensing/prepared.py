"""A prepared pick-up as it was written down, with the lots set aside for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from anxin.database.statements import one, run
from anxin.dispensing import grounds
from anxin.dispensing.facts import Line
from anxin.dispensing.plan import LineGiven, LotGiven
from anxin.rules.cost_sharing import Payer
from anxin.rules.decisions import Condition
from anxin.rules.dosing import Amount
from anxin.rules.money import Fen
from anxin.rules.pickup_stages import PickupStage

_PICKUP = """
SELECT p.id, p.person_id, p.card_id, p.prescription_id, p.organisation_id, p.hospital_id, p.prepared_on,
    p.starts_on, p.until, p.next_pickup_on, p.stage, p.prescriber_id, p.reviewer_id, p.total,
    p.basic_insurance, p.special_disease, p.civil_assistance, p.federation, p.disorder_project,
    p.programme, p.person_share, r.recorded_at
FROM dispensing_pickup p JOIN clinics_prescription r ON r.id = p.prescription_id
WHERE p.id = %s::uuid
"""
_LOTS = """
SELECT n.prescription_line_id, n.days, a.lot_id, l.number, l.expires_on, a.quantity, a.unit_price,
    coalesce((SELECT b.on_hand FROM pharmacy_stockbalance b
              WHERE b.organisation_id = %s::uuid AND b.lot_id = a.lot_id), 0)
FROM dispensing_allocation a
JOIN dispensing_pickupline n ON n.id = a.line_id
JOIN pharmacy_lot l ON l.id = a.lot_id
WHERE a.pickup_id = %s::uuid ORDER BY l.expires_on, l.number
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A pick-up's row."""

    id: UUID
    person_id: UUID
    card_id: UUID
    prescription_id: UUID
    organisation_id: UUID
    hospital_id: UUID
    prepared_on: date
    starts_on: date
    until: date
    next_pickup_on: date
    stage: PickupStage
    prescriber_id: UUID
    reviewer_id: UUID
    total: Fen
    shares: Mapping[Payer, Fen]
    prescribed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LotSetAside:
    """Units of a lot set aside for a line, the line's days, and how many of that lot are on hand."""

    line_id: UUID
    days: int
    lot: LotGiven
    on_hand: int


def read_prepared(pickup_id: UUID) -> Prepared | None:
    """Read a pick-up in reach; None for any other."""
    row = one(_PICKUP, pickup_id)
    if row is None:
        return None
    return Prepared(
        id=row[0],
        person_id=row[1],
        card_id=row[2],
        prescription_id=row[3],
        organisation_id=row[4],
        hospital_id=row[5],
        prepared_on=row[6],
        starts_on=row[7],
        until=row[8],
        next_pickup_on=row[9],
        stage=PickupStage(row[10]),
        prescriber_id=row[11],
        reviewer_id=row[12],
        total=Fen(row[13]),
        shares={payer: Fen(fen) for payer, fen in zip(Payer, row[14:21], strict=True)},
        prescribed_at=row[21],
    )


def read_lots(pickup: Prepared) -> tuple[LotSetAside, ...]:
    """Read the lots set aside for a pick-up, first expiry first."""
    rows = run(_LOTS, pickup.organisation_id, pickup.id)
    return tuple(
        LotSetAside(
            line_id=row[0],
            days=row[1],
            lot=LotGiven(
                lot_id=row[2],
                number=row[3],
                expires_on=row[4],
                quantity=row[5],
                unit_price=Fen(row[6]),
            ),
            on_hand=row[7],
        )
        for row in rows
    )


def given_from(lots: Sequence[LotSetAside], lines: Sequence[Line]) -> tuple[LineGiven, ...]:
    """Join the lots set aside to the lines they are for; a line without any is owed whole."""
    found = []
    for line in lines:
        own = [one for one in lots if one.line_id == line.line_id]
        if own:
            amount = Amount(units=sum(one.lot.quantity for one in own), days=own[0].days)
            found.append(LineGiven(line=line.part(amount), lots=tuple(one.lot for one in own)))
    return tuple(found)


def owed_after(lines: Sequence[Line], given: Sequence[LineGiven]) -> tuple[Line, ...]:
    """Return what is owed of the lines after this much was handed over."""
    by_id = {one.line.line_id: one.line for one in given}
    rest = []
    for line in lines:
        now = by_id.get(line.line_id)
        units, days = (now.quantity, now.days) if now else (0, 0)
        if line.quantity > units:
            left = line.part(Amount(units=line.quantity - units, days=line.days - days))
            rest.append(replace(left, starts_on=now.until if now else line.starts_on))
    return tuple(rest)


def about_stock(lots: Sequence[LotSetAside], lines: Sequence[Line]) -> tuple[Condition, ...]:
    """Examine whether what was set aside is still on hand."""
    by_id = {line.line_id: line for line in lines}
    return tuple(
        grounds.STOCK_IS_THERE.met_if(
            x.on_hand >= x.lot.quantity,
            drug=by_id[x.line_id].drug,
            unit=by_id[x.line_id].unit_name,
            number=x.lot.number,
            needed=x.lot.quantity,
            available=x.on_hand,
        )
        for x in lots
    )
