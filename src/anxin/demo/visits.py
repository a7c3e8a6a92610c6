"""One person's clinic day, act by act: arrival, prescription, review, bill, pick-up."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from uuid import UUID

from anxin.clinics import services as clinics
from anxin.demo.medicines import (
    CALMING,
    CALMING_DAYS,
    CYCLE_DAYS,
    INJECTION_DAYS,
    LONG_ACTING,
    SELF_PAY,
    SPARE_DAYS,
    Dose,
    lowest_price,
)
from anxin.demo.story import Patient, known
from anxin.demo.world import World
from anxin.dispensing import services as dispensing
from anxin.rules.access import Actor
from anxin.rules.dispensing import ShownCard, cards_to_show
from anxin.rules.money import Fen
from anxin.upkeep.seed import identify

Lines = tuple[tuple[Dose, int], ...]
"""Each medicine with the days it is given for."""

_SPECIAL_YEARLY = 100_000
_LONG_AFTER_DAYS = 28
_FINDINGS = (
    "病情平稳，睡眠、饮食可，无明显药物不良反应，继续原方案。",
    "情绪平稳，偶有失眠，嘱规律作息，按时服药。",
    "家属反映近期服药规律，生活能自理，能做简单家务。",
    "偶有自语，无冲动行为，自知力部分恢复，继续观察。",
    "体重略增，嘱清淡饮食、适当活动，下次复查血常规、血糖。",
)


def lines_for(world: World, patient: Patient, *, on: date) -> Lines:
    """Return what is prescribed on a day: up to the next visit and a week to spare."""
    target = CYCLE_DAYS * patient.cycles + SPARE_DAYS
    found = []
    for dose in patient.regimen:
        at_home = max(0, (patient.until.get(dose.product, on) - on).days)
        days = INJECTION_DAYS if dose.product in LONG_ACTING else target - at_home
        if days > 0:
            found.append((dose, days))
    if found and world.chance("calming", patient.person.serial, on).randrange(100) < 4:
        found.append((Dose(product=CALMING, units=1), CALMING_DAYS))
    return tuple(found)


def units_of(dose: Dose, days: int) -> int:
    """Return how many units of a line are handed over."""
    return dose.units if dose.product in LONG_ACTING else dose.units * days


def arrive(
    world: World,
    patient: Patient,
    day_id: UUID,
    *,
    on: date,
    walks_in: bool,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Write the arrival down; the guardian comes for some."""
    person = patient.person
    rng = world.chance("arrival", person.serial, on)
    guarded = bool(person.guardians) and rng.randrange(100) < 22
    return clinics.arrive(
        request_id=world.request("arrive", person.serial, on),
        clinic_day_id=day_id,
        person_id=known(patient.person_id),
        came="guardian" if guarded else "patient",
        shown=_shown(patient),
        proxy=None,
        walk_in_reason="药快用完，未来得及预约" if walks_in else "",
        actor=actor,
        at=at,
    )


def _shown(patient: Patient) -> tuple[ShownCard, ...]:
    person = patient.person
    return cards_to_show(
        has_insurance=person.insurance != "none",
        holds_special_disease_card=person.special_disease_card is not None,
    )


