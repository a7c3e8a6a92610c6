"""Write what the psychiatrist found and prescribes (5.2.2, 5.3.2.d and the national rules)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin, content_hash
from anxin.clinics import plans
from anxin.clinics import requirements as asks
from anxin.clinics.models import (
    Attendance,
    ClinicDay,
    Prescription,
    PrescriptionEvent,
    PrescriptionLine,
    PrescriptionSheet,
    Visit,
)
from anxin.clinics.queries.prescriptions import signed_content
from anxin.clinics.services.booking import rights_at
from anxin.clinics.services.checks import about_person
from anxin.clinics.services.injections import about_injections
from anxin.clinics.services.lines import (
    Line,
    Prescribed,
    about_lines,
    read_lines,
    supply_request,
    taken,
)
from anxin.clinics.services.owed import WRITTEN_ANEW, lapse_of
from anxin.clinics.services.planning import plan_of
from anxin.clinics.services.sheets import sheets_for
from anxin.database.locks import lock
from anxin.enrolment.models import Enrolment
from anxin.enrolment.queries import standing
from anxin.organisations.models import Staff
from anxin.people.queries import clinical_of
from anxin.policy import Policy, load
from anxin.privacy.door import Look
from anxin.rules.access import Actor
from anxin.rules.clinic_day_stages import ClinicDayStage
from anxin.rules.decisions import Condition, Decision, Refused
from anxin.rules.prescribing import (
    SupplyTerms,
    Title,
    assess_supply,
    prescription_is_valid,
)
from anxin.rules.prescription_stages import PrescriptionMove, PrescriptionStage
from anxin.rules.regimen import examine_regimen
from anxin.rules.sheets import sheet_of
from anxin.rules.stability import Stability, examine_stability

OPEN = (
    PrescriptionStage.SIGNED,
    PrescriptionStage.REVIEWED,
    PrescriptionStage.RETURNED,
    PrescriptionStage.PARTLY_DISPENSED,
)
HANDED_OVER = (PrescriptionStage.PARTLY_DISPENSED, PrescriptionStage.DISPENSED)
HIGHEST_RISK = 5

__all__ = ["Prescribed", "is_first_long", "prescribe"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Signing:
    """What the doctor typed, as it is bound to the request."""

    attendance: UUID
    risk_level: int
    stability: str
    findings: str
    days: int | None
    long_signed: bool
    self_pay_consent: bool
    reason: str
    lines: tuple[Prescribed, ...]


def prescribe(
    *,
    request_id: UUID,
    attendance_id: UUID,
    risk_level: int,
    findings: str,
    days: int | None = None,
    long_signed: bool,
    self_pay_consent: bool,
    reason: str = "",
    stability: str = "",
    lines: Sequence[Prescribed],
    actor: Actor,
    at: datetime,
) -> UUID:
    """Record a visit and sign its prescription; every rule that it breaks is named (5.3.2.d).

    ``days`` is told for lines that give none of their own. An open prescription of the person
    is replaced, or expires where its days are over: changing one makes a new one. The
    enrolment is locked, so that an admission to hospital comes before or after, not between.
    """
    new = uuid4()
    signing = _Signing(
        attendance=attendance_id,
        risk_level=risk_level,
        stability=stability,
        findings=findings.strip(),
        days=days,
        long_signed=long_signed,
        self_pay_consent=self_pay_consent,
        reason=reason.strip(),
        lines=tuple(lines),
    )
    if earlier := begin(
        request_id=request_id,
        kind="prescription.write",
        content=asdict(signing),
        result_id=new,
        at=at,
    ):
        return earlier.result_id
    _write(new, signing, act_id=request_id, actor=actor, on=localdate(at))
    return new


def _write(new: UUID, signing: _Signing, *, act_id: UUID, actor: Actor, on: date) -> None:
    policy, attendance = load(), Attendance.objects.get(id=signing.attendance)
    person_id = attendance.person_id
    _lock_person(person_id, on=on)
    prescription = Prescription(
        id=new,
        person_id=person_id,
        organisation_id=attendance.organisation_id,
        prescriber_id=actor.staff_id,
        prescriber_title=Staff.objects.get(id=actor.staff_id).title,
        written_on=on,
        diagnosis=_diagnosis(person_id, actor=actor),
        first_long=is_first_long(person_id, terms=policy.supply_terms(on)),
        long_signed=signing.long_signed,
        self_pay_consent=signing.self_pay_consent,
        reason=signing.reason,
        policy_version=policy.version,
        act_id=act_id,
    )
    read = read_lines(signing.lines, days=signing.days, person_id=person_id, policy=policy, on=on)
    _examine(
        prescription,
        attendance=attendance,
        lines=read,
        signing=signing,
        policy=policy,
        actor=actor,
    )
    _close_open(person_id, policy=policy, on=on, act_id=act_id)
    prescription.visit = Visit.objects.create(
        attendance=attendance,
        person_id=person_id,
        risk_level=signing.risk_level,
        stability=signing.stability,
        findings=signing.findings,
        act_id=act_id,
    )
    _sign(prescription, lines=read)


def is_first_long(person_id: UUID, *, terms: SupplyTerms) -> bool:
    """Say whether no long prescription was ever dispensed to a person (rx-2021:title)."""
    return not Prescription.objects.filter(
        person_id=person_id,
        stage__in=HANDED_OVER,
        days__gt=terms.long_after_days,
    ).exists()


def _lock_person(person_id: UUID, *, on: date) -> None:
    held = standing(person_id, on=on)
    if held.enrolment_id is not None:
        lock(Enrolment, held.enrolment_id)


def _diagnosis(person_id: UUID, *, actor: Actor) -> int:
    clinical = clinical_of(person_id, look=Look(actor=actor, page="开具处方"))
    if clinical is None:
        raise asks.HAS_DIAGNOSIS.refused()
    return clinical.diagnosis


def _examine(
    prescription: Prescription,
    *,
    attendance: Attendance,
    lines: Sequence[Line],
    signing: _Signing,
    policy: Policy,
    actor: Actor,
) -> None:
    today = prescription.written_on
    held = standing(attendance.person_id, on=today)
    planned = plan_of(attendance, lines, on=today)
    answer = assess_supply(
        supply_request(prescription, lines),
        terms=policy.supply_terms(today),
        on=today,
    )
    Refused.unless(
        Decision.of(
            *_about_prescriber(prescription, attendance=attendance),
            *rights_at(held, organisation_id=attendance.organisation_id),
            asks.RISK_IS_ONE_OF_SIX.met_if(0 <= signing.risk_level <= HIGHEST_RISK),
            *examine_stability(
                Stability(signing.stability) if signing.stability else None,
                risk_level=signing.risk_level,
            ),
            asks.NOT_YET_DISPENSED.met_if(not _is_dispensed(attendance)),
            *about_lines(lines, self_pay_consent=prescription.self_pay_consent),
            *about_injections(lines, person_id=attendance.person_id, policy=policy, on=today),
            *about_person(taken(lines), person_id=attendance.person_id, actor=actor, on=today),
            *examine_regimen(
                taken(lines), reason=prescription.reason, terms=policy.regimen_terms(today)
            ),
            *answer.unmet,
            *plans.grounds(planned, look=Look(actor=actor, page="开具处方")),
        )
    )


def _about_prescriber(
    prescription: Prescription, *, attendance: Attendance
) -> tuple[Condition, ...]:
    present = ClinicDay.objects.filter(
        organisation_id=attendance.organisation_id,
        day=attendance.day,
        doctor_id=prescription.prescriber_id,
        stage=ClinicDayStage.PUBLISHED,
    ).exists()
    return (
        asks.DAY_IS_TODAY.met_if(attendance.day == prescription.written_on, day=attendance.day),
        asks.PRESCRIBER_IS_PRESENT.met_if(present),
        asks.PRESCRIBER_HAS_TITLE.met_if(prescription.prescriber_title in set(Title)),
    )


def _is_dispensed(attendance: Attendance) -> bool:
    return Prescription.objects.filter(visit__attendance=attendance, stage__in=HANDED_OVER).exists()


def _close_open(person_id: UUID, *, policy: Policy, on: date, act_id: UUID) -> None:
    """Replace what is still open; what ran out of days expires instead, what is owed lapses."""
    for_person = Prescription.objects.filter(person_id=person_id, stage__in=OPEN)
    lock(Prescription, *for_person.values_list("id", flat=True))
    for earlier in for_person.all():
        if earlier.stage == PrescriptionStage.PARTLY_DISPENSED:
            lapse_of(earlier.id, because=WRITTEN_ANEW, act_id=act_id, on=on)
            continue
        current = prescription_is_valid(
            written_on=earlier.written_on, terms=policy.supply_terms(earlier.written_on), on=on
        )
        PrescriptionEvent.objects.create(
            prescription=earlier,
            move=PrescriptionMove.REPLACE if current else PrescriptionMove.EXPIRE,
            clause="5.3.2.a" if current else "rx-2007:validity",
            occurred_on=on,
            act_id=act_id,
        )


def _sign(prescription: Prescription, *, lines: Sequence[Line]) -> None:
    sheets = sheets_for(prescription, lines)
    rows = [
        PrescriptionLine(
            prescription=prescription,
            sheet=sheets[sheet_of(line.item)],
            position=position,
            product=line.product,
            **asdict(line.asked.dose),
            days=line.amount.days,
            quantity=line.amount.units,
            directions=line.directions,
            continues=line.asked.continues,
            reason=line.asked.reason.strip(),
        )
        for position, line in enumerate(lines, start=1)
    ]
    prescription.days = max(line.amount.days for line in lines)
    prescription.content_hash = content_hash(signed_content(prescription, rows))
    prescription.save(force_insert=True)
    PrescriptionSheet.objects.bulk_create(sheets.values())
    PrescriptionLine.objects.bulk_create(rows)
