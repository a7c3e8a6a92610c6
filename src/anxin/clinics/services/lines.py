"""The lines of a prescription, from what was typed to what the rules are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from uuid import UUID

from anxin.clinics import requirements as asks
from anxin.clinics.models import Prescription
from anxin.clinics.queries.prescriptions import taken_of
from anxin.clinics.queries.supply import days_on_hand
from anxin.pharmacy.models import Product
from anxin.policy import Policy
from anxin.rules.catalogue import CatalogueItem
from anxin.rules.decisions import Condition, Listed
from anxin.rules.dosing import Amount, Dose, amount_for, directions, examine
from anxin.rules.prescribing import SupplyLine, SupplyRequest, Title
from anxin.rules.regimen import Taken

SELF_PAY = "自费"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescribed:
    """One medicine as the doctor asks for it; ``days`` is empty where the usual ones hold.

    ``continues``: a long-acting injection that was begun elsewhere goes on.
    """

    product_id: UUID
    dose: Dose
    days: int | None
    whole_packs: bool = False
    continues: bool = False
    note: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One medicine with its product, its row of the catalogue and what is at home of it."""

    asked: Prescribed
    product: Product
    item: CatalogueItem | None
    amount: Amount
    on_hand_days: int

    @property
    def directions(self) -> str:
        """Return the directions as the label says them (5.3.2.c)."""
        return directions(self.asked.dose, unit=self.product.unit_name, note=self.asked.note)


def read_lines(
    lines: Sequence[Prescribed], *, days: int | None, person_id: UUID, policy: Policy, on: date
) -> list[Line]:
    """Return the lines with what is known of each; a product that is not known is refused."""
    if not lines:
        raise asks.HAS_LINES.refused()
    products = Product.objects.in_bulk({line.product_id for line in lines})
    if any(line.product_id not in products for line in lines):
        raise asks.PRODUCT_IS_KNOWN.refused()
    substances = {product.substance for product in products.values()}
    on_hand = days_on_hand(person_id, substances, on=on)
    return [
        _read(line, products[line.product_id], usual=days or 0, on_hand=on_hand, policy=policy)
        for line in lines
    ]


def _read(
    asked: Prescribed,
    product: Product,
    *,
    usual: int,
    on_hand: Mapping[str, int],
    policy: Policy,
) -> Line:
    item = policy.catalogue.find(product.drug, product.form)
    return Line(
        asked=asked,
        product=product,
        item=item,
        amount=amount_for(
            asked.dose,
            days=usual if asked.days is None else asked.days,
            pack_units=product.pack_units if asked.whole_packs else 1,
            clinic_days=item.clinic_days if item else None,
        ),
        on_hand_days=on_hand[product.substance],
    )


def taken(lines: Iterable[Line]) -> list[Taken]:
    """Return the lines of the catalogue as the rules of a regimen ask for them."""
    return [
        taken_of(line.asked.dose, product=line.product, item=line.item, reason=line.asked.reason)
        for line in lines
        if line.item is not None
    ]


def about_lines(lines: Sequence[Line], *, self_pay_consent: bool) -> Iterable[Condition]:
    """Examine what the supply rules do not ask: whole lines, no substance twice, consent (A3)."""
    counts = Counter(line.product.substance for line in lines)
    twice = [line.product.drug for line in lines if counts[line.product.substance] > 1]
    self_pay = [line.product.drug for line in lines if line.product.insurance_class == SELF_PAY]
    return (
        *(
            asks.LINE_HAS_DAYS.met_if(line.amount.days > 0, drug=line.product.drug)
            for line in lines
        ),
        *chain.from_iterable(
            examine(
                line.asked.dose,
                drug=line.product.drug,
                unit=line.product.unit_name,
                taken_home=line.item is None or line.item.take_home,
            )
            for line in lines
        ),
        asks.SUBSTANCE_IS_ONCE.met_if(not twice, drugs=Listed(dict.fromkeys(twice))),
        asks.SELF_PAY_IS_AGREED.met_if(
            self_pay_consent or not self_pay, drugs=Listed(dict.fromkeys(self_pay))
        ),
    )


def supply_request(prescription: Prescription, lines: Sequence[Line]) -> SupplyRequest:
    """Return a prescription as the supply rules ask for it; an unknown title is the lowest."""
    title = prescription.prescriber_title
    return SupplyRequest(
        written_on=prescription.written_on,
        prescriber_title=Title(title) if title in set(Title) else Title.PHYSICIAN,
        first_long=prescription.first_long,
        long_signed=prescription.long_signed,
        lines=tuple(
            SupplyLine(
                drug=line.product.drug,
                form=line.product.form,
                item=line.item,
                days=line.amount.days,
                on_hand_days=line.on_hand_days,
                reason=line.asked.reason,
            )
            for line in lines
        ),
    )
