"""Keyed words and marks of likeness of many people at once: for installations from before, and for verifying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from anxin.people.find_tokens import Tokens, guardian_tokens, own_tokens, write
from anxin.people.likeness import Kept, keep_marks, kept_marks, marks_of
from anxin.people.models import Guardian, Identity
from anxin.people.pinyin import spellings
from anxin.privacy.door import Look, Sealed, reveal
from anxin.rules.duplicates import Known

BATCH = 500
OWN, OF_GUARDIANS = ("name", "phone", "address"), ("phone", "identity_number")
_LACKING = (
    " AND (NOT EXISTS (SELECT 1 FROM people_findtoken t WHERE t.person_id = i.person_id"
    " AND NOT t.through_guardian) OR NOT EXISTS"
    " (SELECT 1 FROM people_likeness l WHERE l.person_id = i.person_id))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the tokens and the marks of some people must be."""

    own: Tokens
    guardians: Tokens
    alike: Mapping[UUID, frozenset[Kept]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What of a record words and marks are made of."""

    name: str
    phone: str
    address: str
    born: date
    guardians: list[tuple[str, str]]
    """Telephone and identity number of each."""


def people_after(last: UUID | None, *, lacking: bool) -> list[UUID]:
    """Return the next people in id order; on request only those without tokens or marks of their own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.person_id FROM people_identity i WHERE i.person_id > coalesce(%s, "  # noqa: S608 - text of ours
            "'00000000-0000-0000-0000-000000000000'::uuid)"
            f"{_LACKING if lacking else ''} ORDER BY i.person_id LIMIT %s",
            [last, BATCH],
        )
        return [row[0] for row in cursor.fetchall()]


def wanted_of(person_ids: list[UUID], *, look: Look) -> Wanted:
    """Return what the tokens and marks of these people must be, from what is sealed; recorded as one row."""
    opened = _open(person_ids, look=look)
    return Wanted(
        own={pk: own_tokens(one.name, one.phone) for pk, one in opened.items()},
        guardians={
            pk: guardian_tokens(phone for phone, _ in one.guardians) for pk, one in opened.items()
        },
        alike={pk: kept_marks(_known(one)) for pk, one in opened.items()},
    )


def _known(one: _Opened) -> Known:
    return Known(
        town="",
        name=one.name,
        sounds=frozenset("".join(sound) for sound in spellings(one.name)),
        born=one.born,
        phone=one.phone,
        address=one.address,
        guardian_numbers=frozenset(number for _, number in one.guardians),
    )


def _open(person_ids: list[UUID], *, look: Look) -> dict[UUID, _Opened]:
    """Open what is sealed of people in reach and of their present guardians, in one reading."""
    people = list(Identity.objects.filter(person_id__in=person_ids))
    guardians = list(Guardian.objects.filter(person_id__in=person_ids, until=None))
    sealed = [_sealed(one, "people_identity", "", one.person_id, f) for one in people for f in OWN]
    sealed += [
        _sealed(one, "people_guardian", "guardian.", one.id, f)
        for one in guardians
        for f in OF_GUARDIANS
    ]
    texts = iter([text or "" for text in reveal(sealed, look=look)])
    found = {
        one.person_id: _Opened(**{field: next(texts) for field in OWN}, born=one.born, guardians=[])
        for one in people
    }
    for one in guardians:
        found[one.person_id].guardians.append((next(texts), next(texts)))
    return found


def _sealed(row: Any, table: str, prefix: str, row_id: UUID, field: str) -> Sealed:
    return Sealed(row.person_id, f"{prefix}{field}", table, field, row_id, getattr(row, field))


def keep(wanted: Wanted) -> None:
    """Make the tokens and marks of these people what they must be."""
    write(wanted.own, through_guardian=False)
    write(wanted.guardians, through_guardian=True)
    keep_marks(wanted.alike)


def differing(wanted: Wanted) -> list[UUID]:
    """Return those people whose stored tokens or marks are not what they must be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, token, through_guardian FROM people_findtoken "
            "WHERE person_id = ANY (%s::uuid[])",
            [list(wanted.own)],
        )
        rows = cursor.fetchall()
    found: dict[tuple[UUID, bool], set[bytes]] = {}
    for person_id, one, through in rows:
        found.setdefault((person_id, through), set()).add(bytes(one))
    alike = marks_of(list(wanted.own))
    return [
        pk
        for pk in wanted.own
        if found.get((pk, False), set()) != wanted.own[pk]
        or found.get((pk, True), set()) != wanted.guardians[pk]
        or alike[pk] != wanted.alike[pk]
    ]
