"""What a row says was given: its medicines with product, amount, lots and cost (5.3.1.b, 5.3.2.d)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.clinics.services import Prescribed
from anxin.clinics.services.lines import Line
from anxin.dispensing.facts import read_purse
from anxin.dispensing.sharing import purse
from anxin.packs.facts import Facts, PersonFacts
from anxin.packs.found import Told
from anxin.pharmacy.queries import StockLot
from anxin.policy import Policy
from anxin.rules.cost_sharing import SpecialDisease, line_cost
from anxin.rules.days import days_by_month
from anxin.rules.decisions import Condition
from anxin.rules.dosing import amount_for
from anxin.rules.money import Fen
from anxin.rules.pack_columns import LinePart, line_key
from anxin.rules.pack_reading import Filled, Medicine
from anxin.rules.packs import (
    LOT_IS_HERE,
    LOT_SUFFICES,
    QUANTITY_FITS,
    Weight,
    in_whole_packs,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One medicine of a row, as the prescription asks for it and as it was given."""

    medicine: Medicine
    line: Line
    exact: int
    packs: int
    """Units by dose and days, and the same rounded up to whole packs."""
    lots: tuple[StockLot, ...]

    @property
    def cost(self) -> Fen:
        """Return what was given costs, at the price of the lot that is written."""
        return line_cost(quantity=self.medicine.quantity, unit_price=Fen(self.lots[0].unit_price))

    @property
    def lot_ids(self) -> frozenset[UUID]:
        """Return the lots of the store that the written number may be."""
        return frozenset(lot.lot_id for lot in self.lots)


def given(filled: Filled, person_id: UUID, *, facts: Facts, policy: Policy) -> tuple[Given, ...]:
    """Return the medicines of a row that can be read, with what is known of each."""
    return tuple(
        _given(one, filled, person_id, facts=facts, policy=policy) for one in filled.medicines
    )


def _given(
    medicine: Medicine, filled: Filled, person_id: UUID, *, facts: Facts, policy: Policy
) -> Given:
    product = facts.products[medicine.product]
    item = policy.catalogue.find(product.drug, product.form)
    interval = item.clinic_days if item else None
    exact = amount_for(medicine.dose, days=medicine.days, clinic_days=interval)
    packs = amount_for(
        medicine.dose, days=medicine.days, pack_units=product.pack_units, clinic_days=interval
    )
    whole = in_whole_packs(medicine.quantity, units=exact.units, packs=packs.units)
    return Given(
        medicine=medicine,
        line=Line(
            asked=Prescribed(
                product_id=product.id,
                dose=medicine.dose,
                days=medicine.days,
                whole_packs=bool(whole),
                reason=filled.reason,
            ),
            product=product,
            item=item,
            amount=packs if whole else exact,
            on_hand_days=facts.on_hand.get((person_id, product.substance), 0),
        ),
        exact=exact.units,
        packs=packs.units,
        lots=tuple(facts.lots.get((product.id, medicine.lot), ())),
    )


def about_lots(medicines: Sequence[Given], *, facts: Facts) -> Iterator[Told]:
    """Examine quantities and lots; what a row takes of a lot is not there for the rows after it."""
    for one in medicines:
        drug, medicine = one.line.product.drug, one.medicine
        fits = medicine.quantity in {one.exact, one.packs}
        if not fits:
            condition = QUANTITY_FITS.fails(
                drug=drug, quantity=medicine.quantity, units=one.exact, packs=one.packs
            )
            yield _told(one, LinePart.QUANTITY, condition, Weight.FAULT)
        if not one.lots:
            condition = LOT_IS_HERE.fails(drug=drug, lot=medicine.lot)
            yield _told(one, LinePart.LOT, condition, Weight.CONFLICT)
        elif (there := sum(facts.left[lot.lot_id] for lot in one.lots)) < medicine.quantity:
            condition = LOT_SUFFICES.fails(
                drug=drug, lot=medicine.lot, needed=medicine.quantity, available=there
            )
            yield _told(one, LinePart.LOT, condition, Weight.CONFLICT)
        else:
            _take(one, facts=facts)


def _told(one: Given, part: LinePart, condition: Condition, weight: Weight) -> Told:
    return Told(column=line_key(one.medicine.line, part), condition=condition, weight=weight)


def _take(one: Given, *, facts: Facts) -> None:
    wanted = one.medicine.quantity
    for lot in one.lots:
        part = min(wanted, facts.left[lot.lot_id])
        facts.left[lot.lot_id] -= part
        wanted -= part


def about_money(
    medicines: Sequence[Given],
    person: PersonFacts,
    *,
    person_id: UUID,
    facts: Facts,
    policy: Policy,
    on: date,
) -> Iterator[Told]:
    """Examine the monthly cap on the fund as the counter will; a special-disease bill comes before it.

    The few who go over are asked for once more by themselves, with what may raise their cap.
    """
    if person.special_disease:
        return
    total = Fen(sum(one.cost for one in medicines))
    days = max(one.line.amount.days for one in medicines)
    held = SpecialDisease(held=False, settled=None, exhausted=False)
    plain = purse(
        disability_certified=person.disability_certified,
        uses=facts.uses.get(person_id, {}),
        raised={},
        policy=policy,
        on=on,
    )
    if not plain.split(total, held, starts_on=on, days=days).over_cap:
        return
    whole = read_purse(
        person_id,
        disability_certified=person.disability_certified,
        periods={*days_by_month(on, days), str(on.year)},
        policy=policy,
        on=on,
    )
    for condition in whole.split(total, held, starts_on=on, days=days).decision.unmet:
        yield Told(condition=condition, weight=Weight.CONFLICT)
