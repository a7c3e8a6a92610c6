"""Who of many people on a roster is registered already: a statement for all of them, not one for each (5.1.3.b)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.database.statements import run
from anxin.people.likeness import token_of
from anxin.people.pinyin import spellings
from anxin.rules.duplicates import OF_ONE_PERSON, Ground, Known, marks
from anxin.vault.blind_index import blind

_BY_NUMBER = """
SELECT i.identity_index, coalesce(p.merged_into_id, p.id), array(
    SELECT l.token FROM people_likeness l
    WHERE l.person_id = coalesce(p.merged_into_id, p.id) AND l.kind = 'name')
FROM people_identity i JOIN people_person p ON p.id = i.person_id
WHERE i.identity_index = ANY (%(numbers)s::bytea[])
"""
_ALIKE = """
SELECT l.token, l.person_id, p.town_id FROM people_likeness l
JOIN people_person p ON p.id = l.person_id
WHERE l.token = ANY (%(tokens)s::bytea[]) AND p.merged_into_id IS NULL
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What a row tells of somebody; without a town anybody in reach may be meant."""

    name: str
    born: date
    town_id: UUID | None = None
    number: str = ""
    phone: str = ""
    guardian_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """The record in reach that has a row's number, and whether under the same name."""

    person_id: UUID
    same_name: bool


def registered(sought: Mapping[int, Sought]) -> dict[int, Registered]:
    """Return the records in reach with the rows' identity numbers, by row."""
    numbers = {
        key: blind(one.number, purpose="identity") for key, one in sought.items() if one.number
    }
    rows = run(_BY_NUMBER, {"numbers": sorted(set(numbers.values()))}) if numbers else []
    found = {bytes(index): (pk, {bytes(one) for one in names}) for index, pk, names in rows}
    return {
        key: Registered(
            person_id=found[index][0],
            same_name=bool(_tokens(sought[key], {Ground.NAME}) & found[index][1]),
        )
        for key, index in numbers.items()
        if index in found
    }


def likely(sought: Mapping[int, Sought]) -> dict[int, set[UUID]]:
    """Return who in reach may be the people of the rows, by row (5.1.3.b)."""
    tokens = {key: _tokens(one, OF_ONE_PERSON) for key, one in sought.items()}
    asked: Sequence[bytes] = sorted({token for some in tokens.values() for token in some})
    alike: dict[bytes, list[tuple[UUID, UUID]]] = defaultdict(list)
    for token, person_id, town_id in run(_ALIKE, {"tokens": asked}) if asked else []:
        alike[bytes(token)].append((person_id, town_id))
    return {
        key: people
        for key, some in tokens.items()
        if (people := _of_town(alike, some, sought[key].town_id))
    }


def _of_town(
    alike: Mapping[bytes, list[tuple[UUID, UUID]]], tokens: Iterable[bytes], town_id: UUID | None
) -> set[UUID]:
    pairs = (pair for token in tokens for pair in alike.get(token, ()))
    return {person_id for person_id, town in pairs if town_id in (None, town)}


def _tokens(one: Sought, grounds: Iterable[Ground]) -> set[bytes]:
    told = Known(
        town="",
        name=one.name,
        sounds=frozenset("".join(way) for way in spellings(one.name)),
        born=one.born,
        phone=one.phone,
        guardian_numbers=frozenset({one.guardian_number}),
    )
    wanted = frozenset(grounds)
    return {token_of(mark) for mark in marks(told) if mark.ground in wanted}
