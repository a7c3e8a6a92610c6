"""The storekeeper's pages and what a dispenser sees of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.pharmacy import queries
from anxin.pharmacy.models import Lot, PurchaseOrder, Transfer
from anxin.pharmacy.tasks import tasks_for
from tests.pharmacy.deliveries import (
    lot_for,
    move,
    order,
    organisation_id,
    product,
    receive,
    stocked,
)
from tests.web.conftest import Browse
from tests.world import become, beijing

pytestmark = pytest.mark.django_db


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def rows(prefix: str, count: int, *filled: dict[str, object]) -> dict[str, object]:
    """Return a formset as a browser sends it."""
    data: dict[str, object] = {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": 0}
    for index, row in enumerate(filled):
        data |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return data


def order_data(**changes: object) -> dict[str, object]:
    become("storekeeper")
    line = {"product_id": product().id, "boxes": "10", "unit_price": "0.87"}
    head = {
        "request_id": uuid4(),
        "platform_number": "PT-7",
        "supplier": "某公司",
        "ordered_on": localdate().isoformat(),
    }
    return head | rows("line", 8, line) | changes


def lot_data(order_id: UUID, **changes: object) -> dict[str, object]:
    become("storekeeper")
    (line,) = queries.order_lines(order_id)
    lot = {
        "line_id": line.line_id,
        "number": "B1",
        "maker": "某厂",
        "expires_on": "2031-01-31",
        "boxes": "6",
    }
    head = {"request_id": uuid4(), "invoice_number": "FP-9", "received_on": localdate().isoformat()}
    return head | rows("lot", 5, lot) | changes


class TestOrders:
    def test_an_order_typed_in_boxes_is_kept_in_units(self, browse: Browse) -> None:
        client = browse("storekeeper")
        answer = client.post(reverse("pharmacy:add_order"), order_data())
        assert answer.status_code == 302
        become("storekeeper")
        made = PurchaseOrder.objects.get()
        (line,) = queries.order_lines(made.id)
        assert (line.quantity, line.unit_price) == (200, 87)
        assert "PT-7" in text_of(client.get(answer["Location"]))

    def test_a_half_filled_row_is_told_at_its_field_and_nothing_typed_is_lost(
        self, browse: Browse
    ) -> None:
        client = browse("storekeeper")
        data = order_data(**{"line-0-boxes": "", "line-0-unit_price": "abc"})
        answer = client.post(reverse("pharmacy:add_order"), data)
        page = text_of(answer)
        assert answer.status_code == 422
        assert "请填写盒数" in page
        assert "请填写金额" in page
        assert 'value="PT-7"' in page
        become("storekeeper")
        assert PurchaseOrder.objects.count() == 0

    def test_an_order_without_medicine_is_refused_with_its_clause(self, browse: Browse) -> None:
        answer = browse("storekeeper").post(
            reverse("pharmacy:add_order"),
            order_data(**{"line-0-product_id": "", "line-0-boxes": "", "line-0-unit_price": ""}),
        )
        assert answer.status_code == 422
        assert "至少填写一种药品" in text_of(answer)

    def test_another_hospitals_order_does_not_exist(self, browse: Browse) -> None:
        made = order(become("storekeeper"))
        assert (
            browse("centre_storekeeper").get(reverse("pharmacy:order", args=[made])).status_code
            == 404
        )

    def test_the_filter_says_how_many_it_hides(self, browse: Browse) -> None:
        actor = become("storekeeper")
        order(actor, number="PT-A")
        full = order(actor, number="PT-B")
        receive(actor, full)
        page = text_of(browse("storekeeper").get(reverse("pharmacy:orders"), {"show": "waiting"}))
        assert "PT-A" in page
        assert "PT-B" not in page
        assert "隐藏了 1 条" in page


class TestReceiving:
    def test_a_delivery_enters_the_store(self, browse: Browse) -> None:
        made = order(become("storekeeper"), at=now(), ordered_on=localdate())
        client = browse("storekeeper")
        answer = client.post(reverse("pharmacy:receive", args=[made]), lot_data(made))
        assert answer.status_code == 302
        become("storekeeper")
        assert Lot.objects.get().quantity == 120
        page = text_of(client.get(reverse("pharmacy:stock")))
        assert "B1" in page
        assert "2031年1月31日" in page

    def test_too_much_and_expired_are_told_together(self, browse: Browse) -> None:
        made = order(become("storekeeper"), at=now(), ordered_on=localdate())
        data = lot_data(made, **{"lot-0-boxes": "11", "lot-0-expires_on": "2020-01-31"})
        answer = browse("storekeeper").post(reverse("pharmacy:receive", args=[made]), data)
        page = text_of(answer)
        assert answer.status_code == 422
        assert "已经过期，不能收货" in page
        assert "订单还有 200 未到货，本次收货 220" in page

    def test_an_order_that_has_come_whole_offers_no_form(self, browse: Browse) -> None:
        actor = become("storekeeper")
        made = order(actor)
        receive(actor, made)
        page = text_of(browse("storekeeper").get(reverse("pharmacy:receive", args=[made])))
        assert "这张订单已经到齐" in page
        assert '<form method="post" class="act-form"' not in page


class TestTransferring:
    def data(self, lot: Lot, quantity: str) -> dict[str, object]:
        return {
            "request_id": uuid4(),
            "target_id": organisation_id("hc-101"),
            "moved_on": localdate().isoformat(),
            f"lot_{lot.id.hex}": quantity,
        }

    def test_units_of_a_lot_go_to_the_clinic(self, browse: Browse) -> None:
        lot = stocked(become("storekeeper"), quantity=100)
        client, data = browse("storekeeper"), self.data(lot, "40")
        answer = client.post(reverse("pharmacy:add_transfer"), data)
        assert answer.status_code == 302
        assert "油溪（中心）卫生院" in text_of(client.get(answer["Location"]))
        page = text_of(browse("dispenser").get(reverse("pharmacy:stock")))
        assert "可发 40 片" in page

    def test_too_much_is_refused_in_words_and_nothing_moves(self, browse: Browse) -> None:
        lot = stocked(become("storekeeper"), quantity=100)
        answer = browse("storekeeper").post(reverse("pharmacy:add_transfer"), self.data(lot, "101"))
        assert answer.status_code == 422
        assert "可调拨 100，不够 101，缺 1" in text_of(answer)
        become("storekeeper")
        assert Transfer.objects.count() == 0

    def test_no_lot_typed_is_refused(self, browse: Browse) -> None:
        lot = stocked(become("storekeeper"), quantity=100)
        answer = browse("storekeeper").post(reverse("pharmacy:add_transfer"), self.data(lot, ""))
        assert "至少填写一种药品" in text_of(answer)

    def test_an_expired_lot_is_shown_as_such_and_not_offered(self, browse: Browse) -> None:
        lot = stocked(become("storekeeper"), quantity=100)
        client = browse("storekeeper")
        field = f"lot_{lot.id.hex}"
        assert field in text_of(client.get(reverse("pharmacy:add_transfer")))
        with time_machine.travel(beijing(2028, 7, 1), tick=False):
            assert field not in text_of(client.get(reverse("pharmacy:add_transfer")))
            assert "已过期 1 天，不能发出" in text_of(client.get(reverse("pharmacy:stock")))


class TestWhoMayOpenWhat:
    @pytest.mark.parametrize(
        ("colleague", "name", "status"),
        [
            ("storekeeper", "stock", 200),
            ("dispenser", "stock", 200),
            ("pharmacist", "stock", 200),
            ("auditor", "stock", 200),
            ("officer", "stock", 404),
            ("finance", "stock", 404),
            ("storekeeper", "orders", 200),
            ("dispenser", "orders", 404),
            ("dispenser", "add_transfer", 404),
            ("storekeeper", "add_transfer", 200),
            ("storekeeper", "transfers", 200),
            ("auditor", "add_order", 404),
        ],
    )
    def test_a_page_opens_only_for_its_duties(
        self, browse: Browse, colleague: str, name: str, status: int
    ) -> None:
        assert browse(colleague).get(reverse(f"pharmacy:{name}")).status_code == status

    def test_a_dispenser_does_not_open_another_clinics_store(self, browse: Browse) -> None:
        become("storekeeper")
        other = organisation_id("hc-103")
        answer = browse("dispenser").get(reverse("pharmacy:stock"), {"store": other})
        assert answer.status_code == 404

    def test_who_is_not_signed_in_sees_nothing(self, client: Client) -> None:
        assert client.get(reverse("pharmacy:stock")).status_code == 302


class TestWhatWaits:
    def test_a_storekeeper_is_told_of_what_has_not_come(self) -> None:
        actor = become("storekeeper")
        made = order(actor)
        (task,) = tasks_for(actor, on=localdate())
        assert (task.title, task.clause, task.count) == ("订单还有药品未到货", "5.3.1.a", 1)
        receive(actor, made, lot_for(made))
        assert tasks_for(actor, on=localdate()) == []

    def test_a_dispenser_is_told_of_lots_that_end_within_ninety_days(self) -> None:
        actor = become("storekeeper")
        today = localdate()
        near = stocked(actor, expires_on=today + timedelta(days=90), number="N-90")
        far = stocked(actor, expires_on=today + timedelta(days=91), number="N-91")
        move(actor, (near.id, 5), (far.id, 5))
        (task,) = tasks_for(become("dispenser"), on=today)
        assert task.due_on == near.expires_on
        assert "N-90" in task.detail
        assert "N-91" not in task.detail

    def test_others_have_nothing_to_do_here(self) -> None:
        stocked(become("storekeeper"))
        assert tasks_for(become("finance"), on=localdate()) == []


class TestLists:
    def test_a_new_order_has_one_row_and_gets_another_when_asked(self, browse: Browse):
        page = text_of(browse("storekeeper").get(reverse("pharmacy:add_order")))
        assert "第 1 行" in page
        assert "第 2 行" not in page

        sent = order_data(step="add-line", **rows("line", 1, {"boxes": "7"}))
        answer = browse("storekeeper").post(reverse("pharmacy:add_order"), sent)

        assert answer.status_code == 200
        assert "第 2 行" in text_of(answer)
        assert 'value="7"' in text_of(answer)
        become("storekeeper")
        assert not PurchaseOrder.objects.exists()

    def test_the_filter_of_orders_tells_what_it_hides(self, browse: Browse):
        keeper = become("storekeeper")
        receive(keeper, order(keeper))
        order(keeper)
        page = text_of(browse("storekeeper").get(reverse("pharmacy:orders"), {"show": "waiting"}))

        assert "到货：还有药品未到货的" in page
        assert "筛选隐藏了 1 条" in page

    def test_the_shelf_can_be_narrowed_to_what_ends_soon(self, browse: Browse):
        stocked(become("storekeeper"))
        page = text_of(browse("storekeeper").get(reverse("pharmacy:stock"), {"expiry": "expired"}))

        assert "筛选隐藏了全部 1 条" in page
        assert "清除筛选" in page
