"""kill -9 in the middle of two hundred concurrent pick-ups: nothing acknowledged is lost (T42, T43)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.faults.counter import Counter
from tests.faults.house import PICKUPS, House, wait_until
from tests.faults.pages import serving

KILLED_AT = (40, 90, 140)


def kill_when(house: House, database: str, *, done: int) -> None:
    """Kill the server once so many were acknowledged, and let it come back."""
    wait_until(lambda: len(house.acknowledged(database)) >= done)
    house.kill_database()
    assert len(house.acknowledged(database)) < PICKUPS, "it was killed after the end"


class TestKillingTheDatabase:
    def test_every_acknowledged_pickup_is_there_once_and_none_is_half_done(self, house):
        database = house.copy("killed")
        workers = house.completing(database, house.pickups)
        for done in KILLED_AT:
            kill_when(house, database, done=done)
            acknowledged = house.acknowledged(database)
            house.server.ensure_running()

            found = house.found(database)
            assert found.half == ()
            assert acknowledged <= found.done
            assert found.units_match

        house.finish(workers)
        assert house.acknowledged(database, "unknown"), "nobody was in the middle of anything"
        assert house.found(database).done == frozenset(house.pickups)
        assert house.verify(database) == ""

    def test_a_server_that_answers_before_it_has_written_is_caught(self, house):
        """Negative control: the same check, with commits that do not wait for the disk."""
        database = house.copy("forgetful")
        with commits_that_do_not_wait(house, database):
            workers = house.completing(database, house.pickups)
            kill_when(house, database, done=60)
            acknowledged = house.acknowledged(database)
            house.server.ensure_running()
            house.finish(workers)

        lost = acknowledged - house.found(database).done
        assert lost


class TestKillingThePages:
    def test_every_answered_pickup_is_there_once_and_a_repeated_request_does_nothing_twice(
        self, house
    ):
        database = house.copy("pages")
        with serving(house, database) as pages:
            counter = Counter(house.port)
            counter.complete(house.pickups)
            for done, kill in ((50, pages.kill_web_server), (120, pages.kill_everything)):
                wait_until(lambda least=done: counter.refused or len(counter.answered()) >= least)
                assert counter.refused == []
                kill()
                answered = counter.answered()
                assert len(answered) < PICKUPS, "they were killed after the end"
                found = house.found(database)
                assert found.half == ()
                assert answered <= found.done
                assert found.units_match
            pages.start()
            counter.finish()

        assert counter.refused == []
        assert counter.unknown, "nobody was in the middle of anything"
        assert counter.done == set(house.pickups)
        assert house.found(database).done == frozenset(house.pickups)
        assert house.verify(database) == ""

    def test_pages_that_answer_before_they_have_done_it_are_caught(self, house):
        """Negative control: the same check, with a web server that answers first and works after."""
        database = house.copy("hasty")
        with serving(house, database, module="tests.faults.hasty") as pages:
            counter = Counter(house.port)
            counter.complete(house.pickups)
            wait_until(lambda: len(counter.answered()) >= 50)
            pages.kill_web_server()
            answered = counter.answered()
            counter.finish()

        lost = answered - house.found(database).done
        assert lost


@contextmanager
def commits_that_do_not_wait(house: House, database: str) -> Iterator[None]:
    """Take away the protection: a commit answers before its log is on disk."""
    with psycopg.connect(house.server.superuser_dsn(), autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {database} SET synchronous_commit = off")
        admin.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        admin.execute("ALTER SYSTEM SET wal_writer_flush_after = '1GB'")
        admin.execute("SELECT pg_reload_conf()")
    yield
    with psycopg.connect(house.server.superuser_dsn(), autocommit=True) as admin:
        admin.execute("ALTER SYSTEM RESET ALL")
        admin.execute("SELECT pg_reload_conf()")
