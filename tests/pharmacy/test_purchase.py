"""Ordering and taking in (5.3.1.a, b)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.http import Http404

from anxin.ledger import queries as books
from anxin.ledger.models import Entry, Posting
from anxin.pharmacy import queries, services
from anxin.pharmacy.models import Lot, PurchaseOrder, Receipt
from anxin.rules.decisions import Refused
from tests.pharmacy.deliveries import (
    AT,
    DAY,
    lot_for,
    on_hand,
    order,
    organisation_id,
    product,
    receive,
)
from tests.world import become

pytestmark = pytest.mark.django_db


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [ground.code for ground in refused.value.unmet]


class TestOrdering:
    def test_a_hospital_orders_from_the_catalogue(self) -> None:
        made = order(become("storekeeper"), number="PT-2026-1")
        (listed,) = queries.orders(organisation_id("rehab"))
        assert (listed["id"], listed["left"], listed["amount"]) == (made, 200, 200 * 90)

    def test_the_same_request_twice_makes_one_order(self) -> None:
        actor, request_id = become("storekeeper"), uuid4()
        line = services.OrderedLine(product_id=product().id, quantity=20, unit_price=90)
        asked = {
            "request_id": request_id,
            "platform_number": "PT-2",
            "supplier": "某公司",
            "ordered_on": DAY,
            "lines": [line],
            "actor": actor,
            "at": AT,
        }
        assert services.place_order(**asked) == services.place_order(**asked)
        assert PurchaseOrder.objects.count() == 1

    def test_a_platform_number_serves_once(self) -> None:
        actor = become("storekeeper")
        order(actor, number="PT-3")
        with pytest.raises(Refused) as refused:
            order(actor, number="PT-3")
        assert codes(refused) == ["platform-order-number-is-new"]

    def test_a_refusal_names_all_its_grounds_at_once(self) -> None:
        actor = become("storekeeper")
        line = services.OrderedLine(product_id=uuid4(), quantity=0, unit_price=1)
        with pytest.raises(Refused) as refused:
            services.place_order(
                request_id=uuid4(),
                platform_number="PT-4",
                supplier="某公司",
                ordered_on=DAY + timedelta(days=1),
                lines=[line, line],
                actor=actor,
                at=AT,
            )
        assert codes(refused) == [
            "day-has-come",
            "product-is-in-catalogue",
            "each-line-once",
            "quantity-is-positive",
        ]

    def test_a_clinic_does_not_purchase(self) -> None:
        with pytest.raises(Refused) as refused:
            order(become("dispenser"))
        assert codes(refused) == ["purchase-by-specialist-hospital"]

    def test_the_database_refuses_an_order_in_a_clinics_name(self) -> None:
        order(become("storekeeper"))
        act = PurchaseOrder.objects.get().act_id
        with (
            pytest.raises(IntegrityError, match="only a specialist hospital"),
            transaction.atomic(),
        ):
            PurchaseOrder.objects.create(
                hospital_id=organisation_id("hc-101"),
                platform_number="PT-5",
                supplier="x",
                ordered_on=DAY,
                act_id=act,
            )


class TestTakingIn:
    def test_a_delivery_enters_the_store_at_the_price_of_its_order(self) -> None:
        actor = become("storekeeper")
        made = order(actor, quantity=100, unit_price=87)
        receipt = receive(actor, made, lot_for(made, quantity=60, number="B1"))
        lot = Lot.objects.get(receipt_id=receipt)
        assert (lot.unit_price, lot.quantity) == (87, 60)
        assert on_hand("rehab", lot.id) == 60
        assert queries.order_lines(made)[0].left == 40
        entry = Entry.objects.get(document_id=receipt)
        legs = Posting.objects.filter(entry=entry).values_list("account__kind", "amount", "lot_id")
        assert sorted(legs) == [("store", 60, lot.id), ("supplier", -60, lot.id)]
        assert books.books_agree()

    def test_a_second_delivery_takes_no_more_than_is_left(self) -> None:
        actor = become("storekeeper")
        made = order(actor, quantity=100)
        receive(actor, made, lot_for(made, quantity=60))
        with pytest.raises(Refused) as refused:
            receive(actor, made, lot_for(made, quantity=41))
        assert codes(refused) == ["within-what-was-ordered"]
        assert "还有 40 未到货，本次收货 41" in refused.value.unmet[0].reason
        assert Receipt.objects.count() == 1

    def test_expired_medicine_is_not_taken_in(self) -> None:
        actor = become("storekeeper")
        made = order(actor)
        with pytest.raises(Refused) as refused:
            receive(actor, made, lot_for(made, expires_on=DAY - timedelta(days=1)))
        assert codes(refused) == ["lot-is-in-date"]

    def test_another_hospitals_order_is_not_found(self) -> None:
        made = order(become("storekeeper"))
        lots = [lot_for(made)]
        with pytest.raises(Http404):
            receive(become("centre_storekeeper"), made, *lots)

    def test_a_line_of_another_order_is_refused(self) -> None:
        actor = become("storekeeper")
        made, other = order(actor), order(actor)
        with pytest.raises(Refused) as refused:
            receive(actor, made, lot_for(other))
        assert codes(refused) == ["line-is-of-order"]

    def test_the_database_refuses_a_mark_up(self) -> None:
        actor = become("storekeeper")
        made = order(actor, quantity=100, unit_price=87)
        receipt = receive(actor, made, lot_for(made, quantity=60))
        row = Lot.objects.values().get(receipt_id=receipt)
        row |= {"id": uuid4(), "number": "B9", "quantity": 1, "unit_price": 88}
        with pytest.raises(IntegrityError, match="not as it was ordered"), transaction.atomic():
            Lot.objects.create(**row)

    def test_the_database_refuses_more_than_was_ordered(self) -> None:
        actor = become("storekeeper")
        made = order(actor, quantity=100)
        receipt = receive(actor, made, lot_for(made, quantity=60))
        row = Lot.objects.values().get(receipt_id=receipt)
        row |= {"id": uuid4(), "number": "B9", "quantity": 41}
        with (
            pytest.raises(IntegrityError, match="more came than was ordered"),
            transaction.atomic(),
        ):
            Lot.objects.create(**row)

    def test_nobody_writes_stock_by_hand(self) -> None:
        become("storekeeper")
        refused = pytest.raises(ProgrammingError, match="permission denied")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE pharmacy_stockbalance SET on_hand = 1")
