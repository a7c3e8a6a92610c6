"""A database in which people were served, made once; each test gets a copy of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count

import pytest
from django.db import connections, transaction

from anxin.database.install import create_database, drop_database
from tests.conftest import RUN_DATABASE, SERVER, _point
from tests.dispensing import steps
from tests.funding import steps as money
from tests.journeys import spine

_serial = count(1)


@pytest.fixture(scope="session")
def lived_in(
    django_db_setup: None, template_database: str, django_db_blocker: object
) -> Iterator[str]:
    """Return the name of a database with a completed and a reversed pick-up and an advance."""
    name = f"anxin_lived_{os.getpid()}"
    create_database(name, server=SERVER, template=template_database)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _point(name)
        spine.stocked_point()
        spine.completed_pickup()
        with transaction.atomic():
            steps.reversed_(spine.completed_pickup())
        with transaction.atomic():
            money.pay_in()
            money.answer(money.ask())
        connections.close_all()
        _point(RUN_DATABASE)
    yield name
    drop_database(name, server=SERVER)


@pytest.fixture
def copy(lived_in: str, django_db_blocker: object) -> Iterator[str]:
    """Give a test a copy of the database that was lived in, with real commits."""
    name = f"anxin_copy_{os.getpid()}_{next(_serial)}"
    create_database(name, server=SERVER, template=lived_in)
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        _point(name)
        yield name
        connections.close_all()
        _point(RUN_DATABASE)
    drop_database(name, server=SERVER)
