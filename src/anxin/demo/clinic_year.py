"""The clinic days of the year as they went: who came, what was given, who stayed away.

On a clinic day each of the staff has a unit of work of their own: arrivals, prescriptions,
reviews, pick-ups. Today's at 油溪 is left half way, so that everybody there finds work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import partial
from itertools import cycle
from uuid import UUID

from anxin.demo import counter, laboratory, visits
from anxin.demo.bookings import Bookings
from anxin.demo.diary import Diary
from anxin.demo.rota import Rota
from anxin.demo.slips import file_slip
from anxin.demo.staff import SPINE_POINT, Colleague
from anxin.demo.stock import Stock
from anxin.demo.story import Patient
from anxin.demo.visits import Scene
from anxin.demo.world import World
from anxin.rules.access import Duty


class Until(IntEnum):
    """How far somebody's visit has come at the end of the history."""

    EXPECTED = 0
    ARRIVED = 1
    SIGNED = 2
    RETURNED = 3
    REVIEWED = 4
    PREPARED = 5
    DONE = 6


_TODAY = (
    *(Until.REVIEWED, Until.SIGNED, Until.ARRIVED, Until.DONE, Until.EXPECTED, Until.PREPARED),
    *(Until.RETURNED, Until.EXPECTED, Until.ARRIVED, Until.SIGNED, Until.DONE, Until.EXPECTED),
)
_MISSED_OF_100 = 6
_RETURNED_OF_100 = 3
_ON_PAPER_OF_100 = 8


@dataclass(slots=True, kw_only=True, eq=False)
class Visit:
    """One person's visit in the making."""

    patient: Patient
    lines: visits.Lines
    until: Until
    walks_in: bool
    attendance_id: UUID | None = None
    prescription_id: UUID | None = None


OneAct = Callable[[Visit, Scene], UUID | None]


