"""The keyed words by which people are found, beside each name and telephone number (decision 0010).

Whoever writes a name, a phone or a guardian writes its words in the same transaction:
``keep_own`` and ``keep_guardians``. `anxin verify` recomputes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db import connection

from anxin.database.statements import run
from anxin.people.models import Guardian, Identity
from anxin.people.pinyin import spellings, surname_length
from anxin.privacy.door import Look, Sealed, reveal
from anxin.rules.finding import name_words, phone_words
from anxin.vault.blind_index import blind

BATCH = 500
Tokens = Mapping[UUID, frozenset[bytes]]

_FORGET = """
DELETE FROM people_findtoken t WHERE t.person_id = ANY (%(people)s::uuid[])
    AND t.through_guardian = %(through)s AND NOT EXISTS (
        SELECT 1 FROM unnest(%(ids)s::uuid[], %(tokens)s::bytea[]) w (id, token)
        WHERE w.id = t.person_id AND w.token = t.token)
"""
_KEEP = """
INSERT INTO people_findtoken (person_id, token, through_guardian)
SELECT w.id, w.token, %(through)s FROM unnest(%(ids)s::uuid[], %(tokens)s::bytea[]) w (id, token)
ON CONFLICT DO NOTHING
"""


def token(word: str) -> bytes:
    """Return the keyed hash of a word; without the key file nobody can tell the word from it."""
    return blind(word, purpose="find")


def own_tokens(name: str, phone: str) -> frozenset[bytes]:
    """Return the tokens of a person's own name and telephone number."""
    words = name_words(name, spellings(name), surname=surname_length(name)) | phone_words(phone)
    return frozenset(token(word) for word in words)


def guardian_tokens(phones: Iterable[str]) -> frozenset[bytes]:
    """Return the tokens of present guardians' telephone numbers."""
    return frozenset(token(word) for phone in phones for word in phone_words(phone))


def keep_own(person_id: UUID, *, name: str, phone: str) -> None:
    """Make a person's own tokens what name and phone give; inside the caller's act."""
    _write({person_id: own_tokens(name, phone)}, through_guardian=False)


def keep_guardians(person_id: UUID, *, phones: Iterable[str]) -> None:
    """Make the tokens of a person's guardians what their phones give; inside the caller's act."""
    _write({person_id: guardian_tokens(phones)}, through_guardian=True)


def _write(wanted: Tokens, *, through_guardian: bool) -> None:
    pairs = [(person_id, one) for person_id, tokens in wanted.items() for one in sorted(tokens)]
    arguments = {
        "people": list(wanted),
        "ids": [person_id for person_id, _ in pairs],
        "tokens": [one for _, one in pairs],
        "through": through_guardian,
    }
    run(_FORGET, arguments)
    run(_KEEP, arguments)


# ---- Everybody at once: for installations from before, and for verifying ----


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the tokens of some people must be."""

    own: Tokens
    guardians: Tokens


def people_after(last: UUID | None, *, without_tokens: bool) -> list[UUID]:
    """Return the next people in id order; on request only those that have no token of their own."""
    lacking = (
        " AND NOT EXISTS (SELECT 1 FROM people_findtoken t WHERE t.person_id = i.person_id"
        " AND NOT t.through_guardian)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.person_id FROM people_identity i WHERE i.person_id > coalesce(%s, "  # noqa: S608 - text of ours
            "'00000000-0000-0000-0000-000000000000'::uuid)"
            f"{lacking if without_tokens else ''} ORDER BY i.person_id LIMIT %s",
            [last, BATCH],
        )
        return [row[0] for row in cursor.fetchall()]


def wanted_of(person_ids: list[UUID], *, look: Look) -> Wanted:
    """Return what the tokens of these people must be, from what is sealed; recorded as one row."""
    people = list(
        Identity.objects.filter(person_id__in=person_ids).values_list("person_id", "name", "phone")
    )
    guardians = list(
        Guardian.objects.filter(person_id__in=person_ids, until=None).values_list(
            "person_id", "id", "phone"
        )
    )
    sealed = [Sealed(pk, "name", "people_identity", "name", pk, name) for pk, name, _ in people]
    sealed += [Sealed(pk, "phone", "people_identity", "phone", pk, ph) for pk, _, ph in people]
    sealed += [
        Sealed(pk, "guardian.phone", "people_guardian", "phone", row_id, phone)
        for pk, row_id, phone in guardians
    ]
    texts = iter(text or "" for text in reveal(sealed, look=look))
    names, phones = list(islice(texts, len(people))), list(islice(texts, len(people)))
    called: dict[UUID, list[str]] = {person_id: [] for person_id in person_ids}
    for (pk, _, _), phone in zip(guardians, texts, strict=True):
        called[pk].append(phone)
    return Wanted(
        own={
            pk: own_tokens(name, phone)
            for (pk, _, _), name, phone in zip(people, names, phones, strict=True)
        },
        guardians={pk: guardian_tokens(numbers) for pk, numbers in called.items()},
    )


def keep(wanted: Wanted) -> None:
    """Make the tokens of these people what they must be."""
    _write(wanted.own, through_guardian=False)
    _write(wanted.guardians, through_guardian=True)


def differing(wanted: Wanted) -> list[UUID]:
    """Return those people whose stored tokens are not what they must be."""
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
    return [
        pk
        for pk in wanted.own
        if found.get((pk, False), set()) != wanted.own[pk]
        or found.get((pk, True), set()) != wanted.guardians[pk]
    ]
