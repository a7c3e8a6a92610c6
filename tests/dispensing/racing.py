"""Two colleagues at the same moment, over connections of their own, in a fixed order of events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic
from uuid import UUID

from django.db import IntegrityError, OperationalError, connection, connections, transaction

from anxin.pages.guards import refusal_of
from anxin.rules.access import Actor
from anxin.rules.decisions import Refused
from tests.world import as_

Act = Callable[[Actor], UUID]
PATIENCE = 10.0
"""Seconds that the first holds its transaction open at most, so that the second meets it."""
WAITED_FOR = (
    "SELECT EXISTS (SELECT FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
)


@dataclass
class Outcome:
    """What came of one of the two: a result, or the codes of a refusal."""

    result: UUID | None = None
    codes: list[str] = field(default_factory=list)
    error: BaseException | None = None


def meet(first: tuple[str, Act], second: tuple[str, Act]) -> tuple[Outcome, Outcome]:
    """Let the first act and hold its transaction open until the second is done or waits for it."""
    done_first, done_second = Event(), Event()
    outcomes = Outcome(), Outcome()

    def run_first() -> None:
        def act(actor: Actor) -> UUID:
            result = first[1](actor)
            done_first.set()
            _hold_open(done_second)
            return result

        _run(outcomes[0], first[0], act)
        done_first.set()

    def run_second() -> None:
        done_first.wait(10)
        _run(outcomes[1], second[0], second[1])
        done_second.set()

    threads = [Thread(target=run_first), Thread(target=run_second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    for outcome in outcomes:
        if outcome.error is not None:
            raise outcome.error
    return outcomes


def _hold_open(done_second: Event) -> None:
    """Wait until the other is done, or can't go on before this transaction ends."""
    deadline = monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while monotonic() < deadline and not done_second.wait(0.02):
            cursor.execute(WAITED_FOR)
            if cursor.fetchone() == (True,):
                return


def _run(outcome: Outcome, colleague: str, act: Act) -> None:
    try:
        with as_(colleague) as actor:
            outcome.result = act(actor)
    except Refused as refusal:
        outcome.codes = [ground.code for ground in refusal.unmet]
    except (IntegrityError, OperationalError) as error:
        outcome.codes = _told(outcome, error)
    except BaseException as error:  # noqa: BLE001 (handed to the test's own thread)
        outcome.error = error
    finally:
        connection.close()


def _told(outcome: Outcome, error: IntegrityError | OperationalError) -> list[str]:
    try:
        return [ground.code for ground in refusal_of(error).unmet]
    except (IntegrityError, OperationalError) as unknown:
        outcome.error = unknown
        return []


def as_owner(*statements: str, role: str = "") -> None:
    """Take a protection away, as the owner of the database or as the owner of its guards."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        if role:
            cursor.execute(f"SET LOCAL ROLE {role}")
        for statement in statements:
            cursor.execute(statement)


def without_locks() -> None:
    """Let the counter's locks lock nothing."""
    as_owner(
        *(
            f"CREATE OR REPLACE FUNCTION security.{function} RETURNS void LANGUAGE sql AS 'SELECT NULL::void'"
            for function in (
                "lock_for_preparing(prescription uuid, store uuid)",
                "lock_pickup(pickup uuid)",
            )
        ),
        role="anxin_security",
    )


def reopen(prescription_id: UUID) -> None:
    """Make a replaced prescription live again beside the newer one: no service does that."""
    as_owner(
        f"UPDATE clinics_prescription SET stage = 'reviewed' WHERE id = '{prescription_id}'",
        role="anxin_security",
    )
