"""The lines of a prescription, from what was typed to what the rules are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.clinics import requirements as asks
from anxin.clinics.models import Prescription
from anxin.clinics.queries.supply import days_on_hand
from anxin.pharmacy.models import Product
from anxin.policy import Policy
from anxin.rules.catalogue import CatalogueItem
from anxin.rules.decisions import Condition, Listed
from anxin.rules.prescribing import SupplyLine, SupplyRequest, Title

SELF_PAY = "自费"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prescribed:
    """One medicine as the doctor asks for it. For an injection ``units_per_day`` is units each time."""

    product_id: UUID
    units_per_day: int
    days: int | None
    directions: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One medicine with its product, its row of the catalogue and what is at home of it."""

    asked: Prescribed
    product: Product
    item: CatalogueItem | None
    days: int
    on_hand_days: int

    @property
    def quantity(self) -> int:
        """Return the units in all: one dose for what is given at the clinic."""
        if self.item is not None and self.item.clinic_days is not None:
            return self.asked.units_per_day
        return self.asked.units_per_day * self.days


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
    found = []
    for line in lines:
        product = products[line.product_id]
        found.append(
            Line(
                asked=line,
                product=product,
                item=policy.catalogue.find(product.drug, product.form),
                days=line.days if line.days is not None else days or 0,
                on_hand_days=on_hand[product.substance],
            )
        )
    return found


def about_lines(lines: Sequence[Line], *, self_pay_consent: bool) -> Iterable[Condition]:
    """Examine what the supply rules do not ask: whole lines, no substance twice, consent (A3)."""
    counts = Counter(line.product.substance for line in lines)
    twice = [line.product.drug for line in lines if counts[line.product.substance] > 1]
    self_pay = [line.product.drug for line in lines if line.product.insurance_class == SELF_PAY]
    return (
        *(
            asks.LINE_IS_WHOLE.met_if(
                line.asked.units_per_day > 0
                and line.days > 0
                and bool(line.asked.directions.strip()),
                drug=line.product.drug,
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
                days=line.days,
                on_hand_days=line.on_hand_days,
                reason=line.asked.reason,
            )
            for line in lines
        ),
    )
