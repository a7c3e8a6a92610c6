"""Reads of the clinic; each within the reach of who acts, as row security has it."""

from anxin.clinics.queries.board import Board, BoardRow, Step, read_board
from anxin.clinics.queries.days import (
    day_in_reach,
    days_of,
    days_on,
    doctors_for,
    is_booked,
    next_clinic_day,
    next_day_after,
    points_in_reach,
)
from anxin.clinics.queries.expected import RunningOut, expected_ids, running_out, running_out_at
from anxin.clinics.queries.prescriptions import (
    earlier_prescriptions,
    find_attendance,
    find_prescription,
    history_of,
    is_expired,
    lines_of,
    prescriptions_to_review,
    products_of_catalogue,
    returned_to,
    signed_content,
    stage_label,
)
from anxin.clinics.queries.supply import (
    SupplySeen,
    days_on_hand,
    last_ends,
    recent_supply,
    supply_ends,
)

__all__ = [
    "Board",
    "BoardRow",
    "RunningOut",
    "Step",
    "SupplySeen",
    "day_in_reach",
    "days_of",
    "days_on",
    "days_on_hand",
    "doctors_for",
    "earlier_prescriptions",
    "expected_ids",
    "find_attendance",
    "find_prescription",
    "history_of",
    "is_booked",
    "is_expired",
    "last_ends",
    "lines_of",
    "next_clinic_day",
    "next_day_after",
    "points_in_reach",
    "prescriptions_to_review",
    "products_of_catalogue",
    "read_board",
    "recent_supply",
    "returned_to",
    "running_out",
    "running_out_at",
    "signed_content",
    "stage_label",
    "supply_ends",
]
