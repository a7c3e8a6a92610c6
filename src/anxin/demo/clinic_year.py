"""The clinic days of the year as they went: who came, what was given, who stayed away.

On a clinic day each of the staff has a unit of work of their own: arrivals, prescriptions,
reviews, pick-ups. Today's at 油溪 is left half way, so that everybody there finds work.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import partial
from itertools import cycle
from uuid import UUID

from anxin.clinics import services as clinics
from anxin.demo import visits
from anxin.demo.diary import Diary
from anxin.demo.rota import Rota
from anxin.demo.slips import file_slip
from anxin.demo.staff import SPINE_POINT, Colleague
from anxin.demo.stock import Stock
from anxin.demo.story import Patient
from anxin.demo.world import World
from anxin.dispensing import services as dispensing
from anxin.rules.access import Actor, Duty


class Until(IntEnum):
    """How far somebody's visit has come at the end of the history."""

    EXPECTED = 0
    ARRIVED = 1
    SIGNED = 2
    RETURNED = 3
    REVIEWED = 4
    DONE = 5


_TODAY = (
    *(Until.REVIEWED, Until.SIGNED, Until.ARRIVED, Until.DONE, Until.EXPECTED, Until.REVIEWED),
    *(Until.ARRIVED, Until.EXPECTED, Until.RETURNED, Until.SIGNED, Until.DONE, Until.EXPECTED),
)
_MISSED_OF_100 = 6
_RETURNED_OF_100 = 3
_ON_PAPER_OF_100 = 8
_REVERSED_OF_1000 = 8
_WALKS_IN_OF_100 = 40


@dataclass(slots=True, kw_only=True, eq=False)
class Visit:
    """One person's visit in the making."""

    patient: Patient
    lines: visits.Lines
    until: Until
    walks_in: bool
    attendance_id: UUID | None = None
    prescription_id: UUID | None = None


