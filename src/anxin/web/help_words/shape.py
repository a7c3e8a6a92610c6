"""The shape of a page's help."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Help:
    """What a page says of itself; one entry serves every language."""

    purpose: str | Promise
    clause: str
    next_step: str | Promise
