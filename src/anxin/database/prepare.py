"""Makes a migrated database what the code says: keys, functions, policies, guards, first account.

Runs as the owner, is safe to repeat, and does nothing where nothing changed.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from anxin.database import row_security
from anxin.rules.stages import TABLES
from anxin.rules.transitions import Transitions
from anxin.vault.keys import provider

SOURCE = Path(__file__).parent.parent
NAMESPACE = UUID("6f1a8f60-0a4e-4f5e-9f56-3f1f3c1d7a10")
"""Ids of rows that every installation has are made from their code within this namespace."""

OFFICE = uuid5(NAMESPACE, "organisation:office")
SYSTEM_STAFF = uuid5(NAMESPACE, "staff:system")


# With their triggers and policies, which are all made anew below: nothing of an older version stays.
_DROP_FUNCTIONS = """
DO $$
DECLARE found regprocedure;
BEGIN
    FOR found IN SELECT p.oid FROM pg_proc p WHERE p.pronamespace = 'security'::regnamespace LOOP
        EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', found);
    END LOOP;
END $$
"""


def guard_files() -> list[Path]:
    """Return the SQL of every context's own guards, in a fixed order."""
    return sorted(SOURCE.glob("*/guards*.sql"))


def apply(connection: BaseDatabaseWrapper) -> bool:
    """Bring rights and guards up to date; say whether anything had to change."""
    texts = [
        _DROP_FUNCTIONS,
        (SOURCE / "database" / "security.sql").read_text(),
        *row_security.statements(),
        *_moves(TABLES),
        *(path.read_text() for path in guard_files()),
    ]
    mark = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    with connection.cursor() as cursor:
        if _applied(cursor) == mark:
            return False
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for text in texts:
            cursor.execute(text)
        _keys(cursor)
        _first_account(cursor)
        cursor.execute("CREATE TABLE IF NOT EXISTS security.applied (mark text NOT NULL)")
        cursor.execute("DELETE FROM security.applied")
        cursor.execute("INSERT INTO security.applied VALUES (%s)", [mark])
    return True


def keys_fit(connection: BaseDatabaseWrapper) -> bool:
    """Say whether the key file is the one this database was made with, or the database is new.

    With another file nobody could sign in and no name could be opened; a new file must never
    be taken for the old one.
    """
    with connection.cursor() as cursor:
        if _applied(cursor) is None:
            return True
        cursor.execute("SELECT value FROM security.key WHERE name = 'ticket'")
        row = cursor.fetchone()
        return row is not None and bytes(row[0]) == provider().signing_key("ticket")


def _applied(cursor: CursorWrapper) -> str | None:
    cursor.execute("SELECT to_regclass('security.applied')")
    row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    cursor.execute("SELECT mark FROM security.applied")
    row = cursor.fetchone()
    return row[0] if row else None


def _moves(tables: Mapping[str, Transitions[Any, Any]]) -> Iterator[str]:
    rows = ", ".join(
        f"('{noun}', '{stage}', '{move}', '{to}')"
        for noun, table in tables.items()
        for (stage, move), to in table.moves.items()
    )
    starts = ", ".join(f"('{noun}', '{table.start}')" for noun, table in tables.items())
    yield "DELETE FROM security.move"
    yield f"INSERT INTO security.move (noun, from_stage, move, to_stage) VALUES {rows}"  # noqa: S608
    yield "DELETE FROM security.start"
    yield f"INSERT INTO security.start (noun, stage) VALUES {starts}"  # noqa: S608


def _keys(cursor: CursorWrapper) -> None:
    statement = "INSERT INTO security.key (name, value) VALUES (%s, %s) ON CONFLICT (name) DO "
    cursor.execute(statement + "NOTHING", ["context", secrets.token_bytes(32)])
    cursor.execute(statement + "NOTHING", ["ticket", provider().signing_key("ticket")])


def _first_account(cursor: CursorWrapper) -> None:
    """Make the programme office and the account that background work and the seed act under."""
    cursor.execute("SET LOCAL ROLE anxin_security")
    cursor.execute(
        "INSERT INTO organisations_organisation (id, code, name, kind) VALUES "
        "(%s, 'office', '免费服药项目办公室', 'programme_office') ON CONFLICT DO NOTHING",
        [OFFICE],
    )
    cursor.execute(
        "INSERT INTO organisations_staff (id, username, name, title, is_active) VALUES "
        "(%s, 'system', '系统任务', '', true) ON CONFLICT DO NOTHING",
        [SYSTEM_STAFF],
    )
    described = {
        "staff_id": str(SYSTEM_STAFF),
        "duty": "system",
        "organisation_id": str(OFFICE),
        "agreement_signed": True,
    }
    cursor.execute("SELECT security.set_context(%s::jsonb)", [json.dumps(described)])
    cursor.execute(
        "INSERT INTO organisations_dutyassignment (id, staff_id, duty, organisation_id, since) "
        "SELECT %s, %s, 'system', %s, '2019-03-18' WHERE NOT EXISTS "
        "(SELECT 1 FROM organisations_dutyassignment WHERE staff_id = %s)",
        [uuid5(NAMESPACE, "duty:system"), SYSTEM_STAFF, OFFICE, SYSTEM_STAFF],
    )
    cursor.execute("SELECT set_config('anxin.context', '', true)")
    cursor.execute("RESET ROLE")
