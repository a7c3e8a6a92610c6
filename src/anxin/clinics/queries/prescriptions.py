"""Reads of prescriptions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from anxin.clinics.models import Prescription, PrescriptionLine
from anxin.policy.pack import load
from anxin.rules.prescribing import prescription_is_valid
from anxin.rules.prescription_stages import PRESCRIPTION, PrescriptionStage

PENDING = (PrescriptionStage.SIGNED, PrescriptionStage.REVIEWED, PrescriptionStage.RETURNED)


def signed_content(prescription: Prescription, lines: Iterable[PrescriptionLine]) -> dict[str, Any]:
    """Return what a doctor signs with a prescription; its hash binds the signature (5.3.2.e)."""
    return {
        "prescription": prescription.id,
        "person": prescription.person_id,
        "prescriber": prescription.prescriber_id,
        "title": prescription.prescriber_title,
        "written_on": prescription.written_on,
        "diagnosis": prescription.diagnosis,
        "first_long": prescription.first_long,
        "long_signed": prescription.long_signed,
        "self_pay_consent": prescription.self_pay_consent,
        "lines": [
            {
                "position": line.position,
                "product": line.product_id,
                "units_per_day": line.units_per_day,
                "days": line.days,
                "quantity": line.quantity,
                "directions": line.directions,
                "reason": line.reason,
            }
            for line in lines
        ],
    }


def find_prescription(prescription_id: UUID) -> Prescription | None:
    """Return a prescription in reach; None for any other."""
    return (
        Prescription.objects.filter(id=prescription_id)
        .select_related("organisation", "prescriber", "visit__attendance")
        .first()
    )


def lines_of(prescription_id: UUID) -> list[PrescriptionLine]:
    """Return the lines of a prescription in reach, with their products."""
    lines = PrescriptionLine.objects.filter(prescription_id=prescription_id)
    return list(lines.select_related("product").order_by("position"))


def prescriptions_to_review(*, on: date) -> QuerySet[Prescription]:
    """Return the signed prescriptions in reach that can still be used, oldest first."""
    days = load().supply_terms(on).validity_days
    return (
        Prescription.objects.filter(
            stage=PrescriptionStage.SIGNED, written_on__gt=on - timedelta(days=days)
        )
        .select_related("organisation", "prescriber")
        .order_by("recorded_at")
    )


def returned_to(staff_id: UUID, *, on: date) -> QuerySet[Prescription]:
    """Return the prescriptions of a doctor that came back and can still be written anew."""
    days = load().supply_terms(on).validity_days
    return Prescription.objects.filter(
        stage=PrescriptionStage.RETURNED,
        prescriber_id=staff_id,
        written_on__gt=on - timedelta(days=days),
    ).prefetch_related("reviews")


def is_expired(prescription: Prescription, *, on: date) -> bool:
    """Say whether a prescription that was not dispensed ran out of days (rx-2007:validity)."""
    terms = load().supply_terms(prescription.written_on)
    return prescription.stage in PENDING and not prescription_is_valid(
        written_on=prescription.written_on, terms=terms, on=on
    )


def stage_label(prescription: Prescription, *, on: date) -> str:
    """Return the stage in words: expired as soon as its days are over, event or not."""
    if is_expired(prescription, on=on):
        return PRESCRIPTION.stages[PrescriptionStage.EXPIRED]
    return PRESCRIPTION.stages[PrescriptionStage(prescription.stage)]
