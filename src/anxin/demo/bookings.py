"""Who is booked when: one booking ahead for each person, made by the point's dispenser."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import partial

from anxin.clinics import services
from anxin.demo.diary import Diary
from anxin.demo.rota import Rota
from anxin.demo.story import Patient, known
from anxin.demo.world import World
from anxin.rules.access import Actor, Duty

_NOT_REACHED_OF_100 = 40


class Bookings:
    """The bookings of a hospital's points, as the demonstration remembers them."""

    def __init__(self, world: World, diary: Diary, rota: Rota) -> None:
        self._world = world
        self._diary = diary
        self._rota = rota
        self._booked: dict[tuple[str, date], list[Patient]] = defaultdict(list)
        self._unreached: dict[str, list[Patient]] = defaultdict(list)

    def welcome(self, patient: Patient, on: date) -> None:
        """Book somebody's next clinic day this afternoon: new in the programme, or back home."""
        book = partial(self._book_next, patient, on)
        self._diary.on(self._world.moment(on, 16), "预约门诊", book)

    def booked(self, point: str, day: date) -> list[Patient]:
        """Return who is booked at a point on a day."""
        return self._booked[point, day]

    def unreached(self, point: str) -> list[Patient]:
        """Return who stayed away and could not be reached: they come unbooked."""
        return self._unreached[point]

    def take_unreached(self, point: str) -> list[Patient]:
        """Return them, and forget them: they come today."""
        return self._unreached.pop(point, [])

    def book(self, patient: Patient, day: date, *, on: date, actor: Actor) -> None:
        """Book a day, where no later one is booked; the rules may refuse it."""
        world, point = self._world, patient.clinic
        if patient.booked_on is not None and patient.booked_on > on:
            return
        request = partial(
            services.book,
            request_id=world.request("book", patient.person.serial, day),
            clinic_day_id=self._rota.id_of(point, day),
            person_id=known(patient.person_id),
            actor=actor,
            at=world.moment(on, 16),
        )
        if world.attempt(request) is not None:
            self._booked[point, day].append(patient)
            patient.booked_on = day
            world.made["预约"] += 1

    def call(self, missed: list[Patient], point: str, day: date) -> None:
        """Book those who stayed away anew, as far as they can be reached."""
        days = self._rota.published(point, after=day)
        if not missed or not days:
            return
        with self._world.acting(self._world.colleague(Duty.DISPENSER, point)) as actor:
            for one in missed:
                rng = self._world.chance("reached", one.person.serial, day)
                if rng.randrange(100) < _NOT_REACHED_OF_100:
                    self._unreached[point].append(one)
                else:
                    self.book(one, days[0], on=day, actor=actor)
        self._world.made["未到诊"] += len(missed)

    def _book_next(self, patient: Patient, on: date) -> None:
        days = self._rota.published(patient.clinic, after=on)
        if not days or not patient.served:
            return
        with self._world.acting(self._world.colleague(Duty.DISPENSER, patient.clinic)) as actor:
            self.book(patient, days[0], on=on, actor=actor)
