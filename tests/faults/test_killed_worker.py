"""kill -9 of the background worker in the middle of a roster: finished rows stay, nothing is doubled (A8)."""

from __future__ import annotations

import os
import subprocess
import sys
from uuid import UUID, uuid4

import psycopg
import pytest
from django.utils.timezone import now

from anxin.imports import services
from anxin.rules.roster import Column, Verdict
from tests import world
from tests.conftest import SERVER
from tests.faults.house import PROJECT, wait_until
from tests.imports.rosters import person, sheet, wide

WHOLE, LACKING = 120, 120
KILLED_AT = (20, 80, 140)
_TALLY = """
SELECT count(*) FILTER (WHERE l.stage = 'done'), count(*) FILTER (WHERE l.stage = 'queued'),
    count(DISTINCT l.application_id), count(DISTINCT l.draft_id),
    (SELECT count(*) FROM enrolment_application), (SELECT count(*) FROM enrolment_draft),
    (SELECT count(*) FROM people_person),
    (SELECT count(*) FROM acts_act WHERE kind IN ('application.submit', 'draft.save'))
FROM imports_importrow l
"""


@pytest.fixture
def waiting(own_database: str) -> str:
    """Return a database with a roster that waits: half of the rows whole, half lacking something."""
    rows = [wide(500 + n) for n in range(WHOLE)] + [person(700 + n) for n in range(LACKING)]
    with world.as_("officer") as actor:
        batch: UUID = services.upload(
            request_id=uuid4(),
            file_name="名单.xlsx",
            sent=sheet(rows, columns=list(Column)),
            actor=actor,
            at=now(),
        )
        services.take_in(
            request_id=uuid4(),
            batch_id=batch,
            verdicts=[Verdict.READY, Verdict.DRAFT],
            actor=actor,
            at=now(),
        )
    return own_database


def worker(database: str) -> subprocess.Popen[bytes]:
    """Start the background worker as the supervisor does, until nothing waits."""
    environment = {k: v for k, v in os.environ.items() if k != "ANXIN_AS_OWNER"}
    environment |= {"ANXIN_DATABASE": database, "PYTHONPATH": str(PROJECT / "src")}
    return subprocess.Popen(
        [sys.executable, "-m", "django", "worker", "--until-empty"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


def tally(database: str) -> tuple[int, ...]:
    """Return what stands in the database, past all code of the program."""
    with psycopg.connect(SERVER.superuser_dsn(database)) as connection:
        found = connection.execute(_TALLY).fetchone()
    assert found is not None
    return found


def test_finished_rows_stay_and_nothing_is_doubled_however_often_it_is_killed(
    waiting: str,
) -> None:
    for count in KILLED_AT:
        process = worker(waiting)
        wait_until(lambda count=count: tally(waiting)[0] >= count)
        process.kill()
        process.wait()
        done, queued, applications, drafts, made, put_aside, _people, acts = tally(waiting)
        assert queued, "it was killed after the end"
        assert done + queued == WHOLE + LACKING
        assert done == applications + drafts == made + put_aside == acts
    assert worker(waiting).wait(timeout=120) == 0
    assert tally(waiting) == (240, 0, WHOLE, LACKING, WHOLE, LACKING, WHOLE, 240)


def test_two_workers_at_once_share_the_rows(waiting: str) -> None:
    both = [worker(waiting), worker(waiting)]
    assert [one.wait(timeout=120) for one in both] == [0, 0]
    assert tally(waiting) == (240, 0, WHOLE, LACKING, WHOLE, LACKING, WHOLE, 240)
