"""Recomputes every promise of every context, one query each, and says which hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import connection

from anxin.database.invariants import Invariant
from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.upkeep.finding import wrong_tokens
from anxin.upkeep.guards import GuardCheck, checks
from anxin.upkeep.invariants import across

SHOWN = 5
"""How many of those that break a promise are named."""
LONGEST = "1h"
"""No query of a verification may take longer; the application's own limit is far too short for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One promise, how much was looked at, how many break it, and the first of them."""

    name: str
    clause: str
    of: str
    counted: int
    broken: int
    examples: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Say whether nothing breaks it."""
        return self.broken == 0


def invariants() -> tuple[Invariant, ...]:
    """Return the promises of every context in the order of the layers, then those across them."""
    found: list[Invariant] = []
    for config in apps.get_app_configs():
        name = f"{config.name}.invariants"
        own = config.name.startswith("anxin.") and config.name not in {
            "anxin.database",
            "anxin.upkeep",
        }
        if own and find_spec(name) is not None:
            found += import_module(name).INVARIANTS
    return (*found, *across())


FOUND_BY_WHAT_IS_WRITTEN = GuardCheck(
    name="每个人都能按现在的姓名、拼音和电话查到、查重，按从前的查不到", of="人", look=wrong_tokens
)


def verify() -> Iterator[Finding]:
    """Yield one finding after another, each in a unit of work of the system account."""
    for check in checks():
        with acting_as(SYSTEM_STAFF):
            yield _looked_at(check)
    yield _looked_at(FOUND_BY_WHAT_IS_WRITTEN)
    for invariant in invariants():
        with acting_as(SYSTEM_STAFF):
            yield _recomputed(invariant)


def _looked_at(check: GuardCheck) -> Finding:
    counted, broken = check.look()
    return Finding(
        name=check.name,
        clause="7.2.d",
        of=check.of,
        counted=counted,
        broken=len(broken),
        examples=tuple(broken[:SHOWN]),
    )


def _recomputed(invariant: Invariant) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST}'")
        cursor.execute(invariant.sql_count)
        counted = cursor.fetchone()
        cursor.execute(
            "SELECT count(*), (array_agg(what))[1:%s] FROM (%s) bad (what)"  # noqa: S608, UP031 - text of ours
            % (SHOWN, invariant.sql_bad)
        )
        bad = cursor.fetchone()
    assert counted is not None
    assert bad is not None
    return Finding(
        name=invariant.name,
        clause=invariant.clause,
        of=invariant.of,
        counted=int(counted[0] or 0),
        broken=bad[0],
        examples=tuple(bad[1] or ()),
    )
