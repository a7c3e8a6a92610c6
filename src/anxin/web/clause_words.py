"""A clause's own sentence, from the policy pack, for the page that names it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from anxin.pages.words import in_words
from anxin.policy import load

_DUTY = re.compile(r"4\.3\.[a-z]+")
_ANNEX = re.compile(r"A([1-9])(?:\.n([1-9]))?")


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


def body_of(clause_id: str) -> str:
    """Return the body whose duty a clause of 4.3 is, as the notice calls it."""
    return sentence_of(clause_id).partition("：")[0]


def short_title(title: str) -> str:
    """Return a document's title without its bracket or list, short enough for a button."""
    return re.split("[（：]", title)[0]


def label_of(clause_id: str) -> str:
    """Return how a clause is called on a page: never by a word that only programmers know.

    Numbers stay as they are: 5.3.2.d. A department's duty is called by its name, an annex by its
    number, another document's clause by the document.
    """
    if _DUTY.fullmatch(clause_id):
        return _("四（三）%(who)s") % {"who": in_words(body_of(clause_id))}
    annex = _ANNEX.fullmatch(clause_id)
    if annex:
        note = _(" 注意事项%(n)s") % {"n": annex[2]} if annex[2] else ""
        return _("附件%(n)s") % {"n": annex[1]} + note
    return in_words(short_title(title_of(clause_id))) or clause_id
