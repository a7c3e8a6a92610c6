"""The stock's part of the spine: ordered on the platform, received, moved to the point's store."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from anxin.pharmacy import queries, services
from anxin.pharmacy.models import Lot, Product
from tests.dispensing.steps import RISPERIDONE
from tests.journeys.spine import on_hand
from tests.world import as_, beijing, organisation

OLANZAPINE = "a3-08-1-5mg-28"
BOUGHT = beijing(2026, 6, 29)
BOUGHT_ON = date(2026, 6, 29)


class Stock:
    """Steps about medicine; ``lots`` are two of risperidone, first expiry first, and one of olanzapine."""

    lots: list[UUID]

    def given_medicine_ordered_received_and_moved_to_the_point(self) -> None:
        self.lots = [
            self.bought(RISPERIDONE, quantity=60, price=90, expires_on=date(2027, 1, 31)),
            self.bought(RISPERIDONE, quantity=100, price=95, expires_on=date(2028, 1, 31)),
            self.bought(OLANZAPINE, quantity=100, price=350, expires_on=date(2028, 1, 31)),
        ]
        assert [on_hand(lot, "rehab", "hc-101") for lot in self.lots] == [
            [60, 0],
            [100, 0],
            [100, 0],
        ]
        with as_("storekeeper") as storekeeper:
            services.transfer(
                request_id=uuid4(),
                target_id=organisation("hc-101").id,
                lines=list(zip(self.lots, (60, 100, 100), strict=True)),
                moved_on=BOUGHT_ON,
                actor=storekeeper,
                at=BOUGHT,
            )
        assert [on_hand(lot, "rehab", "hc-101") for lot in self.lots] == [
            [0, 60],
            [0, 100],
            [0, 100],
        ]

    def bought(self, code: str, *, quantity: int, price: int, expires_on: date) -> UUID:
        """Order one product and receive it as one lot."""
        with as_("storekeeper") as storekeeper:
            product = Product.objects.get(code=code)
            order = services.place_order(
                request_id=uuid4(),
                platform_number=f"PT-{code}-{price}",
                supplier="测试医药公司",
                ordered_on=BOUGHT_ON,
                lines=[
                    services.OrderedLine(product_id=product.id, quantity=quantity, unit_price=price)
                ],
                actor=storekeeper,
                at=BOUGHT,
            )
        with as_("storekeeper") as storekeeper:
            line = queries.order_lines(order)[0]
            receipt = services.receive(
                request_id=uuid4(),
                order_id=order,
                invoice_number=f"FP-{code}-{price}",
                received_on=BOUGHT_ON,
                lots=[
                    services.ReceivedLot(
                        line_id=line.line_id,
                        number=f"B-{price}",
                        maker="测试制药厂",
                        expires_on=expires_on,
                        quantity=quantity,
                    )
                ],
                actor=storekeeper,
                at=BOUGHT,
            )
            return Lot.objects.get(receipt_id=receipt).id

    def available_on(self, day: date) -> dict[str, int]:
        """Return the units that the point can still give out on a day, by product."""
        with as_("dispenser") as dispenser:
            codes = dict(
                Product.objects.filter(code__in=(RISPERIDONE, OLANZAPINE)).values_list("id", "code")
            )
            found = dict.fromkeys(codes.values(), 0)
            for lot in queries.stock_of(dispenser.organisation_id, list(codes), on=day):
                found[codes[lot.product_id]] += lot.available
            return found
