"""A clause's own sentence, from the policy pack, for the page that names it."""

from __future__ import annotations

from anxin.policy import load


def sentence_of(clause_id: str) -> str:
    """Return the document's sentence; empty for an id that the pack does not know."""
    found = load().clauses.get(clause_id)
    return found.text if found else ""


def title_of(clause_id: str) -> str:
    """Return the document's title, where the clause is of another document than the notice."""
    policy = load()
    found = policy.clauses.get(clause_id)
    if found is None or not found.document:
        return ""
    document = policy.documents.get(found.document)
    return document.title if document else ""
