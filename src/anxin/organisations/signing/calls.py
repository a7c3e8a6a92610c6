"""Call the functions of schema security."""

from __future__ import annotations

from typing import Any

from django.db import connection

from anxin.database.work import ticket


def rows(function: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a function of schema security."""
    places = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM security.{function}({places})", arguments)  # noqa: S608 (a name of ours)
        return list(cursor.fetchall())


def value(function: str, *arguments: Any) -> Any:
    """Return the one value of a function of schema security."""
    return rows(function, *arguments)[0][0]


def sealed(*words: object) -> bytes:
    """Return the ticket for a message: what SQL slipped into a query cannot make."""
    return ticket("|".join(str(word) for word in words))
