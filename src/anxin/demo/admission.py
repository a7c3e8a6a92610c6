"""Applications on their way through village, township and office, to the agreement and the card.

Each step is one unit of work of the one who takes it, for all of their files of that day.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.utils.timezone import localdate

from anxin.demo import annex4
from anxin.demo.diary import Diary
from anxin.demo.people import Story
from anxin.demo.staff import Colleague
from anxin.demo.story import Fate, Patient, by_place, known
from anxin.demo.world import World
from anxin.enrolment import services
from anxin.enrolment.models import Application
from anxin.people.services import list_by_police
from anxin.rules.access import Actor, Duty
from anxin.upkeep.seed import identify

OneStep = Callable[[World, Patient, Actor, datetime], UUID]

_STAYED = {Fate.SUBMITTED, Fate.WITHDRAWN, Fate.UNWRITTEN}
_MISSING = "缺精神疾病诊断证明书原件，请补齐后再交"
_NOT_THERE = "入户两次未见本人，请本人或监护人到村（居）委会说明居住情况"


class Admission:
    """Puts every step of every application into the diary; ``signed`` hears of each enrolment."""

    def __init__(
        self, world: World, diary: Diary, *, signed: Callable[[Patient, date], None]
    ) -> None:
        self._world = world
        self._diary = diary
        self._signed = signed

    def plan(self, patients: Sequence[Patient]) -> None:
        """Plan the batches of all patients by the day on which they were handed in."""
        for day in sorted({one.handed_in for one in patients}):
            self._plan_batch([one for one in patients if one.handed_in == day], day)

    def _plan_batch(self, batch: Sequence[Patient], day: date) -> None:
        self._step(batch, "submit", (day, 9), Duty.TOWNSHIP_OFFICER, "keeper", _submit)
        listed = [one for one in batch if one.person.police_listed]
        self._step(listed, "police", (day, 15), Duty.POLICE, "police", _list)
        inside = [one for one in batch if one.person.story is Story.IN_HOSPITAL]
        self._step(inside, "inside", (day, 16), Duty.POLICE, "police", _admit)
        gone = [one for one in batch if one.fate is Fate.WITHDRAWN]
        self._step(
            gone, "withdraw", (self._after(day, 2), 9), Duty.TOWNSHIP_OFFICER, "keeper", _withdraw
        )
        reviewed = [one for one in batch if one.fate not in _STAYED]
        self._step(
            reviewed, "village", (self._after(day, 1), 10), Duty.VILLAGE_CLERK, "village", _confirm
        )
        passing = [
            one for one in reviewed if one.fate is not Fate.CONFIRMED and not _from_village(one)
        ]
        self._step(
            passing, "review", (self._after(day, 3), 10), Duty.TOWNSHIP_OFFICER, "keeper", _review
        )
        self._again([one for one in passing if one.comes_back], day)
        self._decide(passing, day)

    def _again(self, returned: Sequence[Patient], day: date) -> None:
        self._step(
            returned, "correct", (self._after(day, 5), 9), Duty.TOWNSHIP_OFFICER, "keeper", _correct
        )
        self._step(
            returned, "again", (self._after(day, 6), 10), Duty.VILLAGE_CLERK, "village", _agree
        )
        self._step(
            returned, "anew", (self._after(day, 7), 10), Duty.TOWNSHIP_OFFICER, "keeper", _pass
        )

    def _decide(self, passing: Sequence[Patient], day: date) -> None:
        decided = {Fate.SERVED, Fate.REFUSED, Fate.APPROVED}
        files = [one for one in passing if one.fate in decided]
        self._step(
            files, "decide", (self._after(day, 8), 9), Duty.OFFICE_REVIEWER, "office", _decide
        )
        served = [one for one in files if one.fate is Fate.SERVED]
        sign = partial(_sign, self._signed)
        self._step(served, "sign", (self._after(day, 10), 9), Duty.TOWNSHIP_OFFICER, "keeper", sign)

    def _after(self, day: date, working_days: int) -> date:
        return min(self._world.working_day(day, after=working_days), self._world.today)

    def _step(
        self,
        files: Sequence[Patient],
        name: str,
        when: tuple[date, int],
        duty: Duty,
        place: str,
        step: OneStep,
    ) -> None:
        """Plan one step: one unit of work for each who takes it; the office decides file by file.

        A decision locks the count of places until its unit of work ends.
        """
        for organisation, theirs in by_place(files, of=place):
            who = self._world.colleague(duty, organisation)
            units = [theirs] if place != "office" else [[one] for one in theirs]
            for number, unit in enumerate(units):
                act = partial(self._take, who, unit, name, when, step)
                self._diary.on(self._world.moment(*when, 6 * number), _WORDS[name], act)

    def _take(
        self,
        who: Colleague,
        files: Sequence[Patient],
        name: str,
        when: tuple[date, int],
        step: OneStep,
    ) -> None:
        with self._world.acting(who) as actor:
            for number, one in enumerate(files):
                at = self._world.moment(*when, 6 * number)
                done = self._world.attempt(partial(step, self._world, one, actor, at))
                self._world.made[_WORDS[name]] += done is not None


_WORDS = {
    "submit": "递交申请",
    "police": "公安列管信息",
    "inside": "登记住院",
    "withdraw": "撤回申请",
    "village": "村（居）核实",
    "review": "初审",
    "correct": "补正",
    "again": "村（居）核实",
    "anew": "初审",
    "decide": "复审",
    "sign": "签订协议、发卡",
}


def _from_village(patient: Patient) -> bool:
    """Say whether a returned file comes from the village, not from the first review."""
    return patient.fate is Fate.RETURNED and patient.person.serial % 2 == 0


def _submit(world: World, patient: Patient, actor: Actor, at: datetime) -> UUID:
    serial = patient.person.serial
    application_id = services.submit_application(
        request_id=world.request("submit", serial),
        filled=_filled(world, patient),
        actor=actor,
        at=at,
    )
    patient.application_id = application_id
    patient.person_id = Application.objects.values_list("person_id", flat=True).get(
        id=application_id
    )
    return application_id


def _filled(world: World, patient: Patient) -> services.ApplicationFilled:
    return annex4.fill(
        patient.person,
        village_id=identify("village", patient.village),
        rng=world.chance("form", patient.person.serial),
        on=patient.handed_in,
    )


def _list(world: World, patient: Patient, actor: Actor, at: datetime) -> UUID:
    return list_by_police(
        request_id=world.request("police", patient.person.serial),
        identity_number=patient.person.identity_number,
        listed=True,
        since=patient.handed_in.replace(day=1),
        actor=actor,
        at=at,
    )


def _admit(world: World, patient: Patient, actor: Actor, at: datetime) -> UUID:
    return services.admit(
        request_id=world.request("inside", patient.person.serial),
        person_id=known(patient.person_id),
        hospital="江津区精神卫生中心",
        since=patient.handed_in,
        actor=actor,
        at=at,
    )


def _withdraw(world: World, patient: Patient, actor: Actor, at: datetime) -> UUID:
    return services.withdraw_application(
        request_id=world.request("withdraw", patient.person.serial),
        application_id=known(patient.application_id),
        because="随子女迁居外地，不再申请",
        actor=actor,
        at=at,
    )


def _confirm(world: World, patient: Patient, actor: Actor, at: datetime) -> UUID:
    if _from_village(patient):
        return _village(world, patient, actor, at, round_="first", reason=_NOT_THERE)
    return _village(world, patient, actor, at, round_="first")


def _agree(world: World, patient: Patient, actor: Actor, at: datetime) -> UUID:
    return _village(world, patient, actor, at, round_="again")


def _village(
    world: World, patient: Patient, actor: Actor, at: datetime, *, round_: str, reason: str = ""
) -> UUID:
    return services.confirm_by_village(
        request_id=world.request("village", round_, patient.person.serial),
        application_id=known(patient.application_id),
        resident=not reason,
        poor=True if patient.person.poverty else None,
        agrees=not reason,
        text=reason or "情况属实",
        actor=actor,
        at=at,
    )


def _review(world: World, patient: Patient, actor: Actor, at: datetime) -> UUID:
    if patient.comes_back or patient.fate is Fate.RETURNED:
        return _township(world, patient, actor, at, round_="first", reason=_MISSING)
    return _pass(world, patient, actor, at)


def _pass(world: World, patient: Patient, actor: Actor, at: datetime) -> UUID:
    return _township(world, patient, actor, at, round_="passed")


def _township(
    world: World, patient: Patient, actor: Actor, at: datetime, *, round_: str, reason: str = ""
) -> UUID:
    seen = annex4.materials(
        patient.person, copies=world.policy.value("material_copies", patient.handed_in)
    )
    return services.review_by_township(
        request_id=world.request("review", round_, patient.person.serial),
        application_id=known(patient.application_id),
        materials=annex4.with_one_missing(seen) if reason else seen,
        agrees=not reason,
        text=reason or "材料齐全，原件已核对",
        actor=actor,
        at=at,
    )


def _correct(world: World, patient: Patient, actor: Actor, at: datetime) -> UUID:
    return services.correct_application(
        request_id=world.request("correct", patient.person.serial),
        application_id=known(patient.application_id),
        filled=_filled(world, patient),
        actor=actor,
        at=at,
    )


def _decide(world: World, patient: Patient, actor: Actor, at: datetime) -> UUID:
    return services.decide(
        request_id=world.request("decide", patient.person.serial),
        application_id=known(patient.application_id),
        verdict="refuse" if patient.fate is Fate.REFUSED else "approve",
        reason="",
        actor=actor,
        at=at,
    )


def _sign(
    signed: Callable[[Patient, date], None],
    world: World,
    patient: Patient,
    actor: Actor,
    at: datetime,
) -> UUID:
    enrolment_id = services.sign_agreement(
        request_id=world.request("sign", patient.person.serial),
        application_id=known(patient.application_id),
        clinic_id=identify("organisation", patient.clinic),
        clinic_reason=patient.clinic_reason,
        signed_for_hospital=world.colleague(Duty.DISPENSER, patient.clinic).name,
        signed_for_person="guardian" if patient.person.guardians else "patient",
        actor=actor,
        at=at,
    )
    patient.enrolment_id = enrolment_id
    signed(patient, localdate(at))
    return enrolment_id
