"""The keyed marks by which one person registered twice, and people of one home, are found (3.1.c, 5.1.3.b)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from anxin.database.statements import run
from anxin.people.details import GuardianDetails, PersonDetails
from anxin.people.models import Likeness
from anxin.people.pinyin import spellings
from anxin.rules.duplicates import OF_ONE_PERSON, Ground, Known, Mark, marks
from anxin.rules.identity import normal_identity
from anxin.vault.blind_index import blind

MOST = 10
Grounds = dict[UUID, frozenset[Ground]]
Kept = tuple[bytes, str]
"""A mark as it is kept: its keyed hash, and of which kind it is."""

_FORGET = """
DELETE FROM people_likeness l WHERE l.person_id = ANY (%(people)s::uuid[]) AND NOT EXISTS (
    SELECT 1 FROM unnest(%(ids)s::uuid[], %(tokens)s::bytea[]) w (id, token)
    WHERE w.id = l.person_id AND w.token = l.token)
"""
_KEEP = """
INSERT INTO people_likeness (token, kind, person_id)
SELECT w.token, w.kind, w.id
FROM unnest(%(ids)s::uuid[], %(tokens)s::bytea[], %(kinds)s::text[]) w (id, token, kind)
ON CONFLICT DO NOTHING
"""
_ALIKE = """
SELECT l.person_id, array_agg(DISTINCT l.kind) FROM people_likeness l
JOIN people_person p ON p.id = l.person_id
WHERE l.token = ANY (%(tokens)s::bytea[]) AND p.town_id = %(town)s AND p.merged_into_id IS NULL
GROUP BY l.person_id ORDER BY count(*) DESC, l.person_id LIMIT %(most)s
"""
_HOUSEMATES = """
SELECT DISTINCT b.person_id FROM people_likeness a
JOIN people_likeness b ON b.token = a.token AND b.person_id <> a.person_id
JOIN people_person pa ON pa.id = a.person_id
JOIN people_person pb ON pb.id = b.person_id AND pb.town_id = pa.town_id
WHERE a.person_id = %(person)s AND a.kind = 'home' AND pb.merged_into_id IS NULL
UNION
SELECT DISTINCT h.person_id FROM people_guardian g
JOIN people_guardian h ON h.identity_index = g.identity_index AND h.person_id <> g.person_id
JOIN people_person ph ON ph.id = h.person_id
WHERE g.person_id = %(person)s AND g.until IS NULL AND h.until IS NULL AND ph.merged_into_id IS NULL
LIMIT %(most)s
"""
_PAIRS = """
SELECT a.person_id, b.person_id, array_agg(DISTINCT a.kind) FROM people_likeness a
JOIN people_likeness b ON b.token = a.token AND b.person_id > a.person_id
JOIN people_person pa ON pa.id = a.person_id
JOIN people_person pb ON pb.id = b.person_id AND pb.town_id = pa.town_id
WHERE a.kind <> 'home' AND pa.merged_into_id IS NULL AND pb.merged_into_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM people_notsame n
      WHERE n.first_id = a.person_id AND n.second_id = b.person_id)
GROUP BY a.person_id, b.person_id ORDER BY count(*) DESC, a.person_id, b.person_id
"""


def known(details: PersonDetails, guardians: Sequence[GuardianDetails], *, town: str = "") -> Known:
    """Return what of a filled-in form likeness turns on."""
    return Known(
        town=town,
        name=details.name,
        sounds=frozenset("".join(one) for one in spellings(details.name)),
        born=details.born,
        phone=details.phone,
        address=details.address,
        guardian_numbers=frozenset(normal_identity(one.identity_number) for one in guardians),
    )


def keep_alike(
    person_id: UUID, details: PersonDetails, guardians: Sequence[GuardianDetails]
) -> None:
    """Make a person's marks what the form gives; inside the caller's act."""
    keep_marks({person_id: kept_marks(known(details, guardians))})


def kept_marks(record: Known) -> frozenset[Kept]:
    """Return the marks of a record as they are kept."""
    return frozenset((token_of(mark), str(mark.ground)) for mark in marks(record))


def keep_marks(wanted: Mapping[UUID, Collection[Kept]]) -> None:
    """Make these people's marks what they must be."""
    rows = [(pk, *mark) for pk, kept in wanted.items() for mark in sorted(kept)]
    arguments = {
        "people": list(wanted),
        "ids": [pk for pk, _, _ in rows],
        "tokens": [token for _, token, _ in rows],
        "kinds": [kind for _, _, kind in rows],
    }
    run(_FORGET, arguments)
    run(_KEEP, arguments)


def marks_of(person_ids: Collection[UUID]) -> dict[UUID, frozenset[Kept]]:
    """Return the marks that are kept of people in reach."""
    rows = Likeness.objects.filter(person_id__in=list(person_ids))
    found: dict[UUID, set[Kept]] = {pk: set() for pk in person_ids}
    for pk, token, kind in rows.values_list("person_id", "token", "kind"):
        found[pk].add((bytes(token), kind))
    return {pk: frozenset(kept) for pk, kept in found.items()}


def likely_same(
    details: PersonDetails, guardians: Sequence[GuardianDetails], *, town_id: UUID
) -> Grounds:
    """Return who in reach and in the town may be the person of a form, and why (5.1.3.b)."""
    asked = [m for m in marks(known(details, guardians)) if m.ground in OF_ONE_PERSON]
    tokens = sorted(token_of(mark) for mark in asked)
    rows = run(_ALIKE, {"tokens": tokens, "town": town_id, "most": MOST})
    return {pk: frozenset(Ground(kind) for kind in kinds) for pk, kinds in rows}


def likely_housemates(person_id: UUID) -> list[UUID]:
    """Return who in reach has the same address or guardian as a person in reach."""
    return [row[0] for row in run(_HOUSEMATES, {"person": person_id, "most": MOST})]


def suspected() -> list[tuple[UUID, UUID, frozenset[Ground]]]:
    """Return each pair in reach that may be one person and was not told apart, likeliest first."""
    return [
        (first, second, frozenset(Ground(kind) for kind in kinds))
        for first, second, kinds in run(_PAIRS, {})
    ]


def token_of(mark: Mark) -> bytes:
    """Return the keyed hash under which a mark is kept."""
    return blind(f"{mark.ground}|{mark.text}", purpose="likeness")
