"""Statements planned once on each connection: the way to be quick under row security.

A policy makes a statement slow to plan, not to run. These run on Django's own connection, inside
the caller's transaction and its row security, as prepared statements of the server.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection
from psycopg.types.numeric import Int8

PREPARE_AT_ONCE = 0


def run(statement: str, *arguments: object) -> list[tuple[Any, ...]]:
    """Run a prepared statement with its arguments, or one mapping of named ones; return its rows."""
    assert connection.in_atomic_block
    raw = connection.connection
    raw.prepare_threshold = PREPARE_AT_ONCE
    with connection.wrap_database_errors, psycopg.Cursor(raw) as cursor:
        cursor.execute(statement, _bound(arguments))
        return cursor.fetchall() if cursor.description else []


@contextmanager
def together() -> Iterator[None]:
    """Send the block's statements at once; none returns rows, and a refusal is raised at its end."""
    assert connection.in_atomic_block
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def one(statement: str, *arguments: object) -> tuple[Any, ...] | None:
    """Run a prepared statement and return its first row."""
    rows = run(statement, *arguments)
    return rows[0] if rows else None


def _bound(arguments: tuple[object, ...]) -> Mapping[str, object] | Sequence[object]:
    if len(arguments) == 1 and isinstance(arguments[0], dict):
        return {str(name): _typed(value) for name, value in arguments[0].items()}
    return [_typed(argument) for argument in arguments]


def _typed(value: object) -> object:
    """Give every whole number one type, so that a statement has one plan."""
    if type(value) is int:
        return Int8(value)
    if isinstance(value, list):
        return [_typed(part) for part in value]
    return value
