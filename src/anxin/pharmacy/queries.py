"""Reads of the programme's stock; row security keeps each within the reader's stores."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import Http404

from anxin.database.statements import run
from anxin.organisations.models import ClinicPoint
from anxin.pharmacy.models import Lot, Product, PurchaseLine, PurchaseOrder, Receipt, Transfer
from anxin.rules.money import Fen
from anxin.rules.stock import LotOnHand


@dataclass(frozen=True, slots=True, kw_only=True)
class StockLot:
    """A lot in a store: on hand, and set aside by today's prepared pick-ups."""

    organisation_id: UUID
    lot_id: UUID
    product_id: UUID
    product: str
    unit_name: str
    number: str
    maker: str
    expires_on: date
    unit_price: int
    on_hand: int
    reserved: int
    days_left: int

    @property
    def available(self) -> int:
        """Return the units that may still be given out or moved."""
        return max(self.on_hand - self.reserved, 0)

    @property
    def expired(self) -> bool:
        """Say whether its last day of use has passed."""
        return self.days_left < 0

    def for_picking(self) -> LotOnHand:
        """Return it as ``rules.stock.pick_lots`` takes it."""
        return LotOnHand(
            lot_id=self.lot_id,
            number=self.number,
            expires_on=self.expires_on,
            available=self.available,
            unit_price=self.unit_price,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A line of an order, and how much of it has not come yet."""

    line_id: UUID
    product_id: UUID
    product: str
    unit_name: str
    pack_units: int
    quantity: int
    unit_price: int
    received: int

    @property
    def left(self) -> int:
        """Return the units still awaited."""
        return self.quantity - self.received

    @property
    def amount(self) -> int:
        """Return the fen of the whole line."""
        return self.quantity * self.unit_price


_STOCK = """
SELECT b.organisation_id, b.lot_id, l.product_id, t.drug || t.form || ' ' || t.specification, t.unit_name,
       l.number, l.maker, l.expires_on, l.unit_price, b.on_hand, coalesce(r.quantity, 0),
       (l.expires_on - %(on)s::date)::integer
FROM pharmacy_stockbalance b JOIN pharmacy_lot l ON l.id = b.lot_id
JOIN pharmacy_product t ON t.id = l.product_id
LEFT JOIN security.reserved(%(organisation)s::uuid, %(on)s::date) r ON r.lot_id = b.lot_id
WHERE b.organisation_id = %(organisation)s::uuid AND b.on_hand > 0
  AND (%(products)s::uuid[] IS NULL OR l.product_id = ANY (%(products)s::uuid[]))
  AND (%(lots)s::uuid[] IS NULL OR b.lot_id = ANY (%(lots)s::uuid[]))
ORDER BY l.expires_on, l.number, l.id
"""


def stock_of(
    organisation_id: UUID, product_ids: Iterable[UUID] | None = None, *, on: date
) -> list[StockLot]:
    """Return the lots of a store, first expiry first; of all products where none are named."""
    products = None if product_ids is None else list(product_ids)
    return _stock(organisation_id=organisation_id, products=products, lots=None, on=on)


def lots_of(organisation_id: UUID, lot_ids: Sequence[UUID], *, on: date) -> list[StockLot]:
    """Return these lots as far as the store holds them."""
    return _stock(organisation_id=organisation_id, products=None, lots=list(lot_ids), on=on)


def _stock(
    *, organisation_id: UUID, products: list[UUID] | None, lots: list[UUID] | None, on: date
) -> list[StockLot]:
    rows = run(
        _STOCK, {"organisation": organisation_id, "products": products, "lots": lots, "on": on}
    )
    return [
        StockLot(
            organisation_id=row[0],
            lot_id=row[1],
            product_id=row[2],
            product=row[3],
            unit_name=row[4],
            number=row[5],
            maker=row[6],
            expires_on=row[7],
            unit_price=row[8],
            on_hand=row[9],
            reserved=row[10],
            days_left=row[11],
        )
        for row in rows
    ]


def latest_prices(product_ids: Iterable[UUID], *, store_id: UUID) -> dict[UUID, Fen]:
    """Return the price of a unit at the last purchase for a store by the hospital that supplies it."""
    supplier = ClinicPoint.objects.filter(organisation_id=store_id).values("guided_by_id")
    rows = (
        Lot.objects.filter(product_id__in=list(product_ids), hospital_id__in=supplier)
        .order_by("product_id", "-recorded_at", "-id")
        .distinct("product_id")
        .values_list("product_id", "unit_price")
    )
    return {product_id: Fen(price) for product_id, price in rows}


def products() -> QuerySet[Product]:
    """Return the catalogue's products."""
    return Product.objects.order_by("code")


def orders(hospital_id: UUID, *, waiting: bool = False) -> QuerySet[Any, Any]:
    """Return a hospital's orders as rows, newest first, with the sum and what is still awaited.

    ``waiting``: only those that have not come whole.
    """
    lines = PurchaseLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    lots = Lot.objects.filter(line__order=OuterRef("pk")).order_by().values("line__order")
    found: QuerySet[Any, Any] = (
        PurchaseOrder.objects.filter(hospital_id=hospital_id)
        .annotate(
            ordered=_sum(lines.annotate(n=Sum("quantity"))),
            received=_sum(lots.annotate(n=Sum("quantity"))),
            amount=_sum(lines.annotate(n=Sum(F("quantity") * F("unit_price")))),
        )
        .annotate(left=F("ordered") - F("received"))
        .order_by("-ordered_on", "-platform_number")
    )
    kept = found.filter(left__gt=0) if waiting else found
    return kept.values(
        "id", "platform_number", "supplier", "ordered_on", "ordered", "received", "left", "amount"
    )


def _sum(rows: QuerySet[Any, Any]) -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), Value(0))


