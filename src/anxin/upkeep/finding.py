"""The keyed words and marks of likeness of everybody: made for who has none yet, and recomputed by
``verify`` (decision 0010; 5.1.3.b).

Each batch is a unit of work of the system account, its reading recorded as one row: whoever stops
it loses nothing, and the next run goes on with who is left. A person whose ciphertext was moved
or altered is told and stops nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.people.index import Wanted, differing, keep, people_after, wanted_of
from anxin.privacy.door import Look
from anxin.vault.ciphertext import CiphertextInvalid

Found = tuple[int, list[str]]


def index_people(*, everybody: bool) -> Found:
    """Make tokens and marks of the people that lack them, or of everybody; return of how many, and
    of whom it can't be done."""

    def write(wanted: Wanted) -> list[UUID]:
        keep(wanted)
        return []

    return _in_batches(write, lacking=not everybody)


def wrong_tokens() -> Found:
    """Recompute everybody's tokens; return how many people were looked at, and who differs."""
    return _in_batches(differing, lacking=False)


def _in_batches(work: Callable[[Wanted], list[UUID]], *, lacking: bool) -> Found:
    count, last, told = 0, None, []
    while True:
        with acting_as(SYSTEM_STAFF) as actor:
            people = people_after(last, lacking=lacking)
            look = Look(actor=actor, page="查找词")
            for part, wanted in _opened(people, look=look):
                told += [str(one) for one in (work(wanted) if wanted else part)]
        if not people:
            return count, told
        count, last = count + len(people), people[-1]


def _opened(people: list[UUID], *, look: Look) -> Iterator[tuple[list[UUID], Wanted | None]]:
    """Yield what the tokens of these people must be; None for one that can't be opened."""
    try:
        yield people, wanted_of(people, look=look)
    except CiphertextInvalid:
        if len(people) == 1:
            yield people, None
            return
        for one in people:
            yield from _opened([one], look=look)
