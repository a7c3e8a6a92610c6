"""Which clause a rule carries out, recorded where the rule stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

_Cited = TypeVar("_Cited", bound=Callable[..., object])

_CITATIONS: dict[str, set[str]] = {}


def cites(*clauses: str) -> Callable[[_Cited], _Cited]:
    """Record that a function or class carries out these clauses.

    An id of the notice stands alone (``5.1.3.a``); one of another document is
    ``document:clause`` (``rx-2021:max``). The object itself is returned unchanged.
    """
    assert clauses, "a citation names at least one clause"

    def record(rule: _Cited) -> _Cited:
        name = f"{rule.__module__}.{rule.__qualname__}"
        for clause in clauses:
            _CITATIONS.setdefault(clause, set()).add(name)
        return rule

    return record


def record_citation(clause: str, name: str) -> None:
    """Record a citation of something that is no function, such as a requirement."""
    _CITATIONS.setdefault(clause, set()).add(name)


def citations() -> dict[str, frozenset[str]]:
    """Return every clause cited by the modules imported so far, with who cites it."""
    return {clause: frozenset(names) for clause, names in _CITATIONS.items()}
