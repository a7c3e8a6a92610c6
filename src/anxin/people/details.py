"""A person and a guardian as annex 4 asks for them, before they are sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetails:
    """What annex 4 asks of a person. Empty texts are absent; ``identity_number`` may be."""

    name: str
    sex: str
    born: date
    address: str
    diagnosis: int
    resident_since: date
    identity_number: str = ""
    ethnic_group: str = "01"
    phone: str = ""
    insurance_kind: str = "none"
    insurance_number: str = ""
    special_disease: bool = False
    disability_number: str = ""
    icd10: str = ""
    certified_by: str = ""
    certified_on: date | None = None
    poverty: tuple[str, ...] = ()
    subsidies: tuple[str, ...] = ()
    household_register: str = "agricultural"
    household_patients: int = 1
    household_evidence: str = ""
    postal_code: str = ""
    medical_assistance: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianDetails:
    """A guardian: a person who was born, or an organisation."""

    kind: str
    name: str
    relation: str
    identity_number: str = ""
    phone: str = ""
    address: str = ""
    born: date | None = None
    postal_code: str = ""
    basis: str = ""
