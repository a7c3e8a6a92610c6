"""A database of this folder's own, populated once and committed."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

import pytest

from anxin.database.install import create_database, drop_database
from tests.access.district import District, make
from tests.conftest import RUN_DATABASE, SERVER, _point


@pytest.fixture(scope="package")
def district(
    django_db_setup: None, template_database: str, django_db_blocker
) -> Iterator[District]:
    """Make our side, the neighbour and the far side."""
    from django.db import connections

    name = f"anxin_access_{os.getpid()}"
    drop_database(name, server=SERVER)
    create_database(name, server=SERVER, template=template_database)
    with django_db_blocker.unblock():
        _point(name)
        try:
            yield make()
        finally:
            connections.close_all()
            _point(RUN_DATABASE)
    drop_database(name, server=SERVER)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of addresses are not found here on purpose: say nothing of each."""
    log = logging.getLogger("django.request")
    before = log.level
    log.setLevel(logging.ERROR)
    yield
    log.setLevel(before)
