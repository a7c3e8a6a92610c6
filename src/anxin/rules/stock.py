"""Medicine in the programme's own store: what may come in, what may go out, and which lot first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Decision, condition

IS_SPECIALIST_HOSPITAL = condition(
    "purchase-by-specialist-hospital",
    "5.3.1.a",
    met="由精神专科医院采购",
    unmet="只有两家精神专科医院可以采购和调拨免费药品",
)
ORDER_NUMBER_IS_NEW = condition(
    "platform-order-number-is-new",
    "5.3.1.a",
    met="平台订单号未登记过",
    unmet="平台订单号 {number} 已经登记过",
)
PRODUCT_IS_IN_CATALOGUE = condition(
    "product-is-in-catalogue",
    "5.3.1.a",
    met="药品都在免费药物目录内",
    unmet="有 {count} 个品种不在免费药物目录内",
)
HAS_LINES = condition("has-lines", "5.3.1.c", met="已填写药品", unmet="至少填写一种药品")
EACH_ONCE = condition(
    "each-line-once", "5.3.1.c", met="没有重复的行", unmet="同一{what}填写了两次，请合并成一行"
)
QUANTITY_IS_POSITIVE = condition(
    "quantity-is-positive", "5.3.1.c", met="数量大于 0", unmet="数量须为大于 0 的整数"
)
HAS_HAPPENED = condition(
    "day-has-come", "5.3.1.c", met="日期不晚于今天", unmet="{what}日期 {day} 晚于今天"
)
AFTER_ORDER = condition(
    "received-after-order", "5.3.1.c", met="收货不早于下单", unmet="收货日期早于下单日期 {day}"
)
LINE_IS_OF_ORDER = condition(
    "line-is-of-order", "5.3.1.a", met="品种都在订单上", unmet="有 {count} 行不是这张订单的品种"
)
LOT_IS_LABELLED = condition(
    "lot-is-labelled", "5.3.1.c", met="批号、生产企业齐全", unmet="每个批次都要填写批号和生产企业"
)
LOT_IS_FRESH = condition(
    "lot-is-in-date",
    "5.3.1.c",
    met="药品都在有效期内",
    unmet="批号 {number} 有效期至 {expires_on}，已经过期，不能{act}",
)
WITHIN_ORDER = condition(
    "within-what-was-ordered",
    "5.3.1.a",
    met="收货数量不超过订单",
    unmet="{product} 订单还有 {left} 未到货，本次收货 {quantity}",
)
IS_GUIDED_POINT = condition(
    "target-is-guided-point",
    "5.3.1.c",
    met="调入单位是本院指导的领药点",
    unmet="只能调拨到本院指导的免费服药门诊（附件6）",
)
STOCK_SUFFICES = condition(
    "lot-suffices",
    "5.3.1.c",
    met="库存足够",
    unmet="批号 {number} 可调拨 {available}，不够 {quantity}，缺 {missing}（已扣除今天备药占用的数量）",
)
LOTS_SUFFICE = condition(
    "lots-suffice",
    "5.3.1.c",
    met="库存足够",
    unmet="{medicine}库存不足：需要 {quantity}，用完之前不过期的批次只有 {available}，缺 {missing}",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LotOnHand:
    """Units of a lot that may be given out; its last day of use; fen a unit."""

    lot_id: UUID
    number: str
    expires_on: date
    available: int
    unit_price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Whole units of a lot set aside, at the lot's own price (5.3.1.b)."""

    lot_id: UUID
    quantity: int
    unit_price: int

    @property
    def amount(self) -> int:
        """Return the fen of it."""
        return self.quantity * self.unit_price


@cites("5.3.1.c")
def available_until(lots: Sequence[LotOnHand], *, keep_until: date) -> int:
    """Return the units that may be given out for a supply that lasts until a day, that day included."""
    return sum(lot.available for lot in lots if lot.expires_on >= keep_until and lot.available > 0)


