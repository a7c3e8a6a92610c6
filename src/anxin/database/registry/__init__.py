"""The registry of row security: what the app role may do with each table, and nothing else.

A table that is not named here, or a command without a predicate, is closed (decision 0003).
``row_security`` makes the SQL from it.
"""

from __future__ import annotations

from anxin.database.registry.books import BOOKS
from anxin.database.registry.clinics import CLINICS
from anxin.database.registry.counter import COUNTER
from anxin.database.registry.enrolment import ENROLMENT
from anxin.database.registry.ground import GROUND
from anxin.database.registry.papers import PAPERS
from anxin.database.registry.people import PEOPLE
from anxin.database.registry.words import Guard

__all__ = ["GUARDS", "Guard"]

GUARDS: tuple[Guard, ...] = (
    *GROUND,
    *PEOPLE,
    *BOOKS,
    *ENROLMENT,
    *CLINICS,
    *COUNTER,
    *PAPERS,
)
