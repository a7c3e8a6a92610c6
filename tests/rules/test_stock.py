"""First expiry first, nothing that ends before the supply does, whole units (5.3.1.c)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.decisions import Refused
from anxin.rules.stock import (
    DeliveredLot,
    LotOnHand,
    MovedLot,
    accept_delivery,
    allow_transfer,
    pick_lots,
)

TODAY = date(2026, 11, 20)
LINE, OTHER_LINE = UUID(int=1), UUID(int=2)


def lot(expires_on: date, available: int, *, price: int = 90, number: str = "B1") -> LotOnHand:
    return LotOnHand(
        lot_id=uuid4(), number=number, expires_on=expires_on, available=available, unit_price=price
    )


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


class TestPickingLots:
    def test_the_lot_that_expires_first_is_taken_first(self) -> None:
        late, early = lot(days(400), 50, price=80), lot(days(200), 30, price=95)
        taken = pick_lots([late, early], quantity=40, keep_until=days(28))
        assert [(p.lot_id, p.quantity) for p in taken] == [(early.lot_id, 30), (late.lot_id, 10)]
        assert [p.amount for p in taken] == [30 * 95, 10 * 80]

    def test_a_lot_that_expires_the_day_before_the_supply_ends_is_left(self) -> None:
        short, long = lot(days(27), 50), lot(days(28), 50)
        taken = pick_lots([short, long], quantity=50, keep_until=days(28))
        assert [p.lot_id for p in taken] == [long.lot_id]

    def test_a_refusal_says_how_many_units_are_missing_and_takes_nothing(self) -> None:
        with pytest.raises(Refused) as refused:
            pick_lots(
                [lot(days(10), 100), lot(days(90), 30)],
                quantity=84,
                keep_until=days(84),
                medicine="利培酮片 1mg×20片",
            )
        (ground,) = refused.value.unmet
        assert ground.clause == "5.3.1.c"
        assert (
            ground.reason
            == "利培酮片 1mg×20片库存不足：需要 84，用完之前不过期的批次只有 30，缺 54"
        )

    def test_an_empty_store_misses_everything(self) -> None:
        with pytest.raises(Refused, match="缺 7"):
            pick_lots([], quantity=7, keep_until=days(7))

    @given(
        st.lists(st.tuples(st.integers(0, 60), st.integers(0, 40)), max_size=8),
        st.integers(1, 150),
        st.integers(0, 60),
    )
    def test_what_is_taken_is_exactly_enough_fresh_and_in_order(
        self, stock: list[tuple[int, int]], quantity: int, until: int
    ) -> None:
        lots = [lot(days(end), units) for end, units in stock]
        usable = sum(x.available for x in lots if x.expires_on >= days(until))
        if usable < quantity:
            with pytest.raises(Refused):
                pick_lots(lots, quantity=quantity, keep_until=days(until))
            return
        taken = pick_lots(lots, quantity=quantity, keep_until=days(until))
        by_id = {x.lot_id: x for x in lots}
        assert sum(p.quantity for p in taken) == quantity
        assert all(0 < p.quantity <= by_id[p.lot_id].available for p in taken)
        ends = [by_id[p.lot_id].expires_on for p in taken]
        assert ends == sorted(ends)
        assert all(end >= days(until) for end in ends)
        assert len({p.lot_id for p in taken}) == len(taken)


def delivered(**changes: object) -> DeliveredLot:
    facts: dict[str, object] = {
        "line_id": LINE,
        "product": "利培酮片 1mg×20片",
        "number": "B1",
        "maker": "某厂",
        "expires_on": days(300),
        "quantity": 60,
        "left": 100,
    }
    return DeliveredLot(**(facts | changes))  # type: ignore[arg-type]


def codes(*lots: DeliveredLot, ordered_on: date = TODAY, received_on: date = TODAY) -> list[str]:
    found = accept_delivery(lots, ordered_on=ordered_on, received_on=received_on, on=TODAY)
    return [c.code for c in found.unmet]


class TestTakingADeliveryIn:
    def test_a_delivery_as_ordered_is_accepted(self) -> None:
        assert codes(delivered(), delivered(number="B2", quantity=40)) == []

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"left": None}, "line-is-of-order"),
            ({"quantity": 0}, "quantity-is-positive"),
            ({"number": ""}, "lot-is-labelled"),
            ({"maker": ""}, "lot-is-labelled"),
            ({"expires_on": days(-1)}, "lot-is-in-date"),
            ({"quantity": 101}, "within-what-was-ordered"),
        ],
    )
    def test_each_fault_alone_refuses_it(self, changes: dict[str, object], code: str) -> None:
        assert codes(delivered(**changes)) == [code]

    def test_a_lot_may_be_taken_in_on_its_last_day(self) -> None:
        assert codes(delivered(expires_on=TODAY)) == []

    def test_two_lots_of_one_line_count_together(self) -> None:
        assert codes(delivered(), delivered(number="B2", quantity=41)) == [
            "within-what-was-ordered"
        ]

    def test_the_same_lot_twice_is_refused(self) -> None:
        assert codes(delivered(quantity=1), delivered(quantity=2)) == ["each-line-once"]

    def test_nothing_delivered_is_refused(self) -> None:
        assert codes() == ["has-lines"]

    def test_a_delivery_of_tomorrow_or_from_before_the_order_is_refused(self) -> None:
        assert codes(delivered(), received_on=days(1)) == ["day-has-come"]
        assert codes(delivered(), ordered_on=TODAY, received_on=days(-1)) == [
            "received-after-order"
        ]


def moved(**changes: object) -> MovedLot:
    facts: dict[str, object] = {
        "lot_id": LINE,
        "number": "B1",
        "expires_on": days(300),
        "quantity": 20,
        "available": 20,
    }
    return MovedLot(**(facts | changes))  # type: ignore[arg-type]


class TestMovingLots:
    def test_the_whole_of_a_lot_may_move(self) -> None:
        assert allow_transfer([moved()], guided=True, moved_on=TODAY, on=TODAY).granted

    def test_a_refusal_names_all_its_grounds_at_once(self) -> None:
        found = allow_transfer(
            [moved(available=19, expires_on=days(-1)), moved(quantity=0)],
            guided=False,
            moved_on=days(1),
            on=TODAY,
        )
        assert {c.code for c in found.unmet} == {
            "target-is-guided-point",
            "day-has-come",
            "each-line-once",
            "quantity-is-positive",
            "lot-is-in-date",
            "lot-suffices",
        }

    def test_what_is_missing_is_told_in_units(self) -> None:
        found = allow_transfer([moved(available=13)], guided=True, moved_on=TODAY, on=TODAY)
        assert "缺 7" in found.unmet[0].reason
