"""A yes or a no with all its grounds, each with its clause."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.rules.clauses import record_citation


@dataclass(frozen=True, slots=True)
class Condition:
    """One requirement examined against the facts."""

    code: str
    clause: str
    met: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What must hold, and the Chinese sentences that say that it does or does not."""

    code: str
    clause: str
    met: str
    unmet: str

    def met_if(self, holds: bool, /, **facts: object) -> Condition:  # noqa: FBT001 (reads as a sentence)
        """Examine the requirement; the facts fill the sentence."""
        text = self.met if holds else self.unmet
        return Condition(self.code, self.clause, met=holds, reason=text.format(**facts))

    def fails(self, **facts: object) -> Condition:
        """Return the condition as unmet."""
        return Condition(self.code, self.clause, met=False, reason=self.unmet.format(**facts))

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