class ClinicYear:
    """Holds the clinic days of a hospital's points."""

    def __init__(
        self, world: World, diary: Diary, rota: Rota, *, stock: Stock, bookings: Bookings
    ) -> None:
        self._world = world
        self._diary = diary
        self._rota = rota
        self._stock = stock
        self._bookings = bookings

    def plan(self) -> None:
        """Plan the days up to today, each with the boxes that the doctor brings along."""
        world = self._world
        for point in self._rota.points:
            for day in self._rota.days[point]:
                if day <= world.today:
                    for hour, what, act in (
                        (7, "药品调拨", self._fill),
                        (8, "门诊日", self._hold),
                    ):
                        self._diary.on(world.moment(day, hour), what, partial(act, point, day))

    def _fill(self, point: str, day: date) -> None:
        needed: Counter[str] = Counter()
        for one in (*self._bookings.booked(point, day), *self._bookings.unreached(point)):
            for dose, days in visits.lines_for(self._world, one, on=day):
                needed[dose.product] += visits.units_of(dose, days)
        self._stock.fill(point, needed, on=day)

    def _hold(self, point: str, day: date) -> None:
        came, missed = self._who_comes(point, day)
        if came:
            self._arrivals(point, day, came)
            self._prescriptions(point, day, [one for one in came if one.until >= Until.SIGNED])
            self._reviews(point, day, [one for one in came if one.until >= Until.RETURNED])
            self._pickups(point, day, [one for one in came if one.until >= Until.PREPARED])
        self._bookings.call(missed, point, day)
        self._world.made["门诊日"] += 1

    def _who_comes(self, point: str, day: date) -> tuple[list[Visit], list[Patient]]:
        world = self._world
        walking = self._bookings.take_unreached(point)
        half_way = point == SPINE_POINT and day == world.today
        steps = cycle(_TODAY)
        came, missed = [], []
        for one in (*self._bookings.booked(point, day), *walking):
            lines = visits.lines_for(world, one, on=day)
            if not one.served or not lines:
                continue
            rng = world.chance("comes", one.person.serial, day)
            if not half_way and rng.randrange(100) < _MISSED_OF_100:
                missed.append(one)
                continue
            until = next(steps) if half_way else Until.DONE
            came.append(Visit(patient=one, lines=lines, until=until, walks_in=one in walking))
        return [one for one in came if one.until > Until.EXPECTED], missed

    def _arrivals(self, point: str, day: date, came: Sequence[Visit]) -> None:
        clinic_day_id = self._rota.id_of(point, day)

        def arrive(one: Visit, scene: Scene) -> UUID:
            return visits.arrive(scene, clinic_day_id, walks_in=one.walks_in)

        who = self._world.colleague(Duty.DISPENSER, point)
        for one, found in self._each(who, "到诊", (day, 8, 30), came, arrive):
            one.attendance_id = found

    def _prescriptions(
        self, point: str, day: date, came: Sequence[Visit], *, round_: int = 1
    ) -> None:
        def prescribe(one: Visit, scene: Scene) -> UUID | None:
            if one.attendance_id is None:
                return None
            if round_ == 1:
                laboratory.examine(scene, one.lines)
            return visits.prescribe(scene, one.attendance_id, one.lines, round_=round_)

        doctor = self._rota.doctor(point)
        for one, found in self._each(doctor, "处方", (day, 8 + round_, 0), came, prescribe):
            one.prescription_id = found

    def _reviews(self, point: str, day: date, came: Sequence[Visit], *, round_: int = 1) -> None:
        """Review; what is returned on an ordinary day is written anew and passes then."""
        returned = [one for one in came if self._is_returned(one, day, round_)]

        def review(one: Visit, scene: Scene) -> UUID | None:
            if one.prescription_id is None:
                return None
            passed = one not in returned
            return visits.review(scene, one.prescription_id, passed=passed, round_=round_)

        pharmacist = self._world.colleague(Duty.PHARMACIST, self._rota.hospital)
        self._each(pharmacist, "审方", (day, 9 + round_, 0), came, review)
        again = [one for one in returned if one.until is Until.DONE]
        if again:
            self._prescriptions(point, day, again, round_=2)
            self._reviews(point, day, again, round_=2)

    def _is_returned(self, one: Visit, day: date, round_: int) -> bool:
        if one.until is not Until.DONE:
            return one.until is Until.RETURNED
        rng = self._world.chance("returned", one.patient.person.serial, day)
        return round_ == 1 and rng.randrange(100) < _RETURNED_OF_100

    def _pickups(self, point: str, day: date, came: Sequence[Visit]) -> None:
        dispenser = self._world.colleague(Duty.DISPENSER, point)
        give = partial(self._give, point, dispenser)
        self._each(dispenser, "发药", (day, 13, 0), came, give)

    def _give(self, point: str, dispenser: Colleague, one: Visit, scene: Scene) -> UUID | None:
        """Hand the medicine over and agree on the next day; today some is only set aside."""
        if one.prescription_id is None:
            return None
        world, patient, day = self._world, one.patient, scene.on
        open_days = self._rota.published(point, after=day)
        agreed, is_open = visits.next_visit(patient, one.lines, open_days, on=day)
        if one.until is Until.PREPARED:
            return counter.set_aside(scene, one.prescription_id, one.lines, next_on=agreed)
        drawn = world.chance("paper", patient.person.serial, day).randrange(100)
        on_paper = drawn < _ON_PAPER_OF_100 or (point == SPINE_POINT and day == world.today)
        pickup_id = counter.hand_over(
            scene, one.prescription_id, one.lines, next_on=agreed, on_paper=on_paper
        )
        visits.taken_home(patient, one.lines, on=day)
        if on_paper:
            file_slip(world, self._diary, pickup_id, patient, dispenser=dispenser, on=day)
        if is_open:
            self._bookings.book(patient, agreed, on=day, actor=scene.actor)
        return pickup_id

    def _each(
        self,
        who: Colleague,
        what: str,
        when: tuple[date, int, int],
        came: Sequence[Visit],
        act: OneAct,
    ) -> list[tuple[Visit, UUID | None]]:
        """Do something for everybody, in one unit of work of one of the staff."""
        world, (day, hour, minute) = self._world, when
        done = []
        with world.acting(who) as actor:
            for number, one in enumerate(came):
                at = world.moment(day, hour, minute + 2 * number)
                scene = Scene(world=world, patient=one.patient, on=day, actor=actor, at=at)
                done.append((one, world.attempt(partial(act, one, scene))))
        world.made[what] += sum(found is not None for _, found in done)
        return done
