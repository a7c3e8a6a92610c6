"""The clinic days of the year: every point every four weeks, the hospitals' own sites every week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from anxin.clinics import services
from anxin.demo.diary import Diary
from anxin.demo.staff import HOSPITALS, SPINE_POINT, Colleague
from anxin.demo.world import World
from anxin.rules.access import Duty
from anxin.rules.days import ONE_DAY
from anxin.upkeep.seed import identify

CYCLE = timedelta(days=28)
WEEK = timedelta(days=7)
_AHEAD = timedelta(days=75)
"""A visit of two cycles is agreed for a day that is published already."""
_LAST = timedelta(days=63)
_FIRST = timedelta(days=21)


class Rota:
    """Which point of a hospital's is open when, and by whom; published as the year goes on."""

    def __init__(self, world: World, diary: Diary, *, hospital: str) -> None:
        self._world = world
        self._diary = diary
        self.hospital = hospital
        self.points = _points(world, hospital)
        self._sits: dict[tuple[str, date], str] = {}
        """At which point a doctor sits on a day: one a day."""
        by_weight = sorted(self.points, key=lambda point: point != SPINE_POINT)
        self.days = {point: self._days_of(point) for point in by_weight}
        self._ids: dict[tuple[str, date], UUID] = {}

    def doctor(self, point: str) -> Colleague:
        """Return the psychiatrist of a point: 主治医师 and above, who may begin long prescriptions."""
        if point == SPINE_POINT:
            return self._world.colleague(Duty.PSYCHIATRIST, self.hospital)
        duty = (Duty.PSYCHIATRIST, self.hospital)
        known = [
            one
            for one in self._world.roll.all
            if (one.duty, one.organisation) == duty and one.title != "医师"
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
        while day < self._world.today:
            self._plan_publication(day)
            day += CYCLE
        self._plan_publication(self._world.today)

    def _plan_publication(self, day: date) -> None:
        self._diary.on(self._world.moment(day, 8), "公布门诊日", partial(self._publish, day))

    def _publish(self, on: date) -> None:
        world = self._world
        with world.acting(world.colleague(Duty.STOREKEEPER, self.hospital)) as actor:
            for point, day in self._new_days(on):
                self._ids[point, day] = services.publish_day(
                    request_id=world.request("publish", point, day),
                    organisation_id=identify("organisation", point),
                    day=day,
                    doctor_id=self.doctor(point).staff_id,
                    actor=actor,
                    at=world.moment(on, 8),
                )
                world.made["公布门诊日"] += 1

    def _new_days(self, on: date) -> Iterator[tuple[str, date]]:
        for point in self.points:
            for day in self.days[point]:
                if on <= day <= on + _AHEAD and (point, day) not in self._ids:
                    yield point, day

    def _days_of(self, point: str) -> list[date]:
        """Return a point's days: 油溪 has one today, the others lie about the month."""
        today, step = self._world.today, WEEK if point in HOSPITALS else CYCLE
        back = 3 * self.points.index(point) + HOSPITALS.index(self.hospital)
        anchor = today - timedelta(days=1 + back % (step.days - 1))
        if point == SPINE_POINT:
            anchor = today
        first = self._world.start + _FIRST
        number = (anchor - first) // step
        days = {self._open(point, anchor - step * n) for n in range(-9, number + 1)}
        return sorted(day for day in days if first <= day <= today + _LAST)

    def _open(self, point: str, day: date) -> date:
        """Return the day itself today, else the next working day on which the doctor is free."""
        doctor = self.doctor(point).username
        if not (point == SPINE_POINT and day == self._world.today):
            day = self._world.working_day(day)
            while self._sits.get((doctor, day), point) != point:
                day = self._world.working_day(day + ONE_DAY)
        self._sits[doctor, day] = point
        return day


def _points(world: World, hospital: str) -> tuple[str, ...]:
    """Return the points that a hospital guides, its own site among them, in a fixed order."""
    guided = {
        clinic.organisation
        for clinic in world.policy.clinics.values()
        if clinic.guiding_hospital == hospital
    }
    return tuple(sorted(guided | {hospital}))
