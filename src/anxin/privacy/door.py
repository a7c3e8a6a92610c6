"""The one door that decrypts: it writes the reading first, then opens (7.2.d, security item 9).

No record, no data: both stand in the caller's transaction, and the record comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from anxin.privacy.models import AccessRecord
from anxin.rules.access import Actor
from anxin.vault.ciphertext import open_bytes, open_sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who looks, from which page and address, and why."""

    actor: Actor
    page: str
    address: str | None = None
    reason: str = ""


class Sealed(NamedTuple):
    """One ciphertext and where it stands; ``blob`` None stays None."""

    person_id: UUID
    field: str
    table: str
    column: str
    row_id: UUID
    blob: bytes | memoryview | None


def record_reading(look: Look, *, person_ids: Iterable[UUID], fields: Iterable[str]) -> None:
    """Write down that these fields of these people are read; one row for a list."""
    people = list(dict.fromkeys(person_ids))
    if not people:
        return
    AccessRecord.objects.create(
        duty=look.actor.duty,
        organisation_id=look.actor.organisation_id,
        page=look.page,
        address=look.address,
        fields=sorted(set(fields)),
        person_ids=people,
        reason=look.reason,
    )


def reveal(sealed: Sequence[Sealed], *, look: Look) -> list[str | None]:
    """Record the reading, then return the plaintexts in the same order."""
    record_reading(look, person_ids=(s.person_id for s in sealed), fields=(s.field for s in sealed))
    return [
        None
        if s.blob is None
        else open_sealed(s.blob, table=s.table, column=s.column, row_id=s.row_id)
        for s in sealed
    ]


def reveal_file(sealed: Sealed, *, look: Look) -> bytes:
    """Record the reading, then return a sealed file; the place of it must not be empty."""
    assert sealed.blob is not None
    record_reading(look, person_ids=[sealed.person_id], fields=[sealed.field])
    return open_bytes(sealed.blob, table=sealed.table, column=sealed.column, row_id=sealed.row_id)
