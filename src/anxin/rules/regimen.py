"""What a prescription adds up to: the day's dose of each medicine, and the load of them together.

None of these stops a doctor: each asks for a reason, which is kept with the prescription (5.2.2).
Loads are counted in WHO defined daily doses and, at 300 mg of chlorpromazine each, in equivalents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anxin.rules.catalogue import CatalogueItem
from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, condition

CHLORPROMAZINE_DDD_MG = 300
THOUSAND = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimenTerms:
    """The policy's numbers on a day."""

    antipsychotics_most: int
    load_most_mg: int
    """Chlorpromazine equivalents of a day, in milligrams."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One medicine as it is taken. Micrograms: of an average day; of one time, for an injection."""

    drug: str
    item: CatalogueItem
    micrograms_a_day: int
    micrograms_at_once: int
    reason: str

    @property
    def measured(self) -> int:
        """Return what is held against the usual most: a day's dose, or one injection."""
        return self.micrograms_a_day if self.item.take_home else self.micrograms_at_once


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Antipsychotics of an average day, taken together."""

    substances: int
    thousandths_ddd: int
    without_ddd: tuple[str, ...]

    @property
    def ddd(self) -> str:
        """Return the defined daily doses in words: ``1.25``."""
        return milligrams(self.thousandths_ddd)

    @property
    def chlorpromazine_mg(self) -> int:
        """Return the equivalents in milligrams of chlorpromazine, rounded down."""
        return self.thousandths_ddd * CHLORPROMAZINE_DDD_MG // THOUSAND


WITHIN_USUAL = condition(
    "dose-within-usual",
    "working-rules:dose-range",
    met="{drug}：用量在常用范围内，或已写明理由",
    unmet="{drug}：{dose} 毫克，超过常用的最大量 {most} 毫克；确需使用的，请在这一行写明理由",
)
FEW_ANTIPSYCHOTICS = condition(
    "few-antipsychotics",
    "working-rules:combination",
    met="合用的抗精神病药不超过 {most} 种，或已写明理由",
    unmet="合用 {count} 种抗精神病药，超过 {most} 种；确需合用的，请写明合用理由",
)
LOAD_IS_USUAL = condition(
    "load-is-usual",
    "working-rules:load",
    met="抗精神病药总量在常用范围内，或已写明理由",
    unmet="抗精神病药总量折合氯丙嗪每日 {load} 毫克，超过 {most} 毫克；确需使用的，请写明合用理由",
)


@cites("5.2.2", "working-rules:load")
def load_of(taken: Sequence[Taken]) -> Load:
    """Add up the antipsychotics; one without a defined daily dose is named, not guessed."""
    found = [one for one in taken if one.item.is_antipsychotic]
    counted = [one for one in found if one.item.ddd_micrograms]
    return Load(
        substances=len({one.item.atc for one in found}),
        thousandths_ddd=sum(
            one.micrograms_a_day * THOUSAND // (one.item.ddd_micrograms or 1) for one in counted
        ),
        without_ddd=tuple(one.drug for one in found if not one.item.ddd_micrograms),
    )


@cites("5.2.2", "working-rules:dose-range", "working-rules:combination")
def examine_regimen(
    taken: Sequence[Taken], *, reason: str, terms: RegimenTerms
) -> tuple[Condition, ...]:
    """Return what of a prescription is out of the usual and has no reason written."""
    load, explained = load_of(taken), bool(reason.strip())
    return (
        *(
            WITHIN_USUAL.met_if(
                one.item.most_micrograms is None
                or one.measured <= one.item.most_micrograms
                or bool(one.reason.strip()),
                drug=one.drug,
                dose=milligrams(one.measured),
                most=milligrams(one.item.most_micrograms or 0),
            )
            for one in taken
        ),
        FEW_ANTIPSYCHOTICS.met_if(
            load.substances <= terms.antipsychotics_most or explained,
            count=load.substances,
            most=terms.antipsychotics_most,
        ),
        LOAD_IS_USUAL.met_if(
            load.chlorpromazine_mg <= terms.load_most_mg or explained,
            load=load.chlorpromazine_mg,
            most=terms.load_most_mg,
        ),
    )


def milligrams(micrograms: int) -> str:
    """Return micrograms in milligrams, without zeros that say nothing: ``0.5``, ``20``."""
    whole, rest = divmod(micrograms, THOUSAND)
    return f"{whole}.{rest:03}".rstrip("0").rstrip(".")
