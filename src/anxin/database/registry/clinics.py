"""Clinic days, visits, prescriptions, laboratory results, supply at home."""

from __future__ import annotations

from anxin.database.registry.words import (
    REFERENCE,
    Guard,
    event,
    person,
    through,
    within,
)

CLINICS: tuple[Guard, ...] = (
    # clinics
    Guard(
        table="clinics_clinicday",
        read=REFERENCE,
        add=within("clinic.plan", "organisation_id"),
        stamped=True,
    ),
    event(
        "clinics_clinicdayevent",
        "clinic_day",
        "clinics_clinicday",
        "clinic_day_id",
        "rota.read",
        "clinic.change",
    ),
    # Whom to call when a day is moved; what came of it tells whether the new booking stands.
    Guard(
        table="clinics_call",
        read=person("clinic.read"),
        add=person("clinic.change"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_calloutcome",
        read=through("clinic.read", "clinics_call", "call_id"),
        add=through("call.write", "clinics_call", "call_id"),
        kept=True,
        stamped=True,
    ),
    # Why somebody did not come: written by who looks after them.
    Guard(
        table="clinics_absence",
        read=person("clinic.read"),
        add=person("absence.write"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_booking",
        read=person("clinic.read"),
        add=f"{person('clinic.book')} AND {within('clinic.book', 'organisation_id')}",
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_attendance",
        read=person("clinic.read"),
        add=f"{person('clinic.attend')} AND {within('clinic.attend', 'organisation_id')}",
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_visit",
        read=person("clinic.read"),
        add=person("prescription.write"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_prescription",
        read=person("prescription.read"),
        add=person("prescription.write"),
        stamped=True,
    ),
    Guard(
        table="clinics_prescriptionsheet",
        read=through("prescription.read", "clinics_prescription", "prescription_id"),
        add=through("prescription.write", "clinics_prescription", "prescription_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_prescriptionline",
        read=through("prescription.read", "clinics_prescription", "prescription_id"),
        add=through("prescription.write", "clinics_prescription", "prescription_id"),
        kept=True,
    ),
    event(
        "clinics_prescriptionevent",
        "prescription",
        "clinics_prescription",
        "prescription_id",
        "prescription.read",
        "prescription.write",
        "prescription.review",
        "pickup.write",
        "owed.lapse",
    ),
    Guard(
        table="clinics_pharmacistreview",
        read=through("prescription.read", "clinics_prescription", "prescription_id"),
        add=through("prescription.review", "clinics_prescription", "prescription_id"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_labresult",
        read=person("lab.read"),
        add=person("lab.write"),
        kept=True,
        stamped=True,
    ),
    Guard(
        table="clinics_supply",
        read=person("clinic.read"),
        add=person("pickup.write"),
        change=person("pickup.write"),
        changes=("ended_by_id",),
        stamped=True,
    ),
    Guard(
        table="clinics_injection",
        read=person("clinic.read"),
        add=f"{person('pickup.write')} AND {within('pickup.write', 'organisation_id')}",
        change=person("pickup.write"),
        changes=("ended_by_id",),
        stamped=True,
    ),
    # The store sees what it owes of which medicine; who waits for it is told to those who treat the person.
    Guard(
        table="clinics_owed",
        read=f"{person('prescription.read')} OR {within('owed.stock', 'organisation_id')}",
        add=f"{person('pickup.write')} AND {within('pickup.write', 'organisation_id')}",
        change=person("pickup.write"),
        changes=("ended_by_id",),
        stamped=True,
    ),
)
