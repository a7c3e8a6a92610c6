"""A cheaper equal product that the point has, for each medicine that a doctor has typed (2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from anxin.pharmacy.models import Product
from anxin.pharmacy.queries import StockLot, stock_of
from anxin.policy import Policy, load
from anxin.rules.dosing import Dose, amount_for, directions
from anxin.rules.equal_products import Cheaper, Offered, cheaper_products
from anxin.rules.money import Fen


class Typed(Protocol):
    """One medicine as a doctor typed it; ``days`` is empty where the usual ones hold."""

    @property
    def product_id(self) -> UUID: ...
    @property
    def dose(self) -> Dose: ...
    @property
    def days(self) -> int | None: ...
    @property
    def note(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CheaperSeen:
    """What stands beside a line: another product, how it would be taken, the two prices of a unit."""

    number: int
    chosen: Product
    chosen_price: Fen
    product: Product
    price: Fen
    directions: str
    saves_percent: str
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """A product as the point's store has it on a day: the price of what leaves first, and how much."""

    product: Product
    offered: Offered
    available: int


def cheaper_equals(
    lines: Mapping[int, Typed], *, organisation_id: UUID, usual: int, on: date
) -> list[CheaperSeen]:
    """Return for each line the equal products that cost less, the cheapest first.

    Only what the store of the point has in date, and enough of it for the line; a line whose own
    product is not there has no price to be held against.
    """
    policy = load()
    shelves = _shelves(lines.values(), organisation_id=organisation_id, policy=policy, on=on)
    offered = [shelf.offered for shelf in shelves.values()]
    by_code = {shelf.product.code: shelf for shelf in shelves.values()}
    found = []
    for number, line in lines.items():
        chosen = shelves.get(line.product_id)
        if chosen is None:
            continue
        for one in cheaper_products(line.dose, chosen=chosen.offered, offered=offered):
            other = by_code[one.product.code]
            if other.available >= _units(one, line, usual=usual, policy=policy):
                found.append(_seen(number, line, one, chosen=chosen, other=other))
    return found


def _seen(number: int, line: Typed, one: Cheaper, *, chosen: _Shelf, other: _Shelf) -> CheaperSeen:
    return CheaperSeen(
        number=number,
        chosen=chosen.product,
        chosen_price=chosen.offered.unit_price,
        product=other.product,
        price=one.product.unit_price,
        directions=directions(one.dose, unit=other.product.unit_name, note=line.note),
        saves_percent=_percent(one.saves_permille),
        available=other.available,
    )


def _percent(permille: int) -> str:
    whole, tenth = divmod(permille, 10)
    return f"{whole}.{tenth}" if tenth else str(whole)


def _units(one: Cheaper, line: Typed, *, usual: int, policy: Policy) -> int:
    days = usual if line.days is None else line.days
    clinic_days = policy.catalogue[one.product.catalogue_id].clinic_days
    return amount_for(one.dose, days=days, clinic_days=clinic_days).units


def _shelves(
    lines: Iterable[Typed], *, organisation_id: UUID, policy: Policy, on: date
) -> dict[UUID, _Shelf]:
    """Return what the store has of the medicines that are asked for, by product: one look at the stock."""
    asked = Product.objects.filter(id__in=[line.product_id for line in lines])
    names = {(product.drug, product.form) for product in asked}
    drugs = Product.objects.filter(drug__in={drug for drug, _ in names})
    products = {p.id: p for p in drugs if (p.drug, p.form) in names}
    lots: dict[UUID, list[StockLot]] = {}
    for lot in stock_of(organisation_id, products, on=on):
        if lot.available and not lot.expired:
            lots.setdefault(lot.product_id, []).append(lot)
    return {
        product_id: _shelf(products[product_id], held, policy=policy)
        for product_id, held in lots.items()
        if policy.catalogue.find(products[product_id].drug, products[product_id].form)
    }


def _shelf(product: Product, lots: list[StockLot], *, policy: Policy) -> _Shelf:
    item = policy.catalogue.find(product.drug, product.form)
    assert item is not None
    return _Shelf(
        product=product,
        offered=Offered(
            code=product.code,
            catalogue_id=item.id,
            strength=product.strength_ug,
            unit=product.unit_name,
            unit_price=Fen(lots[0].unit_price),
        ),
        available=sum(lot.available for lot in lots),
    )
