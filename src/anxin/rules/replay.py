"""Past decisions put to today's rules: the same facts must still give the same findings (3.1.e, 7.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision
from anxin.rules.eligibility import (
    Applicant,
    Diagnosis,
    EligibilityTerms,
    Guardian,
    GuardianKind,
    Living,
    Poverty,
    assess,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A clause on which the rules find otherwise than was written down."""

    clause: str
    was_met: bool | None
    """None: the decision did not look at it."""
    is_met: bool | None
    """None: the rules no longer look at it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One decision put to the rules again."""

    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Say whether every clause is found as it was."""
        return not self.differences


def applicant_of(facts: Mapping[str, Any]) -> tuple[Applicant, date]:
    """Return the facts that a decision kept, and the day they were counted on.

    Raises KeyError or ValueError where they are not of the form that decisions keep.
    """
    since = facts["resident_since"]
    diagnosis = facts["diagnosis"]
    applicant = Applicant(
        resident_since=date.fromisoformat(since) if since else None,
        living=Living(facts["living"]),
        police_listed=bool(facts["police_listed"]),
        poverty=frozenset(Poverty(code) for code in facts["poverty"]),
        household_patients=int(facts["household_patients"]),
        guardians=tuple(_guardian(one) for one in facts["guardians"]),
        diagnosis=Diagnosis(diagnosis) if diagnosis else None,
        diagnosis_certified=bool(facts["diagnosis_certified"]),
    )
    return applicant, date.fromisoformat(facts["on"])


def _guardian(kept: Mapping[str, Any]) -> Guardian:
    born = kept["born"]
    return Guardian(
        kind=GuardianKind(kept["kind"]), born=date.fromisoformat(born) if born else None
    )


@cites("3.1.e", "7.4")
def replay(
    facts: Mapping[str, Any], kept: Sequence[Mapping[str, Any]], *, terms: EligibilityTerms
) -> Replayed:
    """Put the facts of a decision to the rules, and compare with the criteria it kept."""
    applicant, on = applicant_of(facts)
    return Replayed(differences=_between(kept, assess(applicant, terms=terms, on=on)))


def _between(kept: Sequence[Mapping[str, Any]], found: Decision) -> tuple[Difference, ...]:
    was = {str(one["clause"]): bool(one["met"]) for one in kept}
    now = {one.clause: one.met for one in found.conditions}
    return tuple(
        Difference(clause=clause, was_met=was.get(clause), is_met=now.get(clause))
        for clause in dict.fromkeys([*was, *now])
        if was.get(clause) != now.get(clause)
    )
