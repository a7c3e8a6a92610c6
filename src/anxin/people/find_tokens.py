"""The keyed words by which people are found, beside each name and telephone number (decision 0010).

Whoever writes a name, a phone or a guardian writes its words in the same transaction:
``keep_own`` and ``keep_guardians``. `anxin verify` recomputes them (``people.index``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from anxin.database.statements import run
from anxin.people.pinyin import spellings, surname_length
from anxin.rules.finding import name_words, phone_words
from anxin.vault.blind_index import blind

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
    write({person_id: own_tokens(name, phone)}, through_guardian=False)


def keep_guardians(person_id: UUID, *, phones: Iterable[str]) -> None:
    """Make the tokens of a person's guardians what their phones give; inside the caller's act."""
    write({person_id: guardian_tokens(phones)}, through_guardian=True)


def write(wanted: Tokens, *, through_guardian: bool) -> None:
    """Make the tokens of these people what they must be."""
    pairs = [(person_id, one) for person_id, tokens in wanted.items() for one in sorted(tokens)]
    arguments = {
        "people": list(wanted),
        "ids": [person_id for person_id, _ in pairs],
        "tokens": [one for _, one in pairs],
        "through": through_guardian,
    }
    run(_FORGET, arguments)
    run(_KEEP, arguments)
