"""The owner's switches around a demonstration: its mark, the open history, and a fresh start.

``security.demonstration`` is empty on a real installation; holds false while a demonstration is
made, so that an interrupted one is noticed; and true when it is whole: then sign-in lists accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from django.core.management import call_command
from django.db import connections

from anxin.database import addresses
from anxin.database.install import drop_database, install
from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.people.models import Person

OWNER = "owner"


class State(StrEnum):
    """What a database holds."""

    EMPTY = "empty"
    HALF_MADE = "half made"
    WHOLE = "whole"
    IN_USE = "in use"


def state() -> State:
    """Say whether there is a demonstration, half of one, other people, or nobody."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT bool_or(open) FROM security.demonstration")
        row = cursor.fetchone()
    whole = row[0] if row else None
    if whole is not None:
        return State.WHOLE if whole else State.HALF_MADE
    with acting_as(SYSTEM_STAFF):
        return State.IN_USE if Person.objects.exists() else State.EMPTY


@contextmanager
def being_made() -> Iterator[None]:
    """Mark the database, let acts be of the past while the demonstration is made, close after it.

    What fails half way leaves the mark, and the next start begins afresh.
    """
    with connections[OWNER].cursor() as cursor:
        cursor.execute("INSERT INTO security.demonstration (open) VALUES (false)")
        cursor.execute("INSERT INTO security.history (open) VALUES (true)")
    yield
    with connections[OWNER].cursor() as cursor:
        cursor.execute("DELETE FROM security.history")
        cursor.execute("UPDATE security.demonstration SET open = true")


def start_afresh() -> None:
    """Drop the embedded database with its half of a demonstration, and prepare it anew."""
    assert addresses.is_embedded()
    for alias in (OWNER, "default"):
        connections[alias].close()
    server = addresses.server()
    drop_database(addresses.database_name(), server=server)
    install(addresses.database_name(), server=server)
    call_command("prepare_database", verbosity=0)
    call_command("seed_policy", verbosity=0)