@cites("5.3.1.b", "5.3.1.c")
def pick_lots(
    lots: Sequence[LotOnHand], *, quantity: int, keep_until: date, medicine: str = ""
) -> tuple[Portion, ...]:
    """Take whole units, first expiry first, from lots that may still be used on ``keep_until``.

    Refused where they don't suffice, saying how many units are missing; nothing is taken then.
    """
    assert quantity > 0
    usable = [lot for lot in lots if lot.expires_on >= keep_until and lot.available > 0]
    available = available_until(lots, keep_until=keep_until)
    if available < quantity:
        raise LOTS_SUFFICE.refused(
            medicine=medicine,
            quantity=quantity,
            available=available,
            missing=quantity - available,
        )
    taken, left = [], quantity
    for lot in sorted(usable, key=lambda lot: (lot.expires_on, lot.number, lot.lot_id)):
        units = min(left, lot.available)
        taken.append(Portion(lot_id=lot.lot_id, quantity=units, unit_price=lot.unit_price))
        left -= units
        if not left:
            break
    return tuple(taken)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredLot:
    """A lot as it stands on the delivery, beside what its order line still waits for.

    ``left`` is None where the line is not of the order.
    """

    line_id: UUID
    product: str
    number: str
    maker: str
    expires_on: date
    quantity: int
    left: int | None


@cites("5.3.1.a", "5.3.1.c")
def accept_delivery(
    lots: Sequence[DeliveredLot], *, ordered_on: date, received_on: date, on: date
) -> Decision:
    """Examine a delivery as a whole: every ground on which it can't be taken in."""
    named = [(lot.line_id, lot.number) for lot in lots]
    strangers = sum(lot.left is None for lot in lots)
    return Decision.of(
        HAS_LINES.met_if(bool(lots)),
        HAS_HAPPENED.met_if(received_on <= on, what="收货", day=received_on),
        AFTER_ORDER.met_if(received_on >= ordered_on, day=ordered_on),
        LINE_IS_OF_ORDER.met_if(strangers == 0, count=strangers),
        EACH_ONCE.met_if(len(set(named)) == len(named), what="批号"),
        QUANTITY_IS_POSITIVE.met_if(all(lot.quantity > 0 for lot in lots)),
        LOT_IS_LABELLED.met_if(all(lot.number and lot.maker for lot in lots)),
        *_in_date(((lot.number, lot.expires_on) for lot in lots), on=received_on, act="收货"),
        *_within_order(lots),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedLot:
    """Units of a lot to be moved, beside what the store can spare of it."""

    lot_id: UUID
    number: str
    expires_on: date
    quantity: int
    available: int


@cites("5.3.1.c")
def allow_transfer(lots: Sequence[MovedLot], *, guided: bool, moved_on: date, on: date) -> Decision:
    """Examine a move between stores as a whole: every ground on which it can't be made."""
    ids = [lot.lot_id for lot in lots]
    return Decision.of(
        IS_GUIDED_POINT.met_if(guided),
        HAS_LINES.met_if(bool(lots)),
        HAS_HAPPENED.met_if(moved_on <= on, what="调拨", day=moved_on),
        EACH_ONCE.met_if(len(set(ids)) == len(ids), what="批号"),
        QUANTITY_IS_POSITIVE.met_if(all(lot.quantity > 0 for lot in lots)),
        *_in_date(((lot.number, lot.expires_on) for lot in lots), on=moved_on, act="调拨"),
        *(
            STOCK_SUFFICES.met_if(
                lot.available >= lot.quantity,
                number=lot.number,
                available=lot.available,
                quantity=lot.quantity,
                missing=lot.quantity - lot.available,
            )
            for lot in lots
        ),
    )


def _within_order(lots: Sequence[DeliveredLot]) -> tuple[Condition, ...]:
    wanted: dict[UUID, int] = {}
    for lot in lots:
        wanted[lot.line_id] = wanted.get(lot.line_id, 0) + lot.quantity
    known = {lot.line_id: lot for lot in lots if lot.left is not None}
    return tuple(
        WITHIN_ORDER.met_if(
            wanted[line] <= (lot.left or 0),
            product=lot.product,
            left=lot.left,
            quantity=wanted[line],
        )
        for line, lot in known.items()
    )


def _in_date(lots: Iterable[tuple[str, date]], *, on: date, act: str) -> tuple[Condition, ...]:
    return tuple(
        LOT_IS_FRESH.met_if(expires_on >= on, number=number, expires_on=expires_on, act=act)
        for number, expires_on in lots
    )