def prescribe(
    world: World,
    patient: Patient,
    attendance_id: UUID,
    lines: Lines,
    *,
    on: date,
    round_: int,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Write what the psychiatrist found and prescribes."""
    rng = world.chance("visit", patient.person.serial, on)
    risk = (
        patient.person.risk_level
        if rng.randrange(100) < 70
        else max(0, patient.person.risk_level - 1)
    )
    return clinics.prescribe(
        request_id=world.request("prescribe", patient.person.serial, on, round_),
        attendance_id=attendance_id,
        risk_level=risk,
        findings=rng.choice(_FINDINGS),
        long_signed=any(days > _LONG_AFTER_DAYS for _, days in lines),
        self_pay_consent=any(dose.product in SELF_PAY for dose, _ in lines),
        lines=[
            clinics.Prescribed(
                product_id=identify("product", dose.product),
                units_per_day=dose.units,
                days=days,
                directions="口服，睡前1片，必要时" if dose.product == CALMING else dose.directions,
                reason="近一周睡眠差，短期使用" if dose.product == CALMING else "",
            )
            for dose, days in lines
        ],
        actor=actor,
        at=at,
    )


def review(
    world: World,
    patient: Patient,
    prescription_id: UUID,
    *,
    on: date,
    round_: int,
    passed: bool,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Review a prescription, or return it."""
    return clinics.review(
        request_id=world.request("review", patient.person.serial, on, round_),
        prescription_id=prescription_id,
        passed=passed,
        reason="" if passed else "用法与每日用量不一致，请核对后重开",
        actor=actor,
        at=at,
    )


def bring_bill(
    world: World,
    patient: Patient,
    prescription_id: UUID,
    lines: Lines,
    *,
    on: date,
    actor: Actor,
    at: datetime,
) -> None:
    """Register the special-disease bill of who holds a card, or that its quota is used up (5.3.2.b)."""
    if patient.person.special_disease_card is None:
        return
    worth = sum(units_of(dose, days) * lowest_price(dose.product) for dose, days in lines)
    left = _SPECIAL_YEARLY - patient.reimbursed.get(on.year, 0)
    reimbursed = min(worth // 2, left)
    exhausted = left <= 0
    dispensing.settle_special_disease(
        request_id=world.request("bill", patient.person.serial, on),
        prescription_id=prescription_id,
        exhausted=exhausted,
        hospital="" if exhausted else "江津区精神卫生中心",
        invoice_number="" if exhausted else f"TB{on:%y%m%d}{patient.person.serial:06d}",
        total=Fen(0 if exhausted else worth),
        reimbursed=Fen(0 if exhausted else reimbursed),
        settled_on=on,
        actor=actor,
        at=at,
    )
    if not exhausted:
        patient.reimbursed[on.year] = patient.reimbursed.get(on.year, 0) + reimbursed


def prepare(
    world: World,
    patient: Patient,
    prescription_id: UUID,
    *,
    next_on: date,
    on: date,
    round_: int,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Set the lots aside."""
    return dispensing.prepare(
        request_id=world.request("prepare", patient.person.serial, on, round_),
        prescription_id=prescription_id,
        next_pickup_on=next_on,
        actor=actor,
        at=at,
    )


def complete(
    world: World,
    patient: Patient,
    pickup_id: UUID,
    *,
    on: date,
    round_: int,
    on_paper: bool,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Hand over: the guardian signs on the pad, or on paper with the slip's number."""
    slip = f"QM{on:%y%m%d}{patient.person.serial:04d}{round_}"
    guardian = (
        dispensing.GuardianSigned(way="paper", slip_number=slip)
        if on_paper
        else dispensing.GuardianSigned(way="pad", drawing=_drawing(world, patient))
    )
    return dispensing.complete(
        request_id=world.request("complete", patient.person.serial, on, round_),
        pickup_id=pickup_id,
        guardian=guardian,
        dispenser_confirmed=True,
        explained=True,
        actor=actor,
        at=at,
    )


def _drawing(world: World, patient: Patient) -> str:
    """Return strokes as the pad sends them: somebody's own scrawl, the same each time."""
    rng = world.chance("hand", patient.person.serial)
    strokes = []
    for stroke in range(len(patient.person.name)):
        left = 20 + 60 * stroke
        points = [
            {"x": left + rng.randrange(50), "y": 20 + rng.randrange(60), "pressure": 0.5, "time": 0}
            for _ in range(5)
        ]
        strokes.append({"penColor": "black", "points": points})
    return json.dumps(strokes, separators=(",", ":"))


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
    patient.visits += 1
    for dose, days in lines:
        starts = max(patient.until.get(dose.product, on), on)
        patient.until[dose.product] = starts + timedelta(days=days)
