"""One person's clinic day at the doctor's: arrival, prescription, review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from anxin.clinics import services
from anxin.demo.medicines import (
    BEGUN_IN_HOSPITAL,
    CALMING,
    CALMING_DAYS,
    CYCLE_DAYS,
    EARLY_DAYS,
    INJECTION_DAYS,
    LONG_ACTING,
    SELF_PAY,
    SPARE_DAYS,
    VALPROATE,
    Dose,
)
from anxin.demo.story import Patient, known
from anxin.demo.world import World
from anxin.rules.access import Actor
from anxin.rules.childbearing import ChildbearingTerms, is_of_childbearing_age
from anxin.rules.dispensing import cards_to_show
from anxin.rules.stability import Stability, least_stability
from anxin.upkeep.seed import identify

Lines = tuple[tuple[Dose, int], ...]
"""Each medicine with the days it is given for."""

_LONG_AFTER_DAYS = 28
_CHILDBEARING = ChildbearingTerms(first_year=15, last_year=49)
_GUARDIAN_COMES_OF_100 = 22
_SEEN_BEFORE = timedelta(days=9)
"""How long before the clinic day the officer last saw who sends the guardian."""
_CALMED_OF_100 = 4
_FINDINGS = (
    "病情平稳，睡眠、饮食可，无明显药物不良反应，继续原方案。",
    "情绪平稳，偶有失眠，嘱规律作息，按时服药。",
    "家属反映近期服药规律，生活能自理，能做简单家务。",
    "偶有自语，无冲动行为，自知力部分恢复，继续观察。",
    "体重略增，嘱清淡饮食、适当活动，下次复查血常规、血糖。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Somebody's visit as one of the staff takes part in it: who acts, on which day, at what time."""

    world: World
    patient: Patient
    on: date
    actor: Actor
    at: datetime

    def request(self, what: str, round_: int = 1) -> UUID:
        """Return the id of a request of this visit."""
        return self.world.request(what, self.patient.person.serial, self.on, round_)


def lines_for(world: World, patient: Patient, *, on: date) -> Lines:
    """Return what is prescribed on a day: up to the next visit and a week to spare."""
    target = CYCLE_DAYS * patient.cycles + SPARE_DAYS
    found = []
    for dose in patient.regimen:
        at_home = max(0, (patient.until.get(dose.product, on) - on).days)
        days = INJECTION_DAYS if dose.product in LONG_ACTING else target - at_home
        if days > 0:
            found.append((dose, days))
    calmed = world.chance("calming", patient.person.serial, on).randrange(100) < _CALMED_OF_100
    if found and calmed:
        found.append((Dose(product=CALMING, units=1), CALMING_DAYS))
    return tuple(found)


def units_of(dose: Dose, days: int) -> int:
    """Return how many units of a line are handed over."""
    return dose.units if dose.product in LONG_ACTING else dose.units * days


def arrive(scene: Scene, clinic_day_id: UUID, *, walks_in: bool) -> UUID:
    """Write the arrival down; the guardian comes for some."""
    person = scene.patient.person
    drawn = scene.world.chance("arrival", person.serial, scene.on).randrange(100)
    guarded = bool(person.guardians) and drawn < _GUARDIAN_COMES_OF_100
    return services.arrive(
        request_id=scene.request("arrive"),
        clinic_day_id=clinic_day_id,
        person_id=known(scene.patient.person_id),
        came="guardian" if guarded else "patient",
        shown=cards_to_show(
            has_insurance=person.insurance != "none",
            holds_special_disease_card=person.special_disease_card is not None,
        ),
        proxy=None,
        walk_in_reason="药快用完，未来得及预约" if walks_in else "",
        seen_on=scene.on - _SEEN_BEFORE if guarded else None,
        actor=scene.actor,
        at=scene.at,
    )


def prescribe(scene: Scene, attendance_id: UUID, lines: Lines, *, round_: int) -> UUID:
    """Write what the psychiatrist found and prescribes."""
    person = scene.patient.person
    rng = scene.world.chance("visit", person.serial, scene.on)
    better = rng.randrange(100) < 30
    risk_level = max(0, person.risk_level - better)
    return services.prescribe(
        request_id=scene.request("prescribe", round_),
        attendance_id=attendance_id,
        risk_level=risk_level,
        stability=least_stability(risk_level) or Stability.STABLE,
        findings=rng.choice(_FINDINGS),
        long_signed=any(days > _LONG_AFTER_DAYS for _, days in lines),
        self_pay_consent=any(dose.product in SELF_PAY for dose, _ in lines),
        lines=[_prescribed(scene, dose, days) for dose, days in lines],
        actor=scene.actor,
        at=scene.at,
    )


def _prescribed(scene: Scene, dose: Dose, days: int) -> services.Prescribed:
    calming = dose.product == CALMING
    reason = "近一周睡眠差，短期使用" if calming else _reason_of_day(scene, dose)
    return services.Prescribed(
        product_id=identify("product", dose.product),
        dose=dose.taken,
        days=days,
        continues=dose.product in BEGUN_IN_HOSPITAL
        and (bool(reason) or dose.product not in scene.patient.injected),
        note="必要时" if calming else "",
        reason=reason or _reason_for_her(scene, dose),
    )


def _reason_of_day(scene: Scene, dose: Dose) -> str:
    """Return why an injection is given outside its days; nothing within them, or for tablets."""
    last = scene.patient.injected.get(dose.product)
    if last is None:
        return ""
    gap = (scene.on - last).days
    if gap > INJECTION_DAYS + SPARE_DAYS:
        return "上次门诊日未到，已评估，今天接着打"
    return "门诊日提前，下次门诊日已过应打日" if gap < INJECTION_DAYS - EARLY_DAYS else ""


def _reason_for_her(scene: Scene, dose: Dose) -> str:
    """Return the reason for valproate where a woman may become pregnant, whatever the day."""
    person = scene.patient.person
    asks = dose.product in VALPROATE and is_of_childbearing_age(
        sex=person.sex, born=person.born, terms=_CHILDBEARING, on=scene.on
    )
    return "已告知风险并落实避孕，其他药物效果不佳" if asks else ""


def review(scene: Scene, prescription_id: UUID, *, passed: bool, round_: int) -> UUID:
    """Review a prescription, or return it."""
    return services.review(
        request_id=scene.request("review", round_),
        prescription_id=prescription_id,
        passed=passed,
        reason="" if passed else "用法与每日用量不一致，请核对后重开",
        actor=scene.actor,
        at=scene.at,
    )


def next_visit(patient: Patient, lines: Lines, days: list[date], *, on: date) -> tuple[date, bool]:
    """Return the agreed day, while medicine lasts, and whether it is a clinic day to be booked."""
    until = max(
        max(patient.until.get(dose.product, on), on) + timedelta(days=given)
        for dose, given in lines
    )
    last = max(until - timedelta(days=1), on + timedelta(days=1))
    target = on + timedelta(days=CYCLE_DAYS * patient.cycles)
    open_days = [day for day in days if on < day <= last]
    if not open_days:
        return last, False
    return min(open_days, key=lambda day: abs((day - target).days)), True


def taken_home(patient: Patient, lines: Lines, *, on: date) -> None:
    """Remember what is at home now."""
    for dose, days in lines:
        starts = max(patient.until.get(dose.product, on), on)
        patient.until[dose.product] = starts + timedelta(days=days)
        if dose.product in LONG_ACTING:
            patient.injected[dose.product] = on
