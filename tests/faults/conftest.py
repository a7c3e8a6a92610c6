"""One house for all faults: making two hundred prepared pick-ups takes longest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.house import House


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """Return a house with a durable server and two hundred prepared pick-ups in ``made``."""
    made = House()
    try:
        made.build()
        yield made
    finally:
        made.clean()
