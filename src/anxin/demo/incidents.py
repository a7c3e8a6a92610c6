"""What comes between: days in hospital, lost cards, people who leave (5.1.6.1, A5.n4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from anxin.demo.diary import Diary
from anxin.demo.rota import Rota
from anxin.demo.staff import SPINE_TOWN, Colleague
from anxin.demo.story import Patient, known
from anxin.demo.world import World
from anxin.enrolment import services
from anxin.enrolment.queries import standing
from anxin.rules.access import Duty

_STAYS_OF_100 = 6
_LOSSES_OF_100 = 5
_ENDS_OF_100 = 2
_IN_HOSPITAL_NOW = 4
"""The how-manyth of a hospital's people to sign is in hospital at the end of the history."""
_LOST_NOW = 7
_HOSPITALS = ("江津区精神卫生中心", "江津区精神康复院", "重庆市精神卫生中心")


class Incidents:
    """Draws what happens to who has signed; ``home_again`` hears of who can be booked again."""

    def __init__(
        self,
        world: World,
        diary: Diary,
        rota: Rota,
        *,
        home_again: Callable[[Patient, date], None],
    ) -> None:
        self._world = world
        self._diary = diary
        self._rota = rota
        self._home_again = home_again
        self._signed = 0
        self._here = 0

    def may_befall(self, patient: Patient, since: date) -> None:
        """Plan what befalls somebody after signing: at most one of them."""
        today, rng = self._world.today, self._world.chance("incident", patient.person.serial)
        self._signed += 1
        self._here += patient.town == SPINE_TOWN
        day = since + timedelta(days=rng.randint(25, 240))
        drawn = rng.randrange(100)
        if self._signed == _IN_HOSPITAL_NOW:
            self._stay(patient, today - timedelta(days=12), days=60)
        elif patient.town == SPINE_TOWN and self._here == _LOST_NOW:
            self._loss(patient, today - timedelta(days=1), days=30)
        elif day > today - timedelta(days=3):
            return
        elif drawn < _STAYS_OF_100:
            self._stay(patient, day, days=rng.randint(18, 45))
        elif drawn < _STAYS_OF_100 + _LOSSES_OF_100:
            self._loss(patient, day, days=rng.randint(3, 8))
        elif drawn < _STAYS_OF_100 + _LOSSES_OF_100 + _ENDS_OF_100:
            self._at(day, 14, "终止资格", partial(self._end, patient, day))

    def _at(self, day: date, hour: int, what: str, act: Callable[[], None]) -> None:
        self._diary.on(self._world.moment(day, hour), what, act)

    def _stay(self, patient: Patient, day: date, *, days: int) -> None:
        self._at(day, 18, "登记住院", partial(self._admit, patient, day, days))

    def _loss(self, patient: Patient, day: date, *, days: int) -> None:
        self._at(day, 17, "挂失", partial(self._lose, patient, day, days))

    def _admit(self, patient: Patient, on: date, days: int) -> None:
        """A psychiatrist writes the admission down, the police that of a listed person (6.3.b)."""
        world, rng = self._world, self._world.chance("stay", patient.person.serial)
        if not patient.served:
            return
        stay_id = self._do(
            self._keeper_of_stay(patient),
            partial(
                services.admit,
                request_id=world.request("admit", patient.person.serial),
                person_id=known(patient.person_id),
                hospital=rng.choice(_HOSPITALS),
                since=on,
            ),
            on=on,
        )
        patient.at_home = stay_id is None
        world.made["住院"] += not patient.at_home
        home = on + timedelta(days=days)
        if stay_id is not None and home <= world.today:
            self._at(home, 10, "登记出院", partial(self._discharge, patient, stay_id, home))

    def _discharge(self, patient: Patient, stay_id: UUID, on: date) -> None:
        world = self._world
        done = self._do(
            self._keeper_of_stay(patient),
            partial(
                services.discharge,
                request_id=world.request("discharge", patient.person.serial),
                stay_id=stay_id,
                until=on,
            ),
            on=on,
        )
        if done is not None:
            patient.at_home = True
            world.made["出院"] += 1
            self._home_again(patient, on)

    def _keeper_of_stay(self, patient: Patient) -> Colleague:
        if patient.person.police_listed:
            return self._world.colleague(Duty.POLICE, patient.police)
        return self._rota.doctor(patient.clinic)

    def _lose(self, patient: Patient, on: date, days: int) -> None:
        world, officer = self._world, self._officer(patient)
        if not patient.served or patient.person_id is None:
            return
        with world.acting(officer):
            card_id = standing(patient.person_id, on=on).card_id
        done = self._do(
            officer,
            partial(
                services.report_loss,
                request_id=world.request("loss", patient.person.serial),
                card_id=known(card_id),
            ),
            on=on,
        )
        patient.card_valid = done is None
        world.made["挂失"] += not patient.card_valid
        again = on + timedelta(days=days)
        if done is not None and again <= world.today:
            self._at(again, 10, "换发救助卡", partial(self._replace, patient, done, again))

    def _replace(self, patient: Patient, card_id: UUID, on: date) -> None:
        world = self._world
        done = self._do(
            self._officer(patient),
            partial(
                services.replace_card,
                request_id=world.request("replace", patient.person.serial),
                card_id=card_id,
            ),
            on=on,
        )
        if done is not None:
            patient.card_valid = True
            world.made["换发救助卡"] += 1
            self._home_again(patient, on)

    def _end(self, patient: Patient, on: date) -> None:
        world = self._world
        if not patient.served:
            return
        done = self._do(
            world.colleague(Duty.OFFICE_REVIEWER, "office"),
            partial(
                services.end_enrolment,
                request_id=world.request("end", patient.person.serial),
                enrolment_id=known(patient.enrolment_id),
                because="全家迁居外区，不再属于救助对象",
                clause="A5.n3",
            ),
            on=on,
        )
        patient.ended = done is not None
        world.made["终止资格"] += patient.ended

    def _officer(self, patient: Patient) -> Colleague:
        return self._world.colleague(Duty.TOWNSHIP_OFFICER, patient.keeper)

    def _do(self, who: Colleague, act: Callable[..., UUID], *, on: date) -> UUID | None:
        """Do one act in a unit of work of its own."""
        at = self._world.moment(on, 17)
        with self._world.acting(who) as actor:
            return self._world.attempt(partial(act, actor=actor, at=at))
