"""Reads of the clinic; each within the reach of who acts, as row security has it."""

from anxin.clinics.queries.days import (
    day_in_reach,
    days_of,
    doctors_for,
    next_day_after,
    points_in_reach,
)
from anxin.clinics.queries.expected import expected_ids, running_out, running_out_at
from anxin.clinics.queries.prescriptions import (
    find_prescription,
    lines_of,
    prescriptions_to_review,
    signed_content,
)
from anxin.clinics.queries.supply import (
    days_on_hand,
    last_ends,
    recent_supply,
    supply_ends,
)

__all__ = [
    "day_in_reach",
    "days_of",
    "days_on_hand",
    "doctors_for",
    "expected_ids",
    "find_prescription",
    "last_ends",
    "lines_of",
    "next_day_after",
    "points_in_reach",
    "prescriptions_to_review",
    "recent_supply",
    "running_out",
    "running_out_at",
    "signed_content",
    "supply_ends",
]
