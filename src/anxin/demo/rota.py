"""The clinic days of the year: every point every four weeks, the hospitals' own sites every week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from anxin.clinics import services
from anxin.demo.diary import Diary
from anxin.demo.staff import HOSPITALS, SPINE_POINT, Colleague
from anxin.demo.world import World
from anxin.rules.access import Duty
from anxin.upkeep.seed import identify

CYCLE = timedelta(days=28)
WEEK = timedelta(days=7)
_AHEAD = timedelta(days=75)
"""A visit of two cycles is agreed for a day that is published already."""
_LAST = timedelta(days=63)
_FIRST = timedelta(days=21)


class Rota:
    """Which point is open when, and by whom; published bit by bit as the year goes on."""

    def __init__(self, world: World, diary: Diary) -> None:
        self._world = world
        self._diary = diary
        self._guides = {
            clinic.organisation: clinic.guiding_hospital for clinic in world.policy.clinics.values()
        }
        self._guides |= {hospital: hospital for hospital in HOSPITALS}
        self.days = {point: self._days_of(point) for point in self._guides}
        self._ids: dict[tuple[str, date], UUID] = {}

    @property
    def points(self) -> Sequence[str]:
        """Return the points of pick-up, in a fixed order."""
        return sorted(self._guides)

    def guide(self, point: str) -> str:
        """Return the specialist hospital that guides a point."""
        return self._guides[point]

    def doctor(self, point: str) -> Colleague:
        """Return the psychiatrist of a point: 主治医师 and above, who may begin long prescriptions."""
        hospital = self._guides[point]
        if point == SPINE_POINT:
            return self._world.colleague(Duty.PSYCHIATRIST, hospital)
        known = [
            one
            for one in self._world.roll.all
            if (one.duty, one.organisation) == (Duty.PSYCHIATRIST, hospital) and one.title != "医师"
        ]
        return known[self.points.index(point) % len(known)]

    def id_of(self, point: str, day: date) -> UUID:
        """Return the id of a published clinic day."""
        return self._ids[point, day]

    def published(self, point: str, *, after: date) -> list[date]:
        """Return the published days of a point after a day."""
        return [day for day in self.days[point] if day > after and (point, day) in self._ids]

    def plan(self) -> None:
        """Plan when each stretch of the rota is published: at the start, then each fourth week."""
        day = self._world.start
        while day <= self._world.today:
            self._plan_publication(day)
            day += CYCLE
        self._plan_publication(self._world.today)

    def _plan_publication(self, day: date) -> None:
        for hospital in HOSPITALS:
            self._diary.on(
                self._world.moment(day, 8), "公布门诊日", partial(self._publish, hospital, day)
            )

    def _publish(self, hospital: str, on: date) -> None:
        world = self._world
        who = world.colleague(Duty.STOREKEEPER, hospital)
        with world.acting(who) as actor:
            for point, day in self._new_days(hospital, on):
                doctor = self.doctor(point)
                self._ids[point, day] = services.publish_day(
                    request_id=world.request("publish", point, day),
                    organisation_id=identify("organisation", point),
                    day=day,
                    doctor_id=doctor.staff_id,
                    actor=actor,
                    at=world.moment(on, 8),
                )
                world.made["公布门诊日"] += 1

    def _new_days(self, hospital: str, on: date) -> Iterator[tuple[str, date]]:
        for point in self.points:
            if self._guides[point] != hospital:
                continue
            for day in self.days[point]:
                if on <= day <= on + _AHEAD and (point, day) not in self._ids:
                    yield point, day

    def _days_of(self, point: str) -> list[date]:
        """Return a point's days: 油溪 has one today, the others lie about the month."""
        world = self._world
        if point == SPINE_POINT:
            anchor, step = world.today, CYCLE
        else:
            order = sorted(self._guides).index(point)
            step = WEEK if point in HOSPITALS else CYCLE
            anchor = world.today - timedelta(days=1 + (2 * order) % (step.days - 1))
        first = world.start + _FIRST
        number = (anchor - first) // step
        days = {self._open(anchor - step * back) for back in range(-9, number + 1)}
        return sorted(day for day in days if first <= day <= world.today + _LAST)

    def _open(self, day: date) -> date:
        """Return the day itself today, else the next working day."""
        return day if day == self._world.today else self._world.working_day(day)
