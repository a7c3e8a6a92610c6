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
from anxin.demo.rota import CYCLE
from anxin.demo.staff import HOSPITALS, Colleague
from anxin.demo.story import Fate, Patient
from anxin.demo.world import World
from anxin.pharmacy import queries, services
from anxin.pharmacy.models import Product
from anxin.rules.access import Actor, Duty
from anxin.upkeep.seed import identify

_DELIVERY = timedelta(days=4)
_LOOK_AHEAD = timedelta(days=70)
_LEAST_DAYS = 90
_ORDER_DAYS = 200
_CALMING_A_MONTH = 60
_ROUTINE_PRODUCTS, _ROUTINE_PACKS = 3, 10
_MAKERS = ("川东制药有限公司", "渝南药业股份有限公司", "长江制药有限公司")
_SUPPLIERS = {"rehab": "渝西医药配送有限公司", "centre": "江城医药有限公司"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the demonstration remembers of a product."""

    id: UUID
    pack_units: int


class Stock:
    """A hospital's store, and the clinics that it fills."""

    def __init__(
        self, world: World, diary: Diary, *, hospital: str, patients: Sequence[Patient]
    ) -> None:
        self._world = world
        self._diary = diary
        self._hospital = hospital
        self._patients = [one for one in patients if one.fate is Fate.SERVED]
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
        self._diary.on(self._world.moment(day, 9), "采购药品", partial(self._look, day))

    def _look(self, on: date) -> None:
        """Order what will run short; what was ordered arrives after some days."""
        world = self._world
        with world.acting(self._keeper()) as actor:
            self._products = self._products or _known_products()
            wanted = self._running_short(on)
            if on > world.today - _DELIVERY:
                wanted = wanted or self._routine(on)
            if not wanted:
                return
            order_id = self._order(wanted, on=on, actor=actor)
        world.made["采购订单"] += 1
        arrives = on + _DELIVERY
        if arrives <= world.today:
            take_in = partial(self._receive, order_id, arrives)
            self._diary.on(world.moment(arrives, 9), "药品入库", take_in)

    def _order(self, wanted: Mapping[str, int], *, on: date, actor: Actor) -> UUID:
        world = self._world
        return services.place_order(
            request_id=world.request("order", self._hospital, on),
            platform_number=self._number("YP", on),
            supplier=_SUPPLIERS[self._hospital],
            ordered_on=on,
            lines=[
                services.OrderedLine(
                    product_id=self._products[code].id,
                    quantity=units,
                    unit_price=price_of(code, ordered_on=on, start=world.start),
                )
                for code, units in sorted(wanted.items())
            ],
            actor=actor,
            at=world.moment(on, 9),
        )

    def _running_short(self, on: date) -> dict[str, int]:
        """Return how many units to order of what lasts less than the least number of days."""
        stock = self._held(self._hospital, on=on)
        found = {}
        for code, a_month in self._rates(on).items():
            known = self._products[code]
            if stock[known.id] * 30 < a_month * _LEAST_DAYS:
                wanted = a_month * _ORDER_DAYS // 30 - stock[known.id]
                found[code] = -(-wanted // known.pack_units) * known.pack_units
        return found

    def _routine(self, on: date) -> dict[str, int]:
        """Return a small order of everyday medicines."""
        codes = sorted(self._rates(on))[:_ROUTINE_PRODUCTS]
        return {code: _ROUTINE_PACKS * self._products[code].pack_units for code in codes}

    def _rates(self, on: date) -> dict[str, int]:
        """Return the units a month of each product that people take now or will soon."""
        rates: Counter[str] = Counter({CALMING: _CALMING_A_MONTH})
        for one in self._patients:
            if one.handed_in <= on + _LOOK_AHEAD and not one.ended:
                for dose in one.regimen:
                    rates[dose.product] += dose.units * (1 if dose.product in LONG_ACTING else 30)
        return rates

    def _receive(self, order_id: UUID, on: date) -> None:
        world = self._world
        with world.acting(self._keeper()) as actor:
            lots = [
                services.ReceivedLot(
                    line_id=line.line_id,
                    number=f"{on:%y%m%d}{number:02d}",
                    maker=_MAKERS[number % len(_MAKERS)],
                    expires_on=on + self._shelf_life(line.product_id, number),
                    quantity=line.quantity,
                )
                for number, line in enumerate(queries.order_lines(order_id), start=1)
            ]
            services.receive(
                request_id=world.request("receipt", self._hospital, on),
                order_id=order_id,
                invoice_number=self._number("FP", on),
                received_on=on,
                lots=lots,
                actor=actor,
                at=world.moment(on, 9),
            )
        world.made["药品批次"] += len(lots)

    def _shelf_life(self, product_id: UUID, number: int) -> timedelta:
        """Return how long a lot keeps: what calms is short-dated, and the last of it grows old."""
        if product_id == self._products[CALMING].id:
            return timedelta(days=30 * self._world.months + 45)
        return timedelta(days=540 + 30 * (number % 9))

    def fill(self, point: str, needed: Mapping[str, int], *, on: date) -> None:
        """Move what a clinic day will need, as far as it is not there yet (5.3.1.c)."""
        if point == self._hospital or not needed:
            return
        world = self._world
        with world.acting(self._keeper()) as actor:
            lines = self._lines(needed, point=point, on=on)
            if not lines:
                return
            services.transfer(
                request_id=world.request("transfer", point, on),
                target_id=identify("organisation", point),
                lines=lines,
                moved_on=on,
                actor=actor,
                at=world.moment(on, 7),
            )
        world.made["调拨"] += 1

    def _lines(self, needed: Mapping[str, int], *, point: str, on: date) -> list[tuple[UUID, int]]:
        wanted = {self._products[code].id: units for code, units in needed.items()}
        there = self._held(point, on=on)
        left = {product: units - there[product] for product, units in wanted.items()}
        lines = []
        for lot in queries.stock_of(identify("organisation", self._hospital), wanted, on=on):
            units = min(lot.available, max(0, left[lot.product_id]))
            if units:
                lines.append((lot.lot_id, units))
                left[lot.product_id] -= units
        return lines

    def _held(self, organisation: str, *, on: date) -> Counter[UUID]:
        """Return the units of each product that a store can give out."""
        held: Counter[UUID] = Counter()
        for lot in queries.stock_of(identify("organisation", organisation), on=on):
            held[lot.product_id] += lot.available
        return held

    def _keeper(self) -> Colleague:
        return self._world.colleague(Duty.STOREKEEPER, self._hospital)

    def _number(self, prefix: str, on: date) -> str:
        return f"{prefix}{on:%Y%m%d}{HOSPITALS.index(self._hospital) + 1:02d}"


def _known_products() -> dict[str, Known]:
    rows = Product.objects.values_list("code", "id", "pack_units")
    return {code: Known(id=product_id, pack_units=units) for code, product_id, units in rows}
