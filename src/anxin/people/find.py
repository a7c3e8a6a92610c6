"""Finding people by what was typed: only those in reach, the same answer for all others.

Every read here goes through row security; equality on ``bytea`` is leakproof, so the indexes
serve under it. Nothing is opened here: who shows a name reads it through ``queries``.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from anxin.database.statements import run
from anxin.people.find_tokens import token
from anxin.vault.blind_index import blind

MOST = 1000
"""As many hits are weighed; of more the rest is not looked at, and the page says that there is more."""

_BY_WORDS = """
SELECT person_id, bool_and(through_guardian) FROM people_findtoken
WHERE token = ANY (%(tokens)s::bytea[]) GROUP BY person_id LIMIT %(most)s
"""
_BY_IDENTITY_NUMBER = """
SELECT person_id, bool_and(through_guardian) FROM (
    SELECT person_id, false AS through_guardian FROM people_identity WHERE identity_index = %(index)s
    UNION ALL
    SELECT person_id, true FROM people_guardian WHERE identity_index = %(index)s AND until IS NULL
) found GROUP BY person_id LIMIT %(most)s
"""
_MERGED = """
SELECT id, merged_into_id FROM people_person
WHERE id = ANY (%(people)s::uuid[]) AND merged_into_id IS NOT NULL
"""


def people_by_words(words: Iterable[str]) -> dict[UUID, bool]:
    """Return who in reach is found by any of the words, and whether through a guardian alone."""
    tokens = sorted({token(word) for word in words})
    if not tokens:
        return {}
    return _as_kept(dict(run(_BY_WORDS, {"tokens": tokens, "most": MOST})))


def people_by_identity_number(number: str) -> dict[UUID, bool]:
    """Return who in reach has this number, and who has a guardian with it."""
    index = blind(number, purpose="identity")
    return _as_kept(dict(run(_BY_IDENTITY_NUMBER, {"index": index, "most": MOST})))


def _as_kept(found: dict[UUID, bool]) -> dict[UUID, bool]:
    """Put the kept record in the place of one that was merged into it."""
    merged = dict(run(_MERGED, {"people": list(found)})) if found else {}
    for gone, kept in merged.items():
        through_guardian = found.pop(gone)
        found[kept] = found.get(kept, True) and through_guardian
    return found