def find_order(order_id: UUID, *, hospital_id: UUID) -> PurchaseOrder:
    """Return one of the hospital's own orders, or answer that there is none."""
    order = PurchaseOrder.objects.filter(id=order_id, hospital_id=hospital_id).first()
    if order is None:
        raise Http404
    return order


def order_lines(order_id: UUID) -> list[OrderLine]:
    """Return the lines of an order with what has come of each."""
    rows = (
        PurchaseLine.objects.filter(order_id=order_id)
        .select_related("product")
        .annotate(received=Coalesce(Sum("lots__quantity"), Value(0)))
        .order_by("product__code")
    )
    return [
        OrderLine(
            line_id=row.id,
            product_id=row.product_id,
            product=str(row.product),
            unit_name=row.product.unit_name,
            pack_units=row.product.pack_units,
            quantity=row.quantity,
            unit_price=row.unit_price,
            received=row.received,
        )
        for row in rows
    ]


def receipts(order_id: UUID) -> QuerySet[Receipt]:
    """Return the deliveries of an order with their lots, newest first."""
    return (
        Receipt.objects.filter(order_id=order_id)
        .prefetch_related("lots__product")
        .order_by("-received_on", "-recorded_at")
    )


def transfers(hospital_id: UUID) -> QuerySet[Transfer]:
    """Return what a hospital moved to clinics, newest first."""
    return (
        Transfer.objects.filter(source_id=hospital_id)
        .select_related("target")
        .prefetch_related("lines__lot__product")
        .order_by("-moved_on", "-recorded_at")
    )


def stores() -> list[ClinicPoint]:
    """Return the clinic points whose store the reader may look into."""
    return list(
        ClinicPoint.objects.extra(
            where=["organisation_id = ANY ((SELECT security.within('stock.read'))::uuid[])"]
        )
        .select_related("organisation")
        .order_by("organisation__kind", "organisation__code")
    )


def guided_points(hospital_id: UUID) -> QuerySet[ClinicPoint]:
    """Return the clinics that a hospital supplies: those it guides, without its own site."""
    return (
        ClinicPoint.objects.filter(guided_by_id=hospital_id)
        .exclude(organisation_id=hospital_id)
        .select_related("organisation")
        .order_by("organisation__code")
    )


def expiring(organisation_id: UUID, *, within_days: int, on: date) -> list[StockLot]:
    """Return the lots of a store that end within so many days, those that have ended included."""
    return [lot for lot in stock_of(organisation_id, on=on) if lot.days_left <= within_days]
