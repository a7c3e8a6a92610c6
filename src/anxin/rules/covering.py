"""Proportion of days covered: how much of a time somebody had medicine at home (7.3.c)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from anxin.rules.clauses import cites
from anxin.rules.indicators import Rate

Span = tuple[date, date]
"""From a day until (not including) another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """Days covered of the days looked at, and the longest run of days without medicine."""

    rate: Rate
    longest_gap: int


@cites("working-rules:days-covered", "7.3.c")
def days_covered(spans: Iterable[Span], *, since: date, until: date) -> Covered:
    """Return how many days from ``since`` until (not including) ``until`` some span covers.

    Spans may overlap, touch, reach beyond and come in any order; a stay in hospital is a span,
    because who is there takes medicine there.
    """
    reached, missing, longest = since, 0, 0
    for start, end in sorted(spans):
        gap = (min(start, until) - reached).days
        if gap > 0:
            missing, longest = missing + gap, max(longest, gap)
        reached = max(reached, min(end, until))
    last = (until - reached).days
    missing, longest = missing + max(last, 0), max(longest, last)
    total = max((until - since).days, 0)
    return Covered(
        rate=Rate(numerator=total - missing, denominator=total), longest_gap=longest if total else 0
    )
