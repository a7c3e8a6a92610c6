"""One question in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def rows_of(query: str, arguments: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Ask the database one question and return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        return list(cursor.fetchall())
