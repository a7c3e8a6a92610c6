"""Clinic days, visits, prescriptions and supply at home."""

from __future__ import annotations

from anxin.clinics.models.days import (
    Absence,
    Booking,
    Call,
    CallOutcome,
    ClinicDay,
    ClinicDayEvent,
)
from anxin.clinics.models.supply import (
    Injection,
    Owed,
    Supply,
)
from anxin.clinics.models.visits import (
    Attendance,
    LabResult,
    PharmacistReview,
    Prescription,
    PrescriptionEvent,
    PrescriptionLine,
    PrescriptionSheet,
    Visit,
)

__all__ = [
    "Absence",
    "Attendance",
    "Booking",
    "Call",
    "CallOutcome",
    "ClinicDay",
    "ClinicDayEvent",
    "Injection",
    "LabResult",
    "Owed",
    "PharmacistReview",
    "Prescription",
    "PrescriptionEvent",
    "PrescriptionLine",
    "PrescriptionSheet",
    "Supply",
    "Visit",
]
