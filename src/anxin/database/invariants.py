"""A promise that ``verify`` recomputes from the rows, and the query that finds who breaks it.

Each context states its promises in ``invariants.py`` as ``INVARIANTS``. Both queries are plain
and set-based: they are run over millions of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from anxin.rules.clauses import record_citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """One promise. ``sql_count`` returns how many things were looked at; ``sql_bad`` returns one
    text for each that breaks the promise, enough to find it by."""

    name: str
    clause: str
    sql_count: str
    sql_bad: str
    of: str = "条"
    """What is counted, in Chinese."""

    def __post_init__(self) -> None:
        record_citation(self.clause, f"invariant {self.name}")
