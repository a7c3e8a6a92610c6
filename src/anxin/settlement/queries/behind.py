"""What is behind a line: the pick-up, its medicine, payers and signatures. No name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.dispensing.models import Allocation, Pickup, Signature
from anxin.rules.cost_sharing import Payer
from anxin.settlement.queries.lines import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One lot of a pick-up, at the price it was bought for (5.3.1.b)."""

    product: str
    unit_name: str
    lot_number: str
    quantity: int
    unit_price: int

    @property
    def amount(self) -> int:
        """Return what it cost, in fen."""
        return self.quantity * self.unit_price


@dataclass(frozen=True, slots=True, kw_only=True)
class PickupSeen:
    """What is behind a line: medicine, payers and signatures. No name."""

    given: list[Given]
    shares: list[tuple[str, int]]
    total: int
    signatures: list[Signature]
    starts_on: date
    until: date


def pickup_behind(line: Line) -> PickupSeen | None:
    """Return the pick-up of a line; None where the person has left the reader's reach."""
    return pickup_seen(line.pickup_id)


def pickup_seen(pickup_id: UUID) -> PickupSeen | None:
    """Return a pick-up with its medicine, payers and signatures; None out of reach."""
    pickup = Pickup.objects.filter(id=pickup_id).first()
    if pickup is None:
        return None
    lots = Allocation.objects.filter(pickup=pickup).select_related("lot__product")
    return PickupSeen(
        given=[
            Given(
                product=str(a.lot.product),
                unit_name=a.lot.product.unit_name,
                lot_number=a.lot.number,
                quantity=a.quantity,
                unit_price=a.unit_price,
            )
            for a in lots
        ],
        shares=[
            (payer.label, getattr(pickup, payer)) for payer in Payer if payer is not Payer.PERSON
        ],
        total=pickup.total,
        signatures=list(pickup.signatures.select_related("staff").order_by("signed_at")),
        starts_on=pickup.starts_on,
        until=pickup.until,
    )
