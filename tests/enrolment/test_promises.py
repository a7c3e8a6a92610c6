"""``verify`` notices an end, a draft or a stay that was tampered with behind the services' back."""

from __future__ import annotations

from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections, transaction

from anxin.clinics.invariants import BOOKED_WHILE_ENTITLED
from anxin.database.invariants import Invariant
from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.enrolment import services
from anxin.enrolment.invariants import (
    CLOSED_DRAFTS_HOLD_NOTHING,
    ENDED_RIGHTS_LEAVE_NOTHING,
    INVARIANTS,
    RIGHTS_FOLLOW_THE_STAYS,
)
from anxin.enrolment.models import Draft
from anxin.upkeep.services import _recomputed
from tests.conftest import SERVER
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.dispensing.test_stays import admit, booked
from tests.world import become

HELD = "已关闭的内容".encode()
BROKEN: list[tuple[Invariant, str]] = [
    (
        ENDED_RIGHTS_LEAVE_NOTHING,
        (
            "UPDATE enrolment_card c SET stage = 'issued' FROM enrolment_enrolment e "
            "WHERE e.id = c.enrolment_id AND e.stage = 'ended'"
        ),
    ),
    (ENDED_RIGHTS_LEAVE_NOTHING, "DELETE FROM enrolment_change"),
    (
        ENDED_RIGHTS_LEAVE_NOTHING,
        (
            "INSERT INTO security.place_holder SELECT application_id, 'taken', '{}' "
            "FROM enrolment_enrolment WHERE stage = 'ended'"
        ),
    ),
    (
        CLOSED_DRAFTS_HOLD_NOTHING,
        "UPDATE enrolment_draft SET content = '\\x01' WHERE closed_on IS NOT NULL",
    ),
    (
        CLOSED_DRAFTS_HOLD_NOTHING,
        "UPDATE enrolment_draft SET content = '' WHERE closed_on IS NULL",
    ),
    (
        RIGHTS_FOLLOW_THE_STAYS,
        "UPDATE enrolment_enrolment SET stage = 'active' WHERE stage = 'suspended'",
    ),
    (RIGHTS_FOLLOW_THE_STAYS, "DELETE FROM enrolment_hospitalstay"),
    (
        BOOKED_WHILE_ENTITLED,
        "UPDATE clinics_booking SET recorded_at = recorded_at + interval '1 hour'",
    ),
]
NEW = (ENDED_RIGHTS_LEAVE_NOTHING, CLOSED_DRAFTS_HOLD_NOTHING, RIGHTS_FOLLOW_THE_STAYS)


def _draft(*, closed: bool) -> UUID:
    officer = become("officer")
    return Draft.objects.create(
        id=uuid4(),
        organisation_id=officer.organisation_id,
        content=b"" if closed else HELD,
        saved_at=AT,
        closed_on=TODAY if closed else None,
    ).id


@pytest.fixture
def district(own_database: str) -> str:
    """One right ended, one suspended after a booking, one in use; a draft closed, a draft open."""
    with transaction.atomic():
        ended, away, _here = steps.enrolled(), steps.enrolled(), steps.enrolled()
        booked(away, TODAY, at=AT)
        services.end_enrolment(
            request_id=uuid4(),
            enrolment_id=ended.enrolment_id,
            because="死亡证明",
            clause="A5.n3",
            kind="died",
            actor=become("reviewer"),
            at=AT,
        )
        admit(away.person_id)
        _draft(closed=True)
        _draft(closed=False)
    connections["default"].close()
    return own_database


def test_every_promise_holds_and_looks_at_something(district: str):
    for promise in (*NEW, BOOKED_WHILE_ENTITLED):
        with acting_as(SYSTEM_STAFF):
            found = _recomputed(promise)
        assert found.holds, (promise.name, found.examples)
        assert found.counted > 0, promise.name
    assert set(NEW) <= set(INVARIANTS)


def test_each_break_is_noticed(district: str):
    """A superuser switches the guards off and breaks the rows; verify's own account sees it."""
    for promise, attack in BROKEN:
        with psycopg.connect(SERVER.superuser_dsn(district)) as database:
            database.execute("SET LOCAL session_replication_role = replica")
            assert database.execute(attack).rowcount > 0, attack
            may = "CREATE OR REPLACE FUNCTION security.may(given_action text) RETURNS boolean"
            database.execute(f"{may} LANGUAGE sql AS 'SELECT true'")
            assert database.execute(promise.sql_bad).fetchall(), attack
            database.rollback()
