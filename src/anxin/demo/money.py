"""Budgets paid into the fund, and advances out of it to the hospitals (5.4, 5.5.a, 7.1.a)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from anxin.demo.diary import Diary
from anxin.demo.medicines import monthly_cost
from anxin.demo.staff import HOSPITALS
from anxin.demo.story import Fate, Patient
from anxin.demo.world import World
from anxin.funding import services
from anxin.rules.access import Duty
from anxin.rules.quarters import Quarter
from anxin.upkeep.seed import identify

_SHARES = (("district", 60), ("higher", 30), ("federation", 10))
_DOCUMENTS = {
    "district": "江津财社〔{year}〕18号",
    "higher": "渝财社〔{year}〕45号",
    "federation": "江津残联〔{year}〕7号",
}
_WHOLE = 1_000_000
"""Sums are rounded up to 10,000 yuan."""
_BUDGETED_QUARTERS = 5


class Money:
    """The fund's money: it does not depend on what the clinics do, and is made before them."""

    def __init__(self, world: World, diary: Diary, *, patients: Sequence[Patient]) -> None:
        self._world = world
        self._diary = diary
        self._monthly = dict.fromkeys(HOSPITALS, 0)
        for one in patients:
            if one.fate is Fate.SERVED:
                self._monthly[one.hospital] += monthly_cost(one.regimen)

    def plan(self) -> None:
        """Plan the budgets of each year and the advances of each quarter."""
        world = self._world
        self._at(world.start, 9, "预算到账", partial(self._budget, world.start))
        for year in range(world.start.year + 1, world.today.year + 1):
            day = world.working_day(date(year, 1, 4))
            if day <= world.today:
                self._at(day, 9, "预算到账", partial(self._budget, day))
        quarter, last = Quarter.of(world.start), Quarter.of(world.today)
        while quarter <= last:
            day = max(world.start, quarter.first_day - timedelta(days=8))
            self._ask(quarter, world.working_day(day), answered=True)
            quarter = quarter.next
        # The commission has not answered these yet.
        self._ask(last.next, world.today - timedelta(days=1), answered=False)

    def _at(self, day: date, hour: int, what: str, act: Callable[[], None]) -> None:
        self._diary.on(self._world.moment(day, hour), what, act)

    def _quarterly(self, hospital: str) -> int:
        need = 3 * self._monthly[hospital]
        return max(1, -(-need // _WHOLE)) * _WHOLE

    def _budget(self, on: date) -> None:
        """Pay a year's money in, from each source its part, with some to spare."""
        world = self._world
        need = _BUDGETED_QUARTERS * sum(self._quarterly(hospital) for hospital in HOSPITALS)
        with world.acting(world.colleague(Duty.FINANCE, "finance")) as actor:
            for source, share in _SHARES:
                services.add_budget(
                    request_id=world.request("budget", source, on.year),
                    source_id=identify("source", source),
                    year=on.year,
                    amount=need * share // 100,
                    document=_DOCUMENTS[source].format(year=on.year),
                    paid_on=on,
                    actor=actor,
                    at=world.moment(on, 9),
                )
        world.made["预算"] += len(_SHARES)

    def _ask(self, quarter: Quarter, on: date, *, answered: bool) -> None:
        for hospital in HOSPITALS:
            act = partial(self._advance, hospital, quarter, on, answered=answered)
            self._at(on, 11, "申请预拨", act)

    def _advance(self, hospital: str, quarter: Quarter, on: date, *, answered: bool) -> None:
        world = self._world
        monthly = self._monthly[hospital] // 100
        with world.acting(world.colleague(Duty.CLAIM_CHECKER, "office")) as actor:
            advance_id = services.request_advance(
                request_id=world.request("advance", hospital, quarter),
                hospital_id=identify("organisation", hospital),
                quarter=quarter,
                amount=self._quarterly(hospital),
                estimate=f"按现有服药对象测算，每月药费约 {monthly:,} 元，按三个月预拨",
                actor=actor,
                at=world.moment(on, 11),
            )
        day = min(world.working_day(on, after=2), world.today)
        if answered:
            about = ("approve", hospital, quarter)
            self._at(day, 12, "审批预拨", partial(self._approve, advance_id, day, about))

    def _approve(self, advance_id: UUID, on: date, about: tuple[object, ...]) -> None:
        world = self._world
        with world.acting(world.colleague(Duty.COMMISSION, "commission")) as actor:
            services.answer_advance(
                request_id=world.request(*about),
                advance_id=advance_id,
                approve=True,
                because="",
                actor=actor,
                at=world.moment(on, 12),
            )
        world.made["预拨"] += 1
