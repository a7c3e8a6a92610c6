"""Heads of a sheet's columns as pages show them: in the reader's language, a line's number behind its word."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from anxin.pages.words import filled, later
from anxin.rules.pack_columns import PREFILLED, Part, columns

HEADS = columns()
SENT_OUT = frozenset(PREFILLED) - {Part.CARD}
"""What went out filled in and tells nothing of the day."""


def head_words(key: str) -> Any:
    """Return a column's head in words; nothing for what stands at no column."""
    head = HEADS.get(key, "")
    word = head.rstrip("0123456789")
    if word == head:
        return later(head) if head else ""
    return filled(_("%(what)s（第 %(n)s 种）"), {"what": later(word), "n": head[len(word) :]})