class ClinicYear:
    """Holds the clinic days, and remembers who is booked when."""

    def __init__(self, world: World, diary: Diary, rota: Rota, stock: Stock) -> None:
        self._world = world
        self._diary = diary
        self._rota = rota
        self._stock = stock
        self._booked: dict[tuple[str, date], list[Patient]] = defaultdict(list)
        self._unbooked: dict[str, list[Patient]] = defaultdict(list)

    def plan(self) -> None:
        """Plan the days up to today, each with the boxes that the doctor brings along."""
        world = self._world
        for point in self._rota.points:
            for day in self._rota.days[point]:
                if day <= world.today:
                    for hour, what, act in ((7, "药品调拨", self._fill), (8, "门诊日", self._hold)):
                        self._diary.on(world.moment(day, hour), what, partial(act, point, day))

    def welcome(self, patient: Patient, on: date) -> None:
        """Book somebody's next clinic day this afternoon: new in the programme, or back home."""
        what = partial(self._book_next, patient, on)
        self._diary.on(self._world.moment(on, 16), "预约门诊", what)

    def _book_next(self, patient: Patient, on: date) -> None:
        days = self._rota.published(patient.clinic, after=on)
        if not days or not patient.served:
            return
        with self._world.acting(self._dispenser(patient.clinic)) as actor:
            self._book(patient, days[0], on=on, actor=actor)

    def _book(self, patient: Patient, day: date, *, on: date, actor: Actor) -> None:
        """Book a day; a person holds one booking ahead."""
        world, point = self._world, patient.clinic
        held = patient.booked_on
        if patient.person_id is None or (held is not None and held > on):
            return
        done = world.attempt(
            partial(
                clinics.book,
                request_id=world.request("book", patient.person.serial, day),
                clinic_day_id=self._rota.id_of(point, day),
                person_id=patient.person_id,
                actor=actor,
                at=world.moment(on, 16),
            )
        )
        if done is not None:
            self._booked[point, day].append(patient)
            patient.booked_on = day
            world.made["预约"] += 1

    def _fill(self, point: str, day: date) -> None:
        needed: Counter[str] = Counter()
        for one in (*self._booked[point, day], *self._unbooked[point]):
            for dose, days in visits.lines_for(self._world, one, on=day):
                needed[dose.product] += visits.units_of(dose, days)
        self._stock.fill(point, needed, on=day)

    def _hold(self, point: str, day: date) -> None:
        came, missed = self._who_comes(point, day)
        if came:
            self._arrivals(point, day, came)
            self._prescriptions(point, day, [one for one in came if one.until >= Until.SIGNED])
            self._reviews(point, day, [one for one in came if one.until >= Until.RETURNED])
            self._pickups(point, day, [one for one in came if one.until is Until.DONE])
        self._call_back(point, day, missed)
        self._world.made["门诊日"] += 1

    def _who_comes(self, point: str, day: date) -> tuple[list[Visit], list[Patient]]:
        world = self._world
        walking, self._unbooked[point] = self._unbooked[point], []
        left_half_way = point == SPINE_POINT and day == world.today
        steps = cycle(_TODAY)
        came, missed = [], []
        for one in (*self._booked[point, day], *walking):
            lines = visits.lines_for(world, one, on=day)
            rng = world.chance("comes", one.person.serial, day)
            if not one.served or not lines:
                continue
            if not left_half_way and rng.randrange(100) < _MISSED_OF_100:
                missed.append(one)
                continue
            until = next(steps) if left_half_way else Until.DONE
            came.append(Visit(patient=one, lines=lines, until=until, walks_in=one in walking))
        return [one for one in came if one.until > Until.EXPECTED], missed

    def _arrivals(self, point: str, day: date, came: Sequence[Visit]) -> None:
        def arrive(one: Visit, actor: Actor, minute: int) -> None:
            one.attendance_id = self._world.attempt(
                partial(
                    visits.arrive,
                    self._world,
                    one.patient,
                    self._rota.id_of(point, day),
                    on=day,
                    walks_in=one.walks_in,
                    actor=actor,
                    at=self._world.moment(day, 8, 30 + minute),
                )
            )

        self._each(self._dispenser(point), "到诊", came, arrive)

    def _prescriptions(
        self, point: str, day: date, came: Sequence[Visit], *, round_: int = 1
    ) -> None:
        def prescribe(one: Visit, actor: Actor, minute: int) -> None:
            if one.attendance_id is None:
                return
            one.prescription_id = self._world.attempt(
                partial(
                    visits.prescribe,
                    self._world,
                    one.patient,
                    one.attendance_id,
                    one.lines,
                    on=day,
                    round_=round_,
                    actor=actor,
                    at=self._world.moment(day, 8 + round_, minute),
                )
            )

        self._each(self._rota.doctor(point), "处方", came, prescribe)

    def _reviews(self, point: str, day: date, came: Sequence[Visit], *, round_: int = 1) -> None:
        """Review; what is returned on an ordinary day is written anew and passes then."""
        world, again = self._world, []
        hospital = self._rota.hospital

        def review(one: Visit, actor: Actor, minute: int) -> None:
            if one.prescription_id is None:
                return
            rng = world.chance("returned", one.patient.person.serial, day)
            returned = round_ == 1 and rng.randrange(100) < _RETURNED_OF_100
            passed = one.until is not Until.RETURNED and not returned
            world.attempt(
                partial(
                    visits.review,
                    world,
                    one.patient,
                    one.prescription_id,
                    on=day,
                    round_=round_,
                    passed=passed,
                    actor=actor,
                    at=world.moment(day, 9 + round_, minute),
                )
            )
            if not passed and one.until is Until.DONE:
                again.append(one)

        self._each(world.colleague(Duty.PHARMACIST, hospital), "审方", came, review)
        if again:
            self._prescriptions(point, day, again, round_=2)
            self._reviews(point, day, again, round_=2)

    def _pickups(self, point: str, day: date, came: Sequence[Visit]) -> None:
        def hand_over(one: Visit, actor: Actor, minute: int) -> None:
            if one.prescription_id is not None:
                self._world.attempt(partial(self._hand_over, one, point, day, actor, minute))

        self._each(self._dispenser(point), "发药", came, hand_over)

    def _hand_over(self, one: Visit, point: str, day: date, actor: Actor, minute: int) -> UUID:
        world, patient = self._world, one.patient
        prescription_id, at = one.prescription_id, world.moment(day, 13, minute)
        assert prescription_id is not None
        rng = world.chance("counter", patient.person.serial, day)
        on_paper = rng.randrange(100) < _ON_PAPER_OF_100
        visits.bring_bill(world, patient, prescription_id, one.lines, on=day, actor=actor, at=at)
        agreed, is_open = visits.next_visit(
            patient, one.lines, self._rota.published(point, after=day), on=day
        )
        for round_ in (1, 2):
            pickup_id = visits.prepare(
                world,
                patient,
                prescription_id,
                next_on=agreed,
                on=day,
                round_=round_,
                actor=actor,
                at=at,
            )
            visits.complete(
                world,
                patient,
                pickup_id,
                on=day,
                round_=round_,
                on_paper=on_paper,
                actor=actor,
                at=at,
            )
            if round_ == 2 or rng.randrange(1000) >= _REVERSED_OF_1000:
                break
            dispensing.reverse(
                request_id=world.request("reverse", patient.person.serial, day),
                pickup_id=pickup_id,
                reason="点错数量，收回后重新发药",
                actor=actor,
                at=at,
            )
            world.made["冲销重发"] += 1
        visits.taken_home(patient, one.lines, on=day)
        if on_paper:
            file_slip(
                world, self._diary, pickup_id, patient, dispenser=self._dispenser(point), on=day
            )
        if is_open:
            self._book(patient, agreed, on=day, actor=actor)
        return pickup_id

    def _call_back(self, point: str, day: date, missed: Sequence[Patient]) -> None:
        """Book those who stayed away anew; some can't be reached, and come unbooked."""
        days = self._rota.published(point, after=day)
        if not missed or not days:
            return
        with self._world.acting(self._dispenser(point)) as actor:
            for one in missed:
                rng = self._world.chance("reached", one.person.serial, day)
                if rng.randrange(100) < _WALKS_IN_OF_100:
                    self._unbooked[point].append(one)
                else:
                    self._book(one, days[0], on=day, actor=actor)
        self._world.made["未到诊"] += len(missed)

    def _each(
        self,
        who: Colleague,
        what: str,
        came: Sequence[Visit],
        act: Callable[[Visit, Actor, int], None],
    ) -> None:
        """Do something for everybody, in one unit of work."""
        with self._world.acting(who) as actor:
            for number, one in enumerate(came):
                act(one, actor, 2 * number)
        self._world.made[what] += len(came)

    def _dispenser(self, point: str) -> Colleague:
        return self._world.colleague(Duty.DISPENSER, point)
