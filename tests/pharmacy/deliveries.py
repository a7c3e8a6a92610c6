"""Medicine for tests: ordered, delivered and moved by the services, never by hand."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from anxin.organisations.models import Organisation
from anxin.pharmacy import queries, services
from anxin.pharmacy.models import Lot, Product
from anxin.rules.access import Actor
from tests.world import beijing

RISPERIDONE, CLOZAPINE = "a3-07-1-1mg-20", "a3-06-1-25mg"
AT = beijing(2026, 11, 20)
DAY = date(2026, 11, 20)
EXPIRES = date(2028, 6, 30)


def product(code: str = RISPERIDONE) -> Product:
    """Return a product of the catalogue."""
    return Product.objects.get(code=code)


def organisation_id(code: str) -> UUID:
    """Return an organisation's id."""
    return Organisation.objects.values_list("id", flat=True).get(code=code)


def order(
    actor: Actor,
    *,
    code: str = RISPERIDONE,
    quantity: int = 200,
    unit_price: int = 90,
    number: str = "",
    at: datetime = AT,
    ordered_on: date = DAY,
) -> UUID:
    """Order one product."""
    return services.place_order(
        request_id=uuid4(),
        platform_number=number or f"PT-{uuid4().hex[:10]}",
        supplier="测试医药公司",
        ordered_on=ordered_on,
        lines=[
            services.OrderedLine(
                product_id=product(code).id, quantity=quantity, unit_price=unit_price
            )
        ],
        actor=actor,
        at=at,
    )


def lot_for(order_id: UUID, **changes: object) -> services.ReceivedLot:
    """Return a lot that fits an order's only line, with changes."""
    line = queries.order_lines(order_id)[0]
    facts: dict[str, object] = {
        "line_id": line.line_id,
        "number": f"B{uuid4().hex[:6]}",
        "maker": "测试制药厂",
        "expires_on": EXPIRES,
        "quantity": line.quantity,
    }
    return services.ReceivedLot(**(facts | changes))  # type: ignore[arg-type]


def receive(actor: Actor, order_id: UUID, *lots: services.ReceivedLot, at: datetime = AT) -> UUID:
    """Take a delivery in; one lot of everything ordered where none is given."""
    return services.receive(
        request_id=uuid4(),
        order_id=order_id,
        invoice_number="FP-1",
        received_on=DAY,
        lots=lots or [lot_for(order_id)],
        actor=actor,
        at=at,
    )


def stocked(
    actor: Actor, *, code: str = RISPERIDONE, quantity: int = 200, **changes: object
) -> Lot:
    """Order and receive one lot; return it."""
    made = order(actor, code=code, quantity=quantity)
    receipt = receive(actor, made, lot_for(made, **changes))
    return Lot.objects.get(receipt_id=receipt)


def move(
    actor: Actor,
    *lines: tuple[UUID, int],
    target: str = "hc-101",
    at: datetime = AT,
    request_id: UUID | None = None,
) -> UUID:
    """Move units of lots to a clinic."""
    return services.transfer(
        request_id=request_id or uuid4(),
        target_id=organisation_id(target),
        lines=lines,
        moved_on=DAY,
        actor=actor,
        at=at,
    )


def on_hand(code: str, *lots: UUID) -> int:
    """Return the units of lots that a store holds."""
    held = queries.lots_of(organisation_id(code), lots, on=DAY)
    return sum(lot.on_hand for lot in held)
