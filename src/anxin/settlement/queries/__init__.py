"""Claims, their lines with what the records say of each, and what is still to be claimed."""

from anxin.settlement.queries.behind import Given, PickupSeen, pickup_behind
from anxin.settlement.queries.claims import (
    Preview,
    Totals,
    claims,
    claims_at,
    clean_and_open,
    find_claim,
    history_of,
    preview,
    totals,
    totals_of,
    unclaimed_quarters,
)
from anxin.settlement.queries.lines import (
    BY_CODE,
    FILTERS,
    Line,
    LineFilter,
    Lines,
    find_line,
    line_of,
    queried_lines,
    words_on,
)

__all__ = [
    "BY_CODE",
    "FILTERS",
    "Given",
    "Line",
    "LineFilter",
    "Lines",
    "PickupSeen",
    "Preview",
    "Totals",
    "claims",
    "claims_at",
    "clean_and_open",
    "find_claim",
    "find_line",
    "history_of",
    "line_of",
    "pickup_behind",
    "preview",
    "queried_lines",
    "totals",
    "totals_of",
    "unclaimed_quarters",
    "words_on",
]
