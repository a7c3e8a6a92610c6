"""What a row of annex 3 says about a medicine, as far as the rules ask."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.rules.clauses import cites

_FORM_WORDS = {"针": "注射液"}
"""Dosage forms whose word on a prescription is longer than the catalogue's."""


@cites("A3")
@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueItem:
    """One product of the catalogue in one dosage form."""

    id: str
    annex3_row: int
    name: str
    product: str
    form: str
    category: str
    insurance_class: str
    generic_en: str
    second_generation: bool | None
    atc: str
    ddd_micrograms: int | None
    ddd_route: str
    usual_specifications: str
    daily_range_mg: str
    most_micrograms: int | None
    """The usual most of a day; of one injection, for what is given at the clinic."""
    injection_interval_days: int | None
    psychotropic_class: int | None
    take_home: bool
    laboratory_gate: str
    name_is_class: bool

    @property
    def display_name(self) -> str:
        """Return the name people know: the product where the row names only a class."""
        return self.product if self.name_is_class else self.name

    @property
    def generic_name(self) -> str:
        """Return the name that a prescription must use, with its dosage form."""
        name, form = self.product or self.name, _FORM_WORDS.get(self.form, self.form)
        return name if name.endswith(form) else f"{name}{form}"

    @property
    def is_self_pay(self) -> bool:
        """Say whether insurance pays nothing for it (自费)."""
        return self.insurance_class == "自费"

    @property
    def is_antipsychotic(self) -> bool:
        """Say whether it is an antipsychotic: ATC N05A, but for lithium (N05AN)."""
        return self.atc.startswith("N05A") and not self.atc.startswith("N05AN")

    @property
    def clinic_days(self) -> int | None:
        """Return the days one injection counts for; empty for what is taken home."""
        if self.take_home:
            return None
        return self.injection_interval_days or 1
