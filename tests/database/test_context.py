"""The signed context: who acts is the database's word, not the query's (security, day one 2)."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from anxin.acts.models import Act
from anxin.database.work import end_session, enter, enter_as, open_session
from anxin.organisations.models import ConfidentialityAgreement, DutyAssignment, Organisation, Staff
from anxin.rules.access import Duty
from tests import world

IDLE = timedelta(minutes=30)
pytestmark = pytest.mark.django_db


def run(statement: str, *arguments: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
        return cursor.fetchone()[0]


class TestWithoutContext:
    def test_nothing_can_be_read(self):
        assert Organisation.objects.count() == 0
        assert Staff.objects.count() == 0

    def test_nothing_can_be_written(self):
        with pytest.raises(ProgrammingError, match=r"nobody acts|row-level security"):
            Act.objects.create(
                kind="x", content_hash=b"", result_id=uuid4(), occurred_at=datetime.now(UTC)
            )


class TestForging:
    def test_a_context_written_by_hand_is_refused(self):
        actor = world.become("reviewer")
        forged = f"{actor.staff_id}|system|{actor.organisation_id}|#00"
        run("SELECT set_config('anxin.context', %s, true)", forged)

        with pytest.raises(ProgrammingError, match="context refused"):
            Organisation.objects.count()

    def test_a_true_context_with_another_duty_is_refused(self):
        world.become("officer")
        own = str(run("SELECT current_setting('anxin.context')"))
        run(
            "SELECT set_config('anxin.context', %s, true)",
            own.replace("township_officer", "system"),
        )

        with pytest.raises(ProgrammingError, match="context refused"):
            Organisation.objects.count()

    def test_nobody_enters_as_another_without_a_ticket(self):
        with pytest.raises(ProgrammingError, match="ticket refused"):
            run(
                "SELECT security.enter_as(%s, NULL, %s)",
                world.staff_id("reviewer"),
                secrets.token_bytes(32),
            )

    def test_nobody_opens_a_session_without_a_ticket(self):
        with pytest.raises(ProgrammingError, match="ticket refused"):
            run(
                "SELECT security.open_session('k', %s, %s, %s, now())",
                world.staff_id("reviewer"),
                uuid4(),
                secrets.token_bytes(32),
            )

    @pytest.mark.parametrize("table", ["key", "session", "allowed", "move"])
    def test_the_tables_behind_it_are_closed(self, table):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(f"SELECT count(*) FROM security.{table}")

    @pytest.mark.parametrize(
        "call",
        [
            "security.keyed('ticket', 'x')",
            "security.set_context('{}'::jsonb)",
            "security.describe(NULL, NULL)",
        ],
    )
    def test_the_inner_functions_are_closed(self, call):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(f"SELECT {call}")


class TestSessions:
    @pytest.fixture
    def key(self):
        world.become("officer")
        duty = world.duties_held("officer")[0]
        key = secrets.token_urlsafe(32)
        open_session(
            key,
            staff_id=world.staff_id("officer"),
            assignment_id=duty.id,
            until=datetime.now(UTC) + timedelta(hours=8),
        )
        return key

    def test_a_session_brings_its_actor(self, key):
        actor = enter(key, idle=IDLE)

        assert actor is not None
        assert actor.duty is Duty.TOWNSHIP_OFFICER

    def test_an_ended_session_brings_nobody(self, key):
        end_session(key)

        assert enter(key, idle=IDLE) is None

    def test_an_idle_session_brings_nobody(self, key):
        assert enter(key, idle=timedelta(0)) is None

    def test_an_unknown_key_brings_nobody(self):
        assert enter("made up", idle=IDLE) is None

    def test_a_duty_taken_away_ends_the_right_at_once(self, key):
        world.become("security_admin")
        DutyAssignment.objects.filter(staff_id=world.staff_id("officer")).update(
            until=date(2020, 1, 1)
        )

        assert enter(key, idle=IDLE) is None

    def test_an_account_switched_off_ends_the_right_at_once(self, key):
        world.become("security_admin")
        Staff.objects.filter(id=world.staff_id("officer")).update(is_active=False)

        assert enter(key, idle=IDLE) is None


class TestTheHandAndTheTime:
    def test_are_the_databases_whatever_is_sent(self):
        actor = world.become("officer")
        act = Act.objects.create(
            kind="x",
            content_hash=b"",
            result_id=uuid4(),
            occurred_at=datetime.now(UTC),
            recorded_at=datetime(2001, 1, 1, tzinfo=UTC),
            recorded_by_id=world.staff_id("reviewer"),
            recorded_xid=1,
        )

        act.refresh_from_db()
        assert act.recorded_by_id == actor.staff_id
        assert abs(act.recorded_at - datetime.now(UTC)) < timedelta(minutes=5)
        assert act.recorded_xid == run("SELECT pg_current_xact_id()::text::bigint")

    def test_are_not_changed_afterwards(self):
        world.become("officer")
        act = Act.objects.create(
            kind="x", content_hash=b"", result_id=uuid4(), occurred_at=datetime.now(UTC)
        )

        with pytest.raises(ProgrammingError, match="permission denied"):
            Act.objects.filter(id=act.id).update(kind="y")


class TestTheConfidentialityAgreement:
    def test_who_has_not_signed_sees_towns_but_no_person(self):
        world.become("security_admin")
        made = Staff.objects.create(username="newcomer", name="新来的人")
        DutyAssignment.objects.create(
            staff=made,
            duty=Duty.OFFICE_REVIEWER,
            organisation=world.organisation("office"),
            since=date(2020, 1, 1),
        )
        actor = enter_as(made.id)

        assert not actor.agreement_signed
        assert Organisation.objects.exists()
        assert run("SELECT security.may('registry.read')") is False
        assert run("SELECT cardinality(security.within('registry.read'))") == 0

    def test_nobody_signs_for_another(self):
        world.become("officer")

        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ConfidentialityAgreement.objects.create(
                staff_id=world.staff_id("reviewer"),
                version="x",
                signed_on=date(2026, 1, 1),
                valid_until=date(2027, 1, 1),
            )


class TestIncompatibleDuties:
    def test_a_psychiatrist_is_not_made_a_dispenser(self):
        world.become("security_admin")

        with pytest.raises(Exception, match="does not fit beside"), transaction.atomic():
            DutyAssignment.objects.create(
                staff_id=world.staff_id("psychiatrist"),
                duty=Duty.DISPENSER,
                organisation=world.organisation(world.POINT),
                since=date(2026, 1, 1),
            )

    def test_after_the_one_ended_the_other_may_begin(self):
        world.become("security_admin")
        DutyAssignment.objects.filter(staff_id=world.staff_id("psychiatrist")).update(
            until=date(2026, 1, 1)
        )

        assert DutyAssignment.objects.create(
            staff_id=world.staff_id("psychiatrist"),
            duty=Duty.DISPENSER,
            organisation=world.organisation(world.POINT),
            since=date(2026, 1, 1),
        ).pk
