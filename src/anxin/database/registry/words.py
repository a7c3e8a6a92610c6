"""The words of the registry: what a table's rights are made of."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.rules.access import GRANTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What the app role may do with one table. ``changes`` are the only columns an UPDATE may name."""

    table: str
    read: str
    add: str | None = None
    change: str | None = None
    changes: tuple[str, ...] = ()
    remove: str | None = None
    kept: bool = False
    """Append-only: UPDATE, DELETE and TRUNCATE are refused to everybody by trigger."""
    stamped: bool = False
    """recorded_at, recorded_by_id and recorded_xid are set by the database."""
    noun: str | None = None
    """For a table of state events: the noun whose moves it follows."""
    parent: tuple[str, str] | None = None
    """For a table of state events: parent table and the column that names the parent."""


def may(action: str) -> str:
    """Return the predicate: the duty holds the action."""
    assert action in GRANTS, action
    return f"(SELECT security.may('{action}'))"


def within(action: str, *columns: str) -> str:
    """Return the predicate: one of the columns is in reach of the action."""
    assert action in GRANTS, action
    return (
        "("
        + " OR ".join(f"{c} = ANY ((SELECT security.within('{action}'))::uuid[])" for c in columns)
        + ")"
    )


def person(action: str, column: str = "person_id") -> str:
    """Return the predicate: the duty holds the action and the person is in its reach."""
    return (
        f"({may(action)} AND EXISTS (SELECT 1 FROM people_person scope WHERE scope.id = {column}))"
    )


def through(action: str, parent: str, column: str) -> str:
    """Return the predicate: the duty holds the action and may see the parent row."""
    return f"({may(action)} AND EXISTS (SELECT 1 FROM {parent} scope WHERE scope.id = {column}))"


REFERENCE = may("reference.read")
SIGNED_IN = "(SELECT security.actor()) IS NOT NULL"
PERSON_IN_REACH = (
    within("registry.read", "keeper_id", "clinic_id", "town_id")
    + " OR id = ANY ((SELECT security.village_tasks('registry.read'))::uuid[])"
)


def event(table: str, noun: str, parent: str, column: str, read: str, *writes: str) -> Guard:
    add = " OR ".join(f"{may(w)}" for w in writes)
    seen = f"EXISTS (SELECT 1 FROM {parent} scope WHERE scope.id = {column})"
    return Guard(
        table=table,
        read=through(read, parent, column),
        add=f"(({add}) AND {seen})",
        kept=True,
        stamped=True,
        noun=noun,
        parent=(parent, column),
    )
