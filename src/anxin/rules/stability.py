"""How stable somebody is: a doctor's word, which must not contradict the risk level of the day."""

from __future__ import annotations

from enum import StrEnum

from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, condition


class Stability(StrEnum):
    """The three classes of the national follow-up."""

    STABLE = "stable"
    FAIRLY_STABLE = "fairly_stable"
    UNSTABLE = "unstable"

    @property
    def label(self) -> str:
        """Return the class in the notice's own word."""
        return _LABELS[self]


_LABELS = {
    Stability.STABLE: "稳定",
    Stability.FAIRLY_STABLE: "基本稳定",
    Stability.UNSTABLE: "不稳定",
}
HIGHEST_LEVEL = {Stability.STABLE: 0, Stability.FAIRLY_STABLE: 2, Stability.UNSTABLE: 5}

STABILITY_FITS_RISK = condition(
    "stability-fits-risk",
    "working-rules:stability",
    met="病情稳定性与危险性评估相符",
    unmet="危险性评估 {level} 级的，不能评为“{stability}”（稳定须为 0 级，基本稳定不超过 2 级）",
)


@cites("working-rules:stability")
def examine_stability(stability: Stability | None, *, risk_level: int) -> tuple[Condition, ...]:
    """Examine a doctor's class against the risk level 0–5; level 0 alone proves nothing."""
    if stability is None:
        return ()
    fits = risk_level <= HIGHEST_LEVEL[stability]
    return (STABILITY_FITS_RISK.met_if(fits, level=risk_level, stability=stability.label),)


@cites("working-rules:stability")
def least_stability(risk_level: int) -> Stability | None:
    """Return the class that a risk level alone already tells; None where it tells none (level 0)."""
    if risk_level > HIGHEST_LEVEL[Stability.FAIRLY_STABLE]:
        return Stability.UNSTABLE
    return Stability.FAIRLY_STABLE if risk_level > HIGHEST_LEVEL[Stability.STABLE] else None
