"""Review a prescription: another person than the prescriber (rx-2007:review, 5.3.2.a)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics import requirements as asks
from anxin.clinics.models import PharmacistReview, Prescription, PrescriptionEvent
from anxin.clinics.queries.prescriptions import lines_of, taken_of_lines
from anxin.clinics.services.checks import about_results
from anxin.database.locks import lock
from anxin.policy import load
from anxin.privacy.door import Look
from anxin.rules.access import Actor
from anxin.rules.decisions import Condition, Decision, Refused
from anxin.rules.dispensing import PRESCRIPTION_IS_CURRENT
from anxin.rules.prescribing import prescription_is_valid
from anxin.rules.prescription_stages import PRESCRIPTION, PrescriptionMove, PrescriptionStage

CLAUSE = "rx-2007:review"


def review(
    *,
    request_id: UUID,
    prescription_id: UUID,
    passed: bool,
    reason: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Pass a prescription, or return it with a reason; the prescriber may not (rx-2007:review).

    What the laboratory asks is asked again: a result may have come since it was signed (5.2.2).
    """
    new = uuid4()
    content = {"prescription": prescription_id, "passed": passed, "reason": reason.strip()}
    if earlier := begin(
        request_id=request_id, kind="prescription.review", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    lock(Prescription, prescription_id)
    prescription = Prescription.objects.get(id=prescription_id)
    _examine(prescription, passed=passed, reason=reason, actor=actor, at=at)
    PharmacistReview.objects.create(
        id=new,
        prescription=prescription,
        passed=passed,
        reason=reason.strip(),
        act_id=request_id,
    )
    PrescriptionEvent.objects.create(
        prescription=prescription,
        move=_move(passed),
        because=reason.strip(),
        clause=CLAUSE,
        occurred_on=localdate(at),
        act_id=request_id,
    )
    return new


def _move(passed: bool) -> PrescriptionMove:  # noqa: FBT001 (the review's own answer)
    return PrescriptionMove.PASS_REVIEW if passed else PrescriptionMove.RETURN


def _examine(
    prescription: Prescription, *, passed: bool, reason: str, actor: Actor, at: datetime
) -> None:
    today = localdate(at)
    terms = load().supply_terms(prescription.written_on)
    current = prescription_is_valid(written_on=prescription.written_on, terms=terms, on=today)
    Refused.unless(
        Decision.of(
            asks.REVIEWED_BY_ANOTHER.met_if(prescription.prescriber_id != actor.staff_id),
            asks.RETURN_HAS_REASON.met_if(passed or bool(reason.strip())),
            PRESCRIPTION_IS_CURRENT.met_if(current or not passed, limit=terms.validity_days),
            *(_about_results(prescription, actor=actor, on=today) if passed else ()),
        )
    )
    PRESCRIPTION.after(PrescriptionStage(prescription.stage), _move(passed))


def _about_results(prescription: Prescription, *, actor: Actor, on: date) -> tuple[Condition, ...]:
    return about_results(
        taken_of_lines(lines_of(prescription.id)),
        person_id=prescription.person_id,
        look=Look(actor=actor, page="审方"),
        on=on,
    )
