"""Buys medicine, takes deliveries in, and moves lots to the clinics (5.3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.ledger.models import Account
from anxin.ledger.services import Leg, account_id, post
from anxin.organisations.models import ClinicPoint, Organisation
from anxin.pharmacy import queries
from anxin.pharmacy.models import (
    Lot,
    Product,
    PurchaseLine,
    PurchaseOrder,
    Receipt,
    StockBalance,
    Transfer,
    TransferLine,
)
from anxin.rules import stock
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Decision, Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """A product to order: whole units, and fen a unit."""

    product_id: UUID
    quantity: int
    unit_price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLot:
    """A lot of a delivery, for a line of its order; whole units."""

    line_id: UUID
    number: str
    maker: str
    expires_on: date
    quantity: int


@cites("5.3.1.a")
def place_order(
    *,
    request_id: UUID,
    platform_number: str,
    supplier: str,
    ordered_on: date,
    lines: Sequence[OrderedLine],
    actor: Actor,
    at: datetime,
) -> UUID:
    """Register an order made on the government platform; return its id."""
    new = uuid4()
    content = [platform_number, supplier, ordered_on, [asdict(line) for line in lines]]
    if earlier := begin(
        request_id=request_id, kind="pharmacy.order", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    Refused.unless(_may_order(platform_number, ordered_on, lines, actor=actor, on=localdate(at)))
    order = PurchaseOrder.objects.create(
        id=new,
        hospital_id=actor.organisation_id,
        platform_number=platform_number,
        supplier=supplier,
        ordered_on=ordered_on,
        act_id=request_id,
    )
    PurchaseLine.objects.bulk_create(PurchaseLine(order=order, **asdict(line)) for line in lines)
    return new


def _may_order(
    platform_number: str, ordered_on: date, lines: Sequence[OrderedLine], *, actor: Actor, on: date
) -> Decision:
    products = {line.product_id for line in lines}
    unknown = len(products) - Product.objects.filter(id__in=products).count()
    taken = PurchaseOrder.objects.filter(platform_number=platform_number).exists()
    return Decision.of(
        _is_hospital(actor),
        stock.ORDER_NUMBER_IS_NEW.met_if(not taken, number=platform_number),
        stock.HAS_HAPPENED.met_if(ordered_on <= on, what="下单", day=ordered_on),
        stock.HAS_LINES.met_if(bool(lines)),
        stock.PRODUCT_IS_IN_CATALOGUE.met_if(unknown == 0, count=unknown),
        stock.EACH_ONCE.met_if(len(products) == len(lines), what="品种"),
        stock.QUANTITY_IS_POSITIVE.met_if(
            all(line.quantity > 0 and line.unit_price >= 0 for line in lines)
        ),
    )


@cites("5.3.1.b", "5.3.1.c")
def receive(
    *,
    request_id: UUID,
    order_id: UUID,
    invoice_number: str,
    received_on: date,
    lots: Sequence[ReceivedLot],
    actor: Actor,
    at: datetime,
) -> UUID:
    """Take a delivery into the programme's own store; return the receipt's id.

    Each lot costs what its order line says: there is no mark-up. Locks the order's lines, so
    that two deliveries together can't exceed the order.
    """
    new = uuid4()
    content = [order_id, invoice_number, received_on, [asdict(lot) for lot in lots]]
    if earlier := begin(
        request_id=request_id, kind="pharmacy.receive", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    Refused.unless(Decision.of(_is_hospital(actor)))
    order = queries.find_order(order_id, hospital_id=actor.organisation_id)
    lock(PurchaseLine, *(lot.line_id for lot in lots))
    awaited = {line.line_id: line for line in queries.order_lines(order.id)}
    delivered = [_delivered(lot, awaited.get(lot.line_id)) for lot in lots]
    Refused.unless(
        stock.accept_delivery(
            delivered, ordered_on=order.ordered_on, received_on=received_on, on=localdate(at)
        )
    )
    Receipt.objects.create(
        id=new,
        hospital_id=order.hospital_id,
        order=order,
        invoice_number=invoice_number,
        received_on=received_on,
        act_id=request_id,
    )
    made = [_lot(lot, awaited[lot.line_id], receipt_id=new, order=order) for lot in lots]
    Lot.objects.bulk_create(made)
    _move(
        [(lot.id, lot.quantity) for lot in made],
        source=account_id(Account.Kind.SUPPLIER, order.hospital_id),
        target=account_id(Account.Kind.STORE, order.hospital_id),
        kind="receipt",
        business_on=received_on,
        document_id=new,
        act_id=request_id,
    )
    return new


@cites("5.3.1.c", "3.2")
def transfer(
    *,
    request_id: UUID,
    target_id: UUID,
    lines: Sequence[tuple[UUID, int]],
    moved_on: date,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Move units of lots from the actor's store to a clinic that it guides; return the transfer's id.

    Locks the lots' balances first, in id order, and reads them afterwards. What pick-ups
    prepared today have set aside stays.
    """
    new, source_id, today = uuid4(), actor.organisation_id, localdate(at)
    content = [target_id, moved_on, sorted((str(lot), quantity) for lot, quantity in lines)]
    if earlier := begin(
        request_id=request_id, kind="pharmacy.transfer", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    Refused.unless(Decision.of(_is_hospital(actor)))
    guided = (
        target_id != source_id
        and ClinicPoint.objects.filter(organisation_id=target_id, guided_by_id=source_id).exists()
    )
    wanted = [lot for lot, _ in lines]
    balances = StockBalance.objects.filter(organisation_id=source_id, lot_id__in=wanted)
    lock(StockBalance, *balances.values_list("id", flat=True))
    held = {lot.lot_id: lot for lot in queries.lots_of(source_id, wanted, on=today)}
    numbers = dict(Lot.objects.filter(id__in=wanted).values_list("id", "number"))
    moved = [_moved(lot, quantity, held.get(lot), numbers.get(lot, "")) for lot, quantity in lines]
    Refused.unless(stock.allow_transfer(moved, guided=guided, moved_on=moved_on, on=today))
    Transfer.objects.create(
        id=new, source_id=source_id, target_id=target_id, moved_on=moved_on, act_id=request_id
    )
    TransferLine.objects.bulk_create(
        TransferLine(transfer_id=new, lot_id=lot, quantity=quantity) for lot, quantity in lines
    )
    _move(
        lines,
        source=account_id(Account.Kind.STORE, source_id),
        target=account_id(Account.Kind.STORE, target_id),
        kind="transfer",
        business_on=moved_on,
        document_id=new,
        act_id=request_id,
    )
    return new


def _is_hospital(actor: Actor) -> Condition:
    kinds = Organisation.objects.filter(id=actor.organisation_id).values_list("kind", flat=True)
    return stock.IS_SPECIALIST_HOSPITAL.met_if(
        kinds.first() == Organisation.Kind.SPECIALIST_HOSPITAL and actor.may("purchase.write")
    )


def _delivered(lot: ReceivedLot, line: queries.OrderLine | None) -> stock.DeliveredLot:
    return stock.DeliveredLot(
        line_id=lot.line_id,
        product=line.product if line else "",
        number=lot.number.strip(),
        maker=lot.maker.strip(),
        expires_on=lot.expires_on,
        quantity=lot.quantity,
        left=line.left if line else None,
    )


def _lot(
    lot: ReceivedLot, line: queries.OrderLine, *, receipt_id: UUID, order: PurchaseOrder
) -> Lot:
    return Lot(
        hospital_id=order.hospital_id,
        receipt_id=receipt_id,
        line_id=lot.line_id,
        product_id=line.product_id,
        number=lot.number.strip(),
        maker=lot.maker.strip(),
        expires_on=lot.expires_on,
        quantity=lot.quantity,
        unit_price=line.unit_price,
    )


def _moved(
    lot_id: UUID, quantity: int, held: queries.StockLot | None, number: str
) -> stock.MovedLot:
    return stock.MovedLot(
        lot_id=lot_id,
        number=number,
        expires_on=held.expires_on if held else date.max,
        quantity=quantity,
        available=held.available if held else 0,
    )


def _move(
    lots: Sequence[tuple[UUID, int]],
    *,
    source: UUID,
    target: UUID,
    kind: str,
    business_on: date,
    document_id: UUID,
    act_id: UUID,
) -> None:
    out = [Leg(account_id=source, lot_id=lot, amount=-quantity) for lot, quantity in lots]
    into = [Leg(account_id=target, lot_id=lot, amount=quantity) for lot, quantity in lots]
    post(
        kind=kind,
        business_on=business_on,
        act_id=act_id,
        document_id=document_id,
        legs=[*out, *into],
    )
