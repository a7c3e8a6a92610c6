"""Guards that only real commits show: two clinics at one moment, an admission that comes between."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import IntegrityError, connection, connections, transaction

from anxin.clinics import services
from anxin.clinics.invariants import INVARIANTS
from anxin.clinics.models import Prescription, Supply
from anxin.organisations.models import DutyAssignment
from anxin.pages.guards import refusal_of
from tests import world
from tests.clinics import steps
from tests.clinics.test_attending import admit
from tests.conftest import SERVER


def at_once(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Carry out acts in threads, each on a connection of its own; return what each raised."""
    found: list[BaseException | None] = [None] * len(acts)
    barrier = threading.Barrier(len(acts))

    def run(number: int) -> None:
        try:
            barrier.wait(5)
            acts[number]()
        except IntegrityError as error:
            found[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


def committed_person() -> UUID:
    with transaction.atomic():
        return steps.enrolled()


def test_two_clinics_cannot_supply_one_substance_at_the_same_moment(own_database):
    person = committed_person()

    raised: list[IntegrityError] = []

    def supply_elsewhere() -> None:
        try:
            with transaction.atomic():
                steps.supplied(person)
        except IntegrityError as error:
            raised.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=supply_elsewhere)
    with transaction.atomic():
        steps.supplied(person)
        other.start()
        wait_until_blocked(own_database)
    other.join(20)

    assert [c.code for error in raised for c in refusal_of(error).unmet] == [
        "supply-does-not-overlap"
    ]
    with world.as_("dispenser"):
        assert Supply.objects.filter(person_id=person).count() == 1


def wait_until_blocked(database: str) -> None:
    """Return when a transaction of a database waits for a lock; fail where none does."""
    deadline = time.monotonic() + 1.5
    while time.monotonic() < deadline:
        with psycopg.connect(SERVER.superuser_dsn(), autocommit=True) as admin:
            waits = admin.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'",
                [database],
            ).fetchone()
        if waits:
            return
        time.sleep(0.02)
    pytest.fail("nobody waits")


def test_without_the_constraint_both_would_have_been_supplied(own_database):
    """The negative control."""
    person = committed_person()
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "ALTER TABLE clinics_supply DROP CONSTRAINT no_substance_supplied_twice_for_a_day"
        )
    with transaction.atomic():
        steps.supplied(person)
    with transaction.atomic():
        world.become("dispenser")
        row = Supply.objects.get(person_id=person)
        row.id, row.pickup_id = uuid4(), uuid4()
        row.save(force_insert=True)

    with world.as_("auditor"):
        broken = {i.name: bad(i.sql_bad) for i in INVARIANTS}
    assert [name for name, rows in broken.items() if rows] == ["同一人同一种药的供药期不重叠"]


def bad(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [row[0] for row in cursor.fetchall()]


def test_the_invariants_hold_and_count_what_they_looked_at(own_database):
    person = committed_person()
    with transaction.atomic():
        day = steps.clinic_day()
        steps.booked(day, person)
        made = steps.prescribed(steps.arrived(day, person))
        steps.reviewed(made)
        steps.supplied(person)
        services.record_results(
            request_id=uuid4(),
            person_id=person,
            taken_on=steps.TODAY,
            laboratory="区精神康复院检验科",
            values={"white_cells": 5000},
            actor=world.become("psychiatrist"),
            at=steps.AT,
        )

    with world.as_("auditor"):
        for invariant in INVARIANTS:
            assert bad(invariant.sql_bad) == []
            with connection.cursor() as cursor:
                cursor.execute(invariant.sql_count)
                assert cursor.fetchone() == (1,), invariant.name


def test_whoever_holds_the_right_of_a_pharmacist_never_reviews_their_own(own_database):
    """Duties that clash cannot be given; were one forged, the trigger refuses all the same."""
    person = committed_person()
    with transaction.atomic():
        prescription = steps.prescribed(steps.arrived(steps.clinic_day(), person))
        hospital = DutyAssignment.objects.get(staff_id=world.staff_id("psychiatrist"))
        act = Prescription.objects.get(id=prescription).act_id
    forged = {
        "staff_id": str(world.staff_id("psychiatrist")),
        "duty": "pharmacist",
        "organisation_id": str(hospital.organisation_id),
        "agreement_signed": True,
    }
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL ROLE anxin_security")
        cursor.execute("SELECT security.set_context(%s)", [json.dumps(forged)])
        insert = (
            "INSERT INTO clinics_pharmacistreview (id, prescription_id, passed, reason, act_id) "
            "VALUES (gen_random_uuid(), %s, true, '', %s)"
        )
        with (
            pytest.raises(IntegrityError, match="reviewed by another"),
            transaction.atomic(using="owner"),
        ):
            cursor.execute(insert, [prescription, act])


def test_a_line_cannot_be_added_after_signing(own_database):
    person = committed_person()
    with transaction.atomic():
        prescription = steps.prescribed(steps.arrived(steps.clinic_day(), person))

    with world.as_("psychiatrist"):
        row = Prescription.objects.get(id=prescription).lines.get()
        row.id, row.product_id, row.position = uuid4(), steps.product(steps.RISPERIDONE), 2
        with pytest.raises(IntegrityError, match="not added to"), transaction.atomic():
            row.save(force_insert=True)


@pytest.mark.parametrize(("kind", "code"), [("arrive", "attended-once"), ("book", "booked-once")])
def test_two_colleagues_at_one_moment_register_once(own_database, kind, code):
    person = committed_person()
    with transaction.atomic():
        day = steps.clinic_day()

    def register(by: str) -> None:
        act = steps.arrived if kind == "arrive" else steps.booked
        act(day, person, by=by)

    raised: list[IntegrityError] = []

    def second() -> None:
        try:
            with transaction.atomic():
                register("dispenser")
        except IntegrityError as error:
            raised.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=second)
    with transaction.atomic():
        register("officer")
        other.start()
        wait_until_blocked(own_database)
    other.join(20)

    assert [c.code for error in raised for c in refusal_of(error).unmet] == [code]


def test_an_admission_and_a_supply_cannot_pass_each_other(own_database):
    """Each waits for the other: supply in hospital is never there after both ended (T56)."""
    for _ in range(5):
        person = committed_person()

        def supply(who: UUID = person) -> None:
            with transaction.atomic():
                steps.supplied(who)

        def suspend(who: UUID = person) -> None:
            with transaction.atomic():
                admit(who)

        supplied, _admitted = at_once(supply, suspend)
        with world.as_("dispenser"):
            given = Supply.objects.filter(person_id=person).first()
        if supplied is None:
            assert given is not None
        else:
            assert given is None
            assert isinstance(supplied, IntegrityError)
            assert "the right is not in use" in str(supplied)
