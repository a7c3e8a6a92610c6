"""How people are reached: telephones of a person and of the guardians, each reading recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from anxin.people.models import Identity
from anxin.people.queries import guardians_of_many
from anxin.privacy.door import Look, Sealed, reveal
from anxin.rules.identity import mask_phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A telephone with whose it is."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to call: the person, and the guardians in the order in which they were written down."""

    person_id: UUID
    name: str
    phone: str
    guardians: tuple[Line, ...]

    @property
    def masked(self) -> Contact:
        """Return the same with the middle of every telephone covered."""
        covered = tuple(replace(one, phone=mask_phone(one.phone)) for one in self.guardians)
        return replace(self, phone=mask_phone(self.phone), guardians=covered)


def contacts(person_ids: Iterable[UUID], *, look: Look) -> dict[UUID, Contact]:
    """Return names and telephones in full of people in reach, recorded as one row for each table."""
    rows = list(
        Identity.objects.filter(person_id__in=list(person_ids)).values_list(
            "person_id", "name", "phone"
        )
    )
    sealed = [
        Sealed(pk, column, "people_identity", column, pk, blob)
        for pk, name, phone in rows
        for column, blob in (("name", name), ("phone", phone))
    ]
    texts = [text or "" for text in reveal(sealed, look=look)]
    guardians = guardians_of_many((pk for pk, *_ in rows), look=look)
    return {
        pk: Contact(
            person_id=pk,
            name=texts[2 * i],
            phone=texts[2 * i + 1],
            guardians=tuple(Line(name=one.name, phone=one.phone) for one in guardians.get(pk, [])),
        )
        for i, (pk, *_) in enumerate(rows)
    }
