"""Which of the six items are asked of a person (5.1.3.b)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from anxin.people.models import Welfare
from anxin.people.queries import holds_disability_certificate
from anxin.rules.eligibility import Poverty
from anxin.rules.materials import Material, MaterialFacts, is_needed, name_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialAsked:
    """One item, in the notice's words for this person."""

    item: Material
    name: str
    needed: bool


def material_facts(person_id: UUID) -> MaterialFacts:
    """Return what decides which items are asked for; no text of the person is opened."""
    welfare = Welfare.objects.get(person_id=person_id)
    return MaterialFacts(
        has_insurance=welfare.insurance_kind != "none",
        holds_special_disease_card=welfare.special_disease,
        holds_disability_certificate=holds_disability_certificate(person_id),
        poverty=frozenset(Poverty(code) for code in welfare.poverty),
    )


def materials_asked(person_id: UUID) -> list[MaterialAsked]:
    """Return the six items with what exactly is asked for, and whether it is."""
    facts = material_facts(person_id)
    return [
        MaterialAsked(item=item, name=name_of(item, facts), needed=is_needed(item, facts))
        for item in Material
    ]
