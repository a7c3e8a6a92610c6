"""Measure a trial of a guardian's age over 10,000 people with a year of pick-ups, beside plain SQL.

Run as ``python bench/what_if.py [people]``. Plain SQL is the same question asked by the database's
owner in one statement: who is entitled under either age, and what a month costs. Aim: below 5 s.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID, uuid4

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench.counter import district  # noqa: E402
from bench.overview import YEAR  # noqa: E402

PEOPLE, ROUNDS, AIM, AGE = 10_000, 3, 5.0, 75

# Everybody has a guardian of 60 to 89 years; seven of ten are not poor.
GUARDIANS = """
INSERT INTO people_guardian (id, recorded_at, recorded_by_id, recorded_xid, person_id, kind, relation, name, born, postal_code, basis)
SELECT gen_random_uuid(), now(), gen_random_uuid(), 0, p.id, 'person', 'parent', ''::bytea,
    current_date - 365 * (60 + abs(hashtext(p.id::text)) % 30), '', '' FROM people_person p
WHERE NOT EXISTS (SELECT 1 FROM people_guardian g WHERE g.person_id = p.id);
UPDATE people_welfare SET poverty = '{}' WHERE abs(hashtext(person_id::text)) % 10 < 7;
ANALYZE;
"""
FLOOR = """
WITH facts AS (
    SELECT p.id, w.resident_since + interval '3 months' <= current_date AND c.certified_by <> '' AS other,
        cardinality(w.poverty) > 0 OR w.household_patients >= 2 OR coalesce(l.listed, false) OR k.person_id IS NULL AS sure,
        k.youngest, v.total, v.days
    FROM people_person p JOIN people_welfare w ON w.person_id = p.id JOIN people_clinical c ON c.person_id = p.id
    JOIN enrolment_enrolment e ON e.person_id = p.id AND e.stage <> 'ended'
    LEFT JOIN (SELECT person_id, max(born) AS youngest FROM people_guardian WHERE until IS NULL GROUP BY 1) k ON k.person_id = p.id
    LEFT JOIN (SELECT DISTINCT ON (person_id) person_id, listed FROM people_policelisting ORDER BY person_id, recorded_at DESC) l
        ON l.person_id = p.id
    LEFT JOIN (SELECT person_id, sum(total) AS total, sum(until - starts_on) AS days FROM dispensing_pickup
        WHERE stage = 'completed' AND prepared_on >= current_date - interval '12 months' GROUP BY 1) v ON v.person_id = p.id
    WHERE p.merged_into_id IS NULL
)
SELECT count(*), count(*) FILTER (WHERE other AND (sure OR youngest + interval '66 years' <= current_date)
        AND NOT (sure OR youngest + interval '76 years' <= current_date)),
    sum(total * 30 / nullif(days, 0))::bigint
FROM facts
"""


def main(arguments: list[str]) -> int:
    """Build, measure, print; 1 where the trial misses its aim."""
    people = int(arguments[0]) if arguments else PEOPLE
    district.build(people=people)
    try:
        return _measure(people)
    finally:
        from django.db import connections

        connections.close_all()
        district.drop()


def _measure(people: int) -> int:
    import psycopg

    from anxin.database.server import Server

    dsn = Server(district.HOME).superuser_dsn(district.NAME)
    with psycopg.connect(dsn) as admin:
        admin.execute("SET session_replication_role = replica")
        admin.execute(YEAR)  # type: ignore[arg-type]
        admin.execute(GUARDIANS)
        admin.commit()
        floor, leaving = _floor(admin)
    took, found = _tried()
    print(
        f"{people} people: {took:.2f} s a trial, {floor:.3f} s plain SQL, {took / floor:.1f} times"
    )
    assert found["leaving.guardian_age"] == leaving, (found, leaving)
    return int(took > AIM)


def _floor(admin: Any) -> tuple[float, int]:
    took, row = [], (0, 0, 0)
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        row = admin.execute(FLOOR).fetchone()
        took.append(time.perf_counter() - began)
    return median(took[1:]), row[1]


def _tried() -> tuple[float, dict[str, int]]:
    from tests.adoption.steps import draft
    from tests.world import as_

    from anxin.adoption.models import WhatIfRun

    with as_("reviewer"):
        proposal = draft("guardian_age", AGE, at=district.AT)
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        made = _try(proposal)
        took.append(time.perf_counter() - began)
    with as_("reviewer"):
        return median(took), WhatIfRun.objects.get(id=made).totals


def _try(proposal: UUID) -> UUID:
    from tests.world import as_

    from anxin.adoption import what_if
    from anxin.privacy.door import Look

    with as_("reviewer") as actor:
        return what_if.try_proposal(
            request_id=uuid4(),
            proposal_id=proposal,
            look=Look(actor=actor, page=what_if.PAGE),
            actor=actor,
            at=district.AT,
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
