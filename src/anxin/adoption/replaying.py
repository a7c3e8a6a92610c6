"""Every past decision put to the rules again, under the policy of its day or of another (3.1.e, 7.4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.enrolment.models import DecisionFacts
from anxin.policy.pack import load
from anxin.rules.replay import Replayed, replay

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedDecision:
    """One decision with what the rules find now. No person is read: facts carry no identifiers."""

    decision_id: UUID
    decided_on: date
    policy_version: str
    outcome: str
    found: Replayed


def replay_decisions(*, terms_of: date | None = None) -> Iterator[ReplayedDecision]:
    """Yield every decision in reach, the oldest first, with the differences.

    Under the terms of its own day, as it was decided; under those of another day where asked,
    which tells whom a change of policy would have touched.
    """
    rows = DecisionFacts.objects.select_related("decision").order_by("decision__recorded_at")
    for row in rows.iterator(chunk_size=BATCH):
        decision = row.decision
        terms = load().eligibility_terms(terms_of or decision.decided_on)
        yield ReplayedDecision(
            decision_id=decision.id,
            decided_on=decision.decided_on,
            policy_version=decision.policy_version,
            outcome=decision.outcome,
            found=replay(row.facts, decision.criteria, terms=terms),
        )
