"""The words that a roster's columns of choices may hold, and the form of annex 4 that a row fills in (A4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from anxin.enrolment.services import ApplicationFilled, GuardianDetails, PersonDetails
from anxin.imports.layout import APPLICANTS, PLACE_ENDINGS, RISKS, SEXES
from anxin.organisations.models import Village
from anxin.people.codes import (
    ETHNIC_GROUPS,
    GUARDIAN_BASES,
    INSURANCES,
    REGISTERS,
    RELATIONS,
    SUBSIDIES,
)
from anxin.rules.eligibility import Diagnosis, Poverty
from anxin.rules.roster import Column
from anxin.rules.roster_reading import Village as VillageWords
from anxin.rules.roster_reading import Vocabulary

ASSISTANCE = "medical_assistance"
ORGANISATIONS = frozenset({"committee", "civil_affairs"})
CHOICES: Mapping[Column, Mapping[str, object]] = {
    Column.ETHNIC: {word: code for code, word in ETHNIC_GROUPS.items()},
    Column.REGISTER: {word: code for code, word in REGISTERS.items()},
    Column.DIAGNOSIS: {one.label: int(one) for one in Diagnosis},
    Column.INSURANCE: {word: code for code, word in INSURANCES.items()},
    Column.RELATION: {word: code for code, word in RELATIONS.items()},
    Column.BASIS: {word: code for code, word in GUARDIAN_BASES.items()},
    Column.APPLIED_BY: APPLICANTS,
}
LISTS: Mapping[Column, Mapping[str, object]] = {
    Column.POVERTY: {one.label: str(one) for one in Poverty},
    Column.SUBSIDIES: {word: code for code, word in SUBSIDIES.items()},
}
_SINGLE = (
    *(Column.NAME, Column.NUMBER, Column.SEX, Column.BORN, Column.ETHNIC, Column.PHONE),
    *(Column.VILLAGE, Column.ADDRESS, Column.SINCE, Column.REGISTER, Column.PATIENTS),
    *(Column.DIAGNOSIS, Column.CERTIFIED_BY, Column.CERTIFIED_ON, Column.INSURANCE),
    *(Column.INSURANCE_NUMBER, Column.DISABILITY, Column.APPLIED_BY, Column.SIGNED_ON),
    *(Column.GUARDIAN, Column.GUARDIAN_NUMBER, Column.GUARDIAN_PHONE, Column.RELATION),
    *(Column.BASIS, Column.GUARDIAN_BORN),
)
Values = Mapping[Column, object]


def vocabulary(organisation_id: UUID) -> Vocabulary:
    """Return the words that a unit's rosters may hold."""
    return Vocabulary(
        villages=[
            VillageWords(key=str(one.id), town=one.town.name, name=one.name)
            for one in Village.objects.filter(
                town__organisationtown__organisation_id=organisation_id
            ).select_related("town")
        ],
        choices=CHOICES,
        lists=LISTS,
        organisations=ORGANISATIONS,
        sexes=SEXES,
        risks=RISKS,
        place_endings=PLACE_ENDINGS,
    )


def boxes(values: Values) -> dict[str, list[str]]:
    """Return a row as the boxes of annex 4 are typed, for a draft; nothing that the row does not tell."""
    typed = {str(column): [_typed(values[column])] for column in _SINGLE if column in values}
    subsidies = _listed(values, Column.SUBSIDIES)
    typed[Column.POVERTY] = list(_listed(values, Column.POVERTY))
    typed[Column.SUBSIDIES] = [one for one in subsidies if one != ASSISTANCE]
    if ASSISTANCE in subsidies:
        typed[ASSISTANCE] = ["on"]
    if Column.GUARDIAN in values:
        typed["g1_kind"] = [_guardian_kind(values)]
    return typed


def filled(values: Values) -> ApplicationFilled:
    """Return a row that lacks nothing as the form of annex 4 filled in."""
    return ApplicationFilled(
        village_id=UUID(str(values[Column.VILLAGE])),
        person=_person(values),
        guardians=(_guardian(values),) if Column.GUARDIAN in values else (),
        applied_by=str(values[Column.APPLIED_BY]),
        signed_on=_day(values, Column.SIGNED_ON) or date.min,
    )


def _person(values: Values) -> PersonDetails:
    subsidies = _listed(values, Column.SUBSIDIES)
    born, since = _day(values, Column.BORN), _day(values, Column.SINCE)
    assert born is not None
    assert since is not None
    return PersonDetails(
        name=_text(values, Column.NAME),
        sex=_text(values, Column.SEX),
        born=born,
        address=_text(values, Column.ADDRESS),
        diagnosis=int(_text(values, Column.DIAGNOSIS)),
        resident_since=since,
        identity_number=_text(values, Column.NUMBER),
        ethnic_group=_text(values, Column.ETHNIC),
        phone=_text(values, Column.PHONE),
        insurance_kind=_text(values, Column.INSURANCE),
        insurance_number=_text(values, Column.INSURANCE_NUMBER),
        disability_number=_text(values, Column.DISABILITY),
        certified_by=_text(values, Column.CERTIFIED_BY),
        certified_on=_day(values, Column.CERTIFIED_ON),
        poverty=_listed(values, Column.POVERTY),
        subsidies=tuple(one for one in subsidies if one != ASSISTANCE),
        household_register=_text(values, Column.REGISTER),
        household_patients=int(_text(values, Column.PATIENTS)),
        medical_assistance=ASSISTANCE in subsidies,
    )


def _guardian(values: Values) -> GuardianDetails:
    kind = _guardian_kind(values)
    return GuardianDetails(
        kind=kind,
        name=_text(values, Column.GUARDIAN),
        relation=_text(values, Column.RELATION),
        basis=_text(values, Column.BASIS),
        identity_number=_text(values, Column.GUARDIAN_NUMBER) if kind == "person" else "",
        born=_day(values, Column.GUARDIAN_BORN) if kind == "person" else None,
        phone=_text(values, Column.GUARDIAN_PHONE),
    )


def _guardian_kind(values: Values) -> str:
    return "organisation" if values.get(Column.RELATION) in ORGANISATIONS else "person"


def _text(values: Values, column: Column) -> str:
    return str(values.get(column, ""))


def _day(values: Values, column: Column) -> date | None:
    day: Any = values.get(column)
    return day if isinstance(day, date) else None


def _listed(values: Values, column: Column) -> tuple[str, ...]:
    found = values.get(column, ())
    return tuple(str(one) for one in found) if isinstance(found, tuple) else ()


def _typed(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
