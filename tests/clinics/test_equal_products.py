"""A cheaper equal product beside the line: shown while the doctor types, and never a stop (2.2)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.clinics.models import Prescription
from anxin.clinics.queries.equal_products import CheaperSeen, cheaper_equals
from anxin.clinics.services import Prescribed
from anxin.rules.dosing import Dose
from tests import world
from tests.clinics import steps
from tests.dispensing import steps as counter
from tests.web.conftest import Browse

pytestmark = pytest.mark.django_db

TEN, FIVE, SEVENS = "a3-08-1-10mg-14", "a3-08-1-5mg-28", "a3-08-1-10mg-7"
SLOW, LITHIUM = "a3-19-1-300mg", "a3-18-1-250mg"


def line(code: str = TEN, **changes: object) -> Prescribed:
    facts: dict[str, object] = {
        "product_id": steps.product(code),
        "dose": Dose(night=2),
        "days": 28,
    }
    return Prescribed(**{**facts, **changes})  # type: ignore[arg-type]


def found(*lines: Prescribed, point: str = world.POINT) -> list[CheaperSeen]:
    world.become("psychiatrist")
    return cheaper_equals(
        dict(enumerate(lines, start=1)),
        organisation_id=steps.place(point),
        usual=28,
        on=counter.TODAY,
    )


def told(*lines: Prescribed) -> list[tuple[int, str, str, int]]:
    return [(one.number, one.product.code, one.directions, one.available) for one in found(*lines)]


def test_two_tablets_of_half_the_strength_cost_less():
    counter.stocked(500, product=TEN, price=178)
    counter.stocked(600, product=FIVE, price=80)

    (one,) = found(line(note="饭后服"))

    assert (one.number, one.chosen.code, one.product.code) == (1, TEN, FIVE)
    assert (one.chosen_price, one.price, one.saves_percent) == (178, 80, "10.1")
    assert (one.directions, one.available) == ("睡前2片，饭后服", 600)


def test_nothing_is_said_of_what_costs_as_much_or_is_not_there():
    counter.stocked(500, product=TEN, price=178)
    assert found(line()) == []

    counter.stocked(600, product=FIVE, price=89)
    assert found(line()) == []
    assert found(line(SEVENS)) == []


def test_only_where_it_is_enough_and_in_date():
    counter.stocked(500, product=TEN, price=178)
    counter.stocked(55, product=FIVE, price=80)
    counter.stocked(600, product=SEVENS, price=1, expires_on=counter.TODAY + timedelta(days=1))
    assert [one.product.code for one in found(line())] == [SEVENS]
    world.become("psychiatrist")
    late = cheaper_equals(
        {1: line()},
        organisation_id=steps.place(world.POINT),
        usual=28,
        on=counter.TODAY + timedelta(days=2),
    )
    assert late == []

    counter.stocked(1, product=FIVE, price=80)
    assert [one.product.code for one in found(line())] == [SEVENS, FIVE]


def test_the_price_is_that_of_the_lot_which_leaves_first():
    counter.stocked(500, product=TEN, price=178)
    counter.stocked(600, product=FIVE, price=80)
    soon = counter.TODAY + timedelta(days=200)
    counter.stocked(600, product=FIVE, price=95, expires_on=soon)

    assert found(line()) == []


def test_another_medicine_of_the_substance_or_another_points_stock_does_not_count():
    counter.stocked(900, product=LITHIUM, price=13)
    counter.stocked(900, product=SLOW, price=1)
    counter.stocked(500, product=TEN, price=178)
    counter.stocked(600, product=FIVE, price=80, point="hc-103")

    assert found(line(LITHIUM), line()) == []


def test_each_line_has_its_own():
    counter.stocked(500, product=TEN, price=178)
    counter.stocked(600, product=FIVE, price=80)

    assert told(line(LITHIUM), line()) == [(2, FIVE, "睡前2片", 600)]


class TestOnThePage:
    @pytest.fixture
    def attendance(self) -> UUID:
        at = now()
        counter.stocked(500, product=TEN, price=178, at=at)
        counter.stocked(600, product=FIVE, price=80, at=at)
        return steps.arrived(steps.clinic_day(day=localdate(at), at=at), steps.enrolled(), at=at)

    def send(
        self, browse: Browse, attendance: UUID, *, night: str = "1", **more: object
    ) -> HttpResponse:
        typed = {
            "request_id": str(uuid4()),
            "risk_level": "0",
            "line-TOTAL_FORMS": 1,
            "line-INITIAL_FORMS": 0,
            "line-0-product_id": str(steps.product(TEN)),
            "line-0-night": night,
            "line-0-every_days": "1",
            **more,
        }
        url = reverse("clinics:visit", args=[attendance])
        return browse("psychiatrist").post(url, typed)

    def test_it_is_shown_when_a_line_is_added(self, browse: Browse, attendance: UUID):
        answer = self.send(browse, attendance, step="add-line")

        assert "同样的药，本点有更便宜的" in answer.content.decode()
        assert "便宜 10.1%" in answer.content.decode()

    def test_it_stands_beside_the_grounds_of_a_refusal(self, browse: Browse, attendance: UUID):
        answer = self.send(browse, attendance, night="3")

        assert answer.status_code == 422
        assert "请在这一行写明理由" in answer.content.decode()
        assert "睡前6片" in answer.content.decode()

    def test_a_line_that_can_not_be_read_has_none(self, browse: Browse, attendance: UUID):
        answer = self.send(browse, attendance, night="x")

        assert answer.status_code == 422
        assert "更便宜" not in answer.content.decode()

    def test_it_stops_nobody(self, browse: Browse, attendance: UUID):
        assert self.send(browse, attendance).status_code == 302
        assert Prescription.objects.get().lines.get().product.code == TEN
