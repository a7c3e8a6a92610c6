"""A yes or a no with all its grounds, each with its clause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from anxin.rules.clauses import record_citation


@dataclass(frozen=True, slots=True)
class Phrase:
    """A Chinese sentence and the facts that fill it, kept apart so that a page can translate it.

    As text it is the Chinese sentence; a fact may be a phrase or a list of words itself.
    """

    template: str
    facts: Mapping[str, object]

    def __str__(self) -> str:
        return self.template.format(**self.facts)


class Listed(tuple[object, ...]):
    """Words one after the other; as text with the Chinese comma for lists."""

    __slots__ = ()

    def __str__(self) -> str:
        return "、".join(str(word) for word in self)


def said(template: str, /, **facts: object) -> Phrase:
    """Return a phrase; the template is a msgid of the catalogue (decision 0009)."""
    return Phrase(template, facts)


@dataclass(frozen=True, slots=True)
class Condition:
    """One requirement examined against the facts. ``reason`` is the Chinese sentence, and the law."""

    code: str
    clause: str
    met: bool
    reason: str
    said: Phrase | None = field(default=None, compare=False, repr=False)
    """What ``reason`` was made of; only for showing it in another language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What must hold, and the Chinese sentences that say that it does or does not."""

    code: str
    clause: str
    met: str
    unmet: str

    def met_if(self, holds: bool, /, **facts: object) -> Condition:  # noqa: FBT001 (reads as a sentence)
        """Examine the requirement; the facts fill the sentence."""
        phrase = Phrase(self.met if holds else self.unmet, facts)
        return Condition(self.code, self.clause, met=holds, reason=str(phrase), said=phrase)

    def fails(self, **facts: object) -> Condition:
        """Return the condition as unmet."""
        return self.met_if(False, **facts)  # noqa: FBT003 (reads as a sentence)

    def refused(self, **facts: object) -> Refused:
        """Return the refusal for this one requirement, to be raised by the caller."""
        return Refused(self.fails(**facts))


def condition(code: str, clause: str, *, met: str, unmet: str) -> Requirement:
    """Declare a requirement, and record that its clause is carried out."""
    record_citation(clause, f"condition {code}")
    return Requirement(code=code, clause=clause, met=met, unmet=unmet)


@dataclass(frozen=True, slots=True)
class Decision:
    """All conditions of one question, met and unmet, in the order of the clauses."""

    conditions: tuple[Condition, ...]

    @classmethod
    def of(cls, *conditions: Condition) -> Decision:
        """Gather examined conditions into a decision."""
        return cls(conditions)

    @property
    def granted(self) -> bool:
        """Say whether every condition is met."""
        return all(condition.met for condition in self.conditions)

    @property
    def unmet(self) -> tuple[Condition, ...]:
        """Return every condition that failed."""
        return tuple(condition for condition in self.conditions if not condition.met)

    @property
    def met(self) -> tuple[Condition, ...]:
        """Return every condition that holds."""
        return tuple(condition for condition in self.conditions if condition.met)


class Refused(Exception):  # noqa: N818 (the notice's own word: a refusal is no error)
    """The rules forbid what was asked: expected, explained, shown to the user.

    Carries the unmet conditions, so that the page, the letter and the appeal
    all quote the same grounds. A bug is never a refusal; bugs assert and crash.
    """

    def __init__(self, *unmet: Condition) -> None:
        assert unmet, "a refusal has at least one ground"
        assert not any(condition.met for condition in unmet)
        super().__init__("; ".join(f"{c.code} ({c.clause}): {c.reason}" for c in unmet))
        self.unmet = unmet

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return the Chinese sentences, one a ground, each with its clause."""
        return tuple(f"{c.reason}（{c.clause}）" for c in self.unmet)

    @classmethod
    def unless(cls, decision: Decision) -> None:
        """Raise unless the decision was granted."""
        if not decision.granted:
            raise cls(*decision.unmet)
