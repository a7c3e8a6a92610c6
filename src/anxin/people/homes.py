"""Another home of somebody registered, with what finds them by it (A4, 3.1.c)."""

from __future__ import annotations

from uuid import UUID

from anxin.people.likeness import keep_alike
from anxin.people.models import Identity
from anxin.people.queries import details_of
from anxin.privacy.door import Look
from anxin.vault.ciphertext import seal


def move_home(person_id: UUID, *, address: str, look: Look) -> None:
    """Write a new home address over the old; inside the caller's act.

    What the two-patients rule finds people of one home by is made anew, the reading recorded.
    """
    sealed = seal(address.strip(), table="people_identity", column="address", row_id=person_id)
    Identity.objects.filter(person_id=person_id).update(address=sealed)
    found = details_of(person_id, look=look)
    assert found is not None, "who writes a person has them in reach"
    keep_alike(person_id, *found)
