"""Reads of prescriptions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from anxin.clinics.models import Attendance, Prescription, PrescriptionLine, PrescriptionSheet
from anxin.clinics.reach import within
from anxin.pharmacy.models import Product
from anxin.policy import load
from anxin.rules.catalogue import CatalogueItem
from anxin.rules.dosing import Dose, micrograms_a_day
from anxin.rules.prescribing import prescription_is_valid
from anxin.rules.prescription_stages import PRESCRIPTION, PrescriptionMove, PrescriptionStage
from anxin.rules.regimen import Load, Taken, load_of

RECENT = 6
PENDING = (PrescriptionStage.SIGNED, PrescriptionStage.REVIEWED, PrescriptionStage.RETURNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One move of a prescription, as a timeline shows it."""

    on: date
    title: str
    by: str
    because: str


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
        **({"reason": prescription.reason} if prescription.reason else {}),
        "lines": [
            {
                "position": line.position,
                **({"sheet": line.sheet.number} if line.sheet else {}),
                "product": line.product_id,
                **_dose(line),
                **({"continues": True} if line.continues else {}),
                "days": line.days,
                "quantity": line.quantity,
                "directions": line.directions,
                "reason": line.reason,
            }
            for line in lines
        ],
    }


def _dose(line: PrescriptionLine) -> dict[str, Any]:
    """Return a line's dose as it was signed: before doses had their times, units a day."""
    if line.units_per_day is not None:
        return {"units_per_day": line.units_per_day}
    return asdict(dose_of(line))


def dose_of(line: PrescriptionLine) -> Dose:
    """Return a line's dose; only the directions tell it where it was signed in units a day."""
    return Dose(
        morning=line.morning,
        noon=line.noon,
        evening=line.evening,
        night=line.night,
        every_days=line.every_days,
        injected=line.injected,
    )


def find_prescription(prescription_id: UUID) -> Prescription | None:
    """Return a prescription in reach; None for any other."""
    return (
        Prescription.objects.filter(id=prescription_id)
        .select_related("organisation", "prescriber", "visit__attendance")
        .first()
    )


def find_attendance(attendance_id: UUID) -> Attendance | None:
    """Return an arrival on a clinic day where who acts may prescribe; None for any other."""
    return (
        Attendance.objects.filter(
            id=attendance_id,
            clinic_day__isnull=False,
            organisation_id__in=within("prescription.write"),
        )
        .select_related("organisation", "clinic_day")
        .first()
    )


def earlier_prescriptions(person_id: UUID) -> list[Prescription]:
    """Return the last prescriptions of a person in reach with their lines, newest first."""
    found = Prescription.objects.filter(person_id=person_id).select_related("prescriber")
    return list(
        found.prefetch_related("lines__product").order_by("-written_on", "-recorded_at")[:RECENT]
    )


def products_of_catalogue() -> list[Product]:
    """Return the products that the catalogue of annex 3 has, in its order (5.3.1.a)."""
    catalogue = load().catalogue
    return [p for p in Product.objects.order_by("code") if catalogue.find(p.drug, p.form)]


def history_of(prescription: Prescription) -> list[Moved]:
    """Return what happened to a prescription, oldest first, in the words of a timeline."""
    signed = Moved(
        on=prescription.written_on,
        title=gettext_noop("医师签名"),
        by=prescription.prescriber.name,
        because="",
    )
    events = prescription.events.select_related("recorded_by").order_by("recorded_at")
    return [
        signed,
        *(
            Moved(
                on=event.occurred_on,
                title=PRESCRIPTION.acts[PrescriptionMove(event.move)],
                by=event.recorded_by.name,
                because=event.because,
            )
            for event in events
        ),
    ]


def lines_of(prescription_id: UUID) -> list[PrescriptionLine]:
    """Return the lines of a prescription in reach, with their products."""
    lines = PrescriptionLine.objects.filter(prescription_id=prescription_id)
    return list(lines.select_related("product", "sheet").order_by("position"))


def sheets_of(prescription_id: UUID) -> list[PrescriptionSheet]:
    """Return the sheets of a prescription in reach, the ordinary one first."""
    return list(PrescriptionSheet.objects.filter(prescription_id=prescription_id).order_by("kind"))


def taken_of(dose: Dose, *, product: Product, item: CatalogueItem, reason: str) -> Taken:
    """Return one medicine with the micrograms of an average day and of one time."""
    return Taken(
        drug=product.drug,
        item=item,
        micrograms_a_day=micrograms_a_day(
            dose, strength=product.strength_ug, clinic_days=item.clinic_days
        ),
        micrograms_at_once=dose.injected * product.strength_ug,
        reason=reason,
    )


def load_of_lines(lines: Iterable[PrescriptionLine]) -> Load | None:
    """Return what the antipsychotics of a prescription add up to.

    None where there are none, or where a line tells its dose in words only.
    """
    found = list(lines)
    if any(line.units_per_day is not None for line in found):
        return None
    answer = load_of(taken_of_lines(found))
    return answer if answer.substances else None


def taken_of_lines(lines: Iterable[PrescriptionLine]) -> list[Taken]:
    """Return the lines of the catalogue as the rules ask for them; their doses as far as they tell."""
    catalogue = load().catalogue
    items = [(line, catalogue.find(line.product.drug, line.product.form)) for line in lines]
    return [
        taken_of(dose_of(line), product=line.product, item=item, reason=line.reason)
        for line, item in items
        if item
    ]


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
