"""Orders, deliveries and transfers, so that each box handed over was bought and moved before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from anxin.demo.diary import Diary
from anxin.demo.medicines import CALMING, LONG_ACTING, price_of
from anxin.demo.rota import CYCLE, Rota
from anxin.demo.staff import HOSPITALS
from anxin.demo.story import Fate, Patient
from anxin.demo.world import World
from anxin.pharmacy import queries, services
from anxin.pharmacy.models import Product
from anxin.rules.access import Duty
from anxin.upkeep.seed import identify

_DELIVERY = timedelta(days=4)
_LOOK_AHEAD = timedelta(days=70)
_LEAST_DAYS = 75
_ORDER_DAYS = 160
_CALMING_A_MONTH = 60
_MAKERS = ("川东制药有限公司", "渝南药业股份有限公司", "长江制药有限公司")
_SUPPLIERS = {"rehab": "渝西医药配送有限公司", "centre": "江城医药有限公司"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the demonstration remembers of a product."""

    id: UUID
    pack_units: int


class Stock:
    """The two hospitals' stores, and the clinics that they fill."""

    def __init__(
        self, world: World, diary: Diary, rota: Rota, *, patients: Sequence[Patient]
    ) -> None:
        self._world = world
        self._diary = diary
        self._rota = rota
        self._patients = patients
        self._products: dict[str, Known] = {}

    def plan(self) -> None:
        """Plan the look at the shelves of each four weeks; the last order is still on its way."""
        world = self._world
        day = world.start + timedelta(days=1)
        while day < world.today - _DELIVERY:
            self._plan_look(day)
            day += CYCLE
        self._plan_look(world.today - timedelta(days=1))

    def _plan_look(self, day: date) -> None:
        for hospital in HOSPITALS:
            self._diary.on(
                self._world.moment(day, 9), "采购药品", partial(self._look, hospital, day)
            )

    def _look(self, hospital: str, on: date) -> None:
        """Order what will run short; what was ordered arrives after some days."""
        world = self._world
        who = world.colleague(Duty.STOREKEEPER, hospital)
        with world.acting(who) as actor:
            self._products = self._products or _known_products()
            short = self._running_short(hospital, on)
            if on >= world.today - _DELIVERY and not short:
                short = {
                    code: 10 * self._products[code].pack_units
                    for code in sorted(self._rates(hospital, on))[:3]
                }
            if not short:
                return
            order_id = services.place_order(
                request_id=world.request("order", hospital, on),
                platform_number=f"YP{on:%Y%m%d}{HOSPITALS.index(hospital) + 1:02d}",
                supplier=_SUPPLIERS[hospital],
                ordered_on=on,
                lines=[
                    services.OrderedLine(
                        product_id=self._products[code].id,
                        quantity=units,
                        unit_price=price_of(code, ordered_on=on, start=world.start),
                    )
                    for code, units in sorted(short.items())
                ],
                actor=actor,
                at=world.moment(on, 9),
            )
        world.made["采购订单"] += 1
        if on + _DELIVERY <= world.today:
            self._diary.on(
                world.moment(on + _DELIVERY, 9),
                "药品入库",
                partial(self._receive, hospital, order_id, on + _DELIVERY),
            )

    def _running_short(self, hospital: str, on: date) -> dict[str, int]:
        """Return how many units to order of what lasts less than the least number of days."""
        rates = self._rates(hospital, on)
        stock: Counter[UUID] = Counter()
        for lot in queries.stock_of(identify("organisation", hospital), on=on):
            stock[lot.product_id] += lot.available
        found = {}
        for code, a_month in rates.items():
            known = self._products[code]
            if stock[known.id] * 30 < a_month * _LEAST_DAYS:
                wanted = a_month * _ORDER_DAYS // 30 - stock[known.id]
                found[code] = -(-wanted // known.pack_units) * known.pack_units
        return found

    def _rates(self, hospital: str, on: date) -> dict[str, int]:
        """Return the units a month of each product that the hospital's people take or will soon."""
        rates: Counter[str] = Counter({CALMING: _CALMING_A_MONTH})
        for one in self._patients:
            soon = one.handed_in <= on + _LOOK_AHEAD and not one.ended
            if one.fate is Fate.SERVED and soon and self._rota.guide(one.clinic) == hospital:
                for dose in one.regimen:
                    rates[dose.product] += dose.units * (1 if dose.product in LONG_ACTING else 30)
        return rates

    def _receive(self, hospital: str, order_id: UUID, on: date) -> None:
        world = self._world
        who = world.colleague(Duty.STOREKEEPER, hospital)
        with world.acting(who) as actor:
            lots = [
                services.ReceivedLot(
                    line_id=line.line_id,
                    number=f"{on:%y%m%d}{number:02d}",
                    maker=_MAKERS[number % len(_MAKERS)],
                    expires_on=on + timedelta(days=540 + 30 * (number % 9)),
                    quantity=line.quantity,
                )
                for number, line in enumerate(queries.order_lines(order_id), start=1)
            ]
            services.receive(
                request_id=world.request("receipt", hospital, on),
                order_id=order_id,
                invoice_number=f"FP{on:%Y%m%d}{HOSPITALS.index(hospital) + 1:02d}",
                received_on=on,
                lots=lots,
                actor=actor,
                at=world.moment(on, 9),
            )
        world.made["药品批次"] += len(lots)

    def fill(self, point: str, needed: Mapping[str, int], *, on: date) -> None:
        """Move what a clinic day will need, as far as it is not there yet (5.3.1.c)."""
        hospital = self._rota.guide(point)
        if point == hospital or not needed:
            return
        world = self._world
        who = world.colleague(Duty.STOREKEEPER, hospital)
        target = identify("organisation", point)
        with world.acting(who) as actor:
            lines = self._lines(needed, hospital=hospital, point=point, on=on)
            if not lines:
                return
            services.transfer(
                request_id=world.request("transfer", point, on),
                target_id=target,
                lines=lines,
                moved_on=on,
                actor=actor,
                at=world.moment(on, 15),
            )
        world.made["调拨"] += 1

    def _lines(
        self, needed: Mapping[str, int], *, hospital: str, point: str, on: date
    ) -> list[tuple[UUID, int]]:
        ids = {self._products[code].id: units for code, units in needed.items()}
        there: Counter[UUID] = Counter()
        for lot in queries.stock_of(identify("organisation", point), ids, on=on):
            there[lot.product_id] += lot.available
        lines = []
        left = {product: units - there[product] for product, units in ids.items()}
        for lot in queries.stock_of(identify("organisation", hospital), ids, on=on):
            units = min(lot.available, max(0, left[lot.product_id]))
            if units:
                lines.append((lot.lot_id, units))
                left[lot.product_id] -= units
        return lines


def _known_products() -> dict[str, Known]:
    rows = Product.objects.values_list("code", "id", "pack_units")
    return {code: Known(id=product_id, pack_units=units) for code, product_id, units in rows}
