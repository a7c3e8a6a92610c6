"""Make a demonstration quickly: statements planned once, and no wait for the disk at each commit.

Nothing acknowledged to anybody can be lost: what is cut short is made afresh.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_PREPARE_AFTER = 5
_SETTINGS = ("synchronous_commit=off", "lock_timeout=60s", "statement_timeout=120s")
"""A busy machine makes it slow, not broken."""


@contextmanager
def hurried() -> Iterator[None]:
    """Hurry on the app role's connection until the block ends."""
    before = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = {
        **before,
        "server_side_binding": True,
        "prepare_threshold": _PREPARE_AFTER,
        "options": " ".join(f"-c {setting}" for setting in _SETTINGS),
    }
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["OPTIONS"] = before
