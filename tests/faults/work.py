"""What the processes of the fault tests do: make a district, and complete pick-ups one after the other.

Called by ``tests.faults.start``; home and database come from the environment.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from datetime import date, datetime
from itertools import cycle
from pathlib import Path
from random import Random
from typing import TextIO
from uuid import UUID, uuid5

from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from psycopg import errors

from anxin.database.prepare import NAMESPACE
from anxin.demo.numbers import Numbers
from anxin.dispensing import services
from anxin.pages.guards import refusal_of
from tests import world
from tests.dispensing import steps
from tests.journeys import spine

PRODUCTS = ("a3-07-1-1mg-20", "a3-08-1-5mg-28", "a3-09-1-100mg", "a3-11-1-5mg-10")
UNITS = 20_000
DONE, FULL, UNKNOWN = "done", "disk-has-room", "unknown"
PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.1


def make(at: datetime) -> None:
    """Prepare, seed and people the database; put four medicines into the store; publish today's clinic."""
    call_command("prepare_database", verbosity=0)
    call_command("seed_policy", verbosity=0)
    world.build()
    for product in PRODUCTS:
        spine.stocked_point(UNITS, product=product, at=at)
    spine.committed(steps.clinic_day)(day=spine.local(at), at=at)


def fill(count: int, seed: int, at: datetime) -> None:
    """Prepare so many pick-ups, each of a person of their own; print their ids."""
    numbers, born = Numbers(Random(seed)), date(1950 + seed, 3, 2)
    with world.as_("dispenser"):
        lines = [steps.asked(product) for product in PRODUCTS]
    for line, _ in zip(cycle(lines), range(count), strict=False):
        patient = spine.enrolled_person(
            at=at, born=born, identity_number=numbers.identity_number(born=born, sex="1")
        )
        pickup_id = spine.prepared_pickup(patient, line, at=at)
        sys.stdout.write(f"{pickup_id}\n")


def request_of(pickup_id: UUID) -> UUID:
    """Return the id of the request that completes a pick-up: the same however often it is sent."""
    return uuid5(NAMESPACE, f"complete:{pickup_id}")


def complete(pickups: Iterable[UUID], book: TextIO, at: datetime) -> None:
    """Complete pick-ups; each is written into the book the moment its commit has returned.

    Where no answer came, for whatever cause, the same request is sent again until one comes.
    """
    for pickup_id in pickups:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (said := attempt(pickup_id, at)) != DONE:
            book.write(f"{said} {pickup_id}\n")
            assert time.monotonic() < deadline, "the server did not come back"
            connection.close()
            time.sleep(PAUSE_SECONDS)
        book.write(f"{DONE} {pickup_id}\n")


def attempt(pickup_id: UUID, at: datetime) -> str:
    """Complete a pick-up once; say whether it is done, was refused as the disk is full, or nobody knows."""
    try:
        with world.as_("dispenser") as actor:
            services.complete(
                request_id=request_of(pickup_id),
                pickup_id=pickup_id,
                guardian=steps.PAD,
                dispenser_confirmed=True,
                explained=True,
                actor=actor,
                at=at,
            )
    except (OperationalError, InterfaceError) as error:
        if isinstance(error.__cause__, errors.DiskFull):
            return refusal_of(error).unmet[0].code
        return UNKNOWN
    return DONE


def main(command: str, *words: str) -> None:
    """Run one command."""
    if command == "make":
        make(datetime.fromisoformat(words[0]))
    elif command == "fill":
        fill(int(words[0]), int(words[1]), datetime.fromisoformat(words[2]))
    elif command == "complete":
        ids = (UUID(line) for line in Path(words[0]).read_text().split())
        with Path(words[1]).open("a", buffering=1) as book:
            complete(ids, book, datetime.fromisoformat(words[2]))
