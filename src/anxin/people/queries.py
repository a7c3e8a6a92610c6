"""Reads of people. Every one takes the look it is recorded under; masked unless asked otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_noop

from anxin.people.codes import RELATIONS
from anxin.people.details import GuardianDetails, PersonDetails
from anxin.people.households import patients_at_home
from anxin.people.models import Clinical, Guardian, Identity, Person, PoliceListing, Welfare
from anxin.privacy.door import Look, Sealed, record_reading, reveal
from anxin.rules.eligibility import Applicant, Diagnosis, GuardianKind, Living, Poverty
from anxin.rules.eligibility import Guardian as GuardianFacts
from anxin.rules.identity import (
    disability_warnings,
    mask_identity,
    normal_identity,
    read_disability_certificate,
)
from anxin.vault.blind_index import blind

DIAGNOSES: Mapping[int, str] = {one.value: one.label for one in Diagnosis}
SEALED_FIELDS = (
    "name",
    "identity_number",
    "phone",
    "address",
    "insurance_number",
    "disability_number",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a list or banner shows of a person: the name, and the number masked."""

    person_id: UUID
    name: str
    masked_number: str
    sex: str
    born: date

    def age_on(self, day: date) -> int:
        """Return the age in whole years on a day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    @property
    def sex_name(self) -> str:
        """Return 男 or 女."""
        return gettext_noop("男") if self.sex == "1" else gettext_noop("女")


def named(person_ids: Iterable[UUID], *, look: Look) -> dict[UUID, Named]:
    """Return the names of people in reach, and record the reading as one row."""
    rows = list(
        Identity.objects.filter(person_id__in=list(person_ids)).values_list(
            "person_id", "name", "identity_number", "sex", "born"
        )
    )
    sealed = [_sealed(pk, "name", name) for pk, name, *_ in rows]
    sealed += [_sealed(pk, "identity_number", number) for pk, _, number, *_ in rows]
    texts = reveal(sealed, look=look)
    return {
        pk: Named(
            person_id=pk,
            name=texts[i] or "",
            masked_number=mask_identity(texts[len(rows) + i] or "")
            if texts[len(rows) + i]
            else gettext_noop("无身份证号"),
            sex=sex,
            born=born,
        )
        for i, (pk, _, _, sex, born) in enumerate(rows)
    }


def names(person_ids: Iterable[UUID], *, look: Look) -> dict[UUID, str]:
    """Return the names of people in reach and nothing else, recorded as one row (4.3.village)."""
    rows = list(
        Identity.objects.filter(person_id__in=list(person_ids)).values_list("person_id", "name")
    )
    texts = reveal([_sealed(pk, "name", blob) for pk, blob in rows], look=look)
    return {pk: text or "" for (pk, _), text in zip(rows, texts, strict=True)}


def _sealed(person_id: UUID, column: str, blob: bytes | memoryview | None) -> Sealed:
    return Sealed(person_id, column, "people_identity", column, person_id, blob)


def identity_texts(person_id: UUID, *, fields: Iterable[str], look: Look) -> dict[str, str]:
    """Return sealed fields of one person in full, recorded; absent ones are empty. Empty: out of reach."""
    wanted = [f for f in fields if f in SEALED_FIELDS]
    row = Identity.objects.filter(person_id=person_id).values(*wanted).first()
    if row is None:
        return {}
    texts = reveal([_sealed(person_id, f, row[f]) for f in wanted], look=look)
    return {f: text or "" for f, text in zip(wanted, texts, strict=True)}


def sex_and_birth(person_id: UUID, *, look: Look) -> tuple[str, date]:
    """Return the sex (GB/T 2261.1) and the day of birth of a person in reach, recorded."""
    record_reading(look, person_ids=[person_id], fields=["sex", "born"])
    sex, born = Identity.objects.values_list("sex", "born").get(person_id=person_id)
    return sex, born


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianSeen:
    """A guardian as shown on a page: the number masked."""

    guardian_id: UUID
    kind: str
    relation: str
    name: str
    masked_number: str
    phone: str
    born: date | None

    @property
    def relation_name(self) -> str:
        """Return the relation in words."""
        return RELATIONS.get(self.relation, self.relation)


def guardians_of(person_id: UUID, *, look: Look) -> list[GuardianSeen]:
    """Return a person's present guardians, recorded."""
    return guardians_of_many([person_id], look=look).get(person_id, [])


def guardians_of_many(person_ids: Iterable[UUID], *, look: Look) -> dict[UUID, list[GuardianSeen]]:
    """Return the present guardians of people in reach, recorded as one row."""
    rows = list(
        Guardian.objects.filter(person_id__in=list(person_ids), until=None).order_by("recorded_at")
    )
    columns = ("name", "identity_number", "phone")
    texts = reveal(
        [
            Sealed(
                row.person_id,
                f"guardian.{column}",
                "people_guardian",
                column,
                row.id,
                getattr(row, column),
            )
            for row in rows
            for column in columns
        ],
        look=look,
    )
    found: dict[UUID, list[GuardianSeen]] = {}
    for i, row in enumerate(rows):
        name, number, phone = (text or "" for text in texts[3 * i : 3 * i + 3])
        found.setdefault(row.person_id, []).append(
            GuardianSeen(
                guardian_id=row.id,
                kind=row.kind,
                relation=row.relation,
                name=name,
                masked_number=mask_identity(number),
                phone=phone,
                born=row.born,
            )
        )
    return found


def addresses(person_ids: Iterable[UUID], *, look: Look) -> dict[UUID, str]:
    """Return the home addresses of people in reach, recorded as one row."""
    rows = list(
        Identity.objects.filter(person_id__in=list(person_ids)).values_list("person_id", "address")
    )
    texts = reveal([_sealed(pk, "address", blob) for pk, blob in rows], look=look)
    return {pk: text or "" for (pk, _), text in zip(rows, texts, strict=True)}


def find_by_identity_number(text: str) -> Person | None:
    """Return the person in reach with exactly this number; None where there is none to see.

    Of a record that was merged, the one that was kept.
    """
    number = normal_identity(text)
    if not number:
        return None
    index = blind(number, purpose="identity")
    found = Person.objects.filter(identity__identity_index=index).first()
    if found is None or found.merged_into_id is None:
        return found
    return Person.objects.filter(id=found.merged_into_id).first()


def is_number_of_merged(person_id: UUID, text: str) -> bool:
    """Say whether a number stands on a record that was merged into this person's."""
    number = normal_identity(text)
    return (
        bool(number)
        and Identity.objects.filter(
            identity_index=blind(number, purpose="identity"), person__merged_into_id=person_id
        ).exists()
    )


def clinical_of(person_id: UUID, *, look: Look) -> Clinical | None:
    """Return the clinical part, recorded; None out of reach."""
    record_reading(look, person_ids=[person_id], fields=["clinical"])
    return Clinical.objects.filter(person_id=person_id).first()


def welfare_of(person_id: UUID, *, look: Look) -> Welfare | None:
    """Return the welfare part, recorded; None out of reach."""
    record_reading(look, person_ids=[person_id], fields=["welfare"])
    return Welfare.objects.filter(person_id=person_id).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """What a village sees of a person: the name, where they live, and which poverty is claimed."""

    person_id: UUID
    name: str
    address: str
    poverty: tuple[str, ...]


def addressed(person_ids: Iterable[UUID], *, look: Look) -> dict[UUID, Addressed]:
    """Return name, address and claimed poverty of people in reach, recorded as one row (4.3.village)."""
    rows = list(
        Identity.objects.filter(person_id__in=list(person_ids)).values_list(
            "person_id", "name", "address"
        )
    )
    sealed = [_sealed(pk, "name", name) for pk, name, _ in rows]
    sealed += [_sealed(pk, "address", address) for pk, _, address in rows]
    texts = reveal(sealed, look=look)
    ids = [pk for pk, *_ in rows]
    record_reading(look, person_ids=ids, fields=["poverty"])
    claims = dict(Welfare.objects.filter(person_id__in=ids).values_list("person_id", "poverty"))
    return {
        pk: Addressed(
            person_id=pk,
            name=texts[i] or "",
            address=texts[len(rows) + i] or "",
            poverty=tuple(Poverty(code).label for code in claims.get(pk, [])),
        )
        for i, pk in enumerate(ids)
    }


def is_police_listed(person_id: UUID, *, look: Look) -> bool:
    """Say whether the newest word of the police lists the person, recorded; for who may read it alone."""
    record_reading(look, person_ids=[person_id], fields=["police"])
    newest = PoliceListing.objects.filter(person_id=person_id).order_by("-recorded_at").first()
    return newest is not None and newest.listed


def applicant(person_id: UUID, *, living: Living, look: Look, on: date | None = None) -> Applicant:
    """Return the facts that admission turns on (3.1), police listing among them, recorded.

    With a day the patients of the household are counted as they live together on it; without one
    the declared number stands.
    """
    welfare, clinical = welfare_of(person_id, look=look), clinical_of(person_id, look=look)
    assert welfare is not None
    assert clinical is not None
    return Applicant(
        resident_since=welfare.resident_since,
        living=living,
        police_listed=is_police_listed(person_id, look=look),
        poverty=frozenset(Poverty(code) for code in welfare.poverty),
        household_patients=patients_at_home(person_id, declared=welfare.household_patients, on=on)
        if on
        else welfare.household_patients,
        guardians=guardian_facts(person_id, look=look),
        diagnosis=Diagnosis(clinical.diagnosis),
        diagnosis_certified=bool(clinical.certified_by and clinical.certified_on),
    )


def guardian_facts(person_id: UUID, *, look: Look) -> tuple[GuardianFacts, ...]:
    """Return what of the present guardians 弱监护 turns on (3.1.c), recorded."""
    record_reading(look, person_ids=[person_id], fields=["guardian.born"])
    found = Guardian.objects.filter(person_id=person_id, until=None).values_list("kind", "born")
    return tuple(GuardianFacts(kind=GuardianKind(kind), born=born) for kind, born in found)


def certificate_warnings(person_id: UUID, *, look: Look) -> tuple[str, ...]:
    """Return what is odd about the disability certificate beside the identity number, recorded."""
    texts = identity_texts(person_id, fields=["identity_number", "disability_number"], look=look)
    certificate = read_disability_certificate(texts.get("disability_number", ""))
    if certificate is None:
        return ()
    return disability_warnings(certificate, identity=texts["identity_number"])


def holds_disability_certificate(person_id: UUID) -> bool:
    """Say whether a certificate was named, without its number."""
    return Identity.objects.filter(person_id=person_id, disability_number__isnull=False).exists()


def details_of(
    person_id: UUID, *, look: Look
) -> tuple[PersonDetails, list[GuardianDetails]] | None:
    """Return everything annex 4 asks for as it stands in full, recorded: for correcting alone."""
    identity = Identity.objects.filter(person_id=person_id).first()
    welfare, clinical = welfare_of(person_id, look=look), clinical_of(person_id, look=look)
    if identity is None or welfare is None or clinical is None:
        return None
    texts = identity_texts(person_id, fields=SEALED_FIELDS, look=look)
    details = PersonDetails(
        **texts,
        sex=identity.sex,
        born=identity.born,
        ethnic_group=identity.ethnic_group,
        diagnosis=clinical.diagnosis,
        icd10=clinical.icd10,
        certified_by=clinical.certified_by,
        certified_on=clinical.certified_on,
        resident_since=welfare.resident_since,
        poverty=tuple(welfare.poverty),
        subsidies=tuple(welfare.subsidies),
        insurance_kind=welfare.insurance_kind,
        special_disease=welfare.special_disease,
        household_register=welfare.household_register,
        household_patients=welfare.household_patients,
        household_evidence=welfare.household_evidence,
        postal_code=identity.postal_code,
        medical_assistance=welfare.medical_assistance,
    )
    return details, _guardian_details(person_id, look=look)


def _guardian_details(person_id: UUID, *, look: Look) -> list[GuardianDetails]:
    rows = list(Guardian.objects.filter(person_id=person_id, until=None).order_by("recorded_at"))
    columns = ("name", "identity_number", "phone", "address")
    sealed = [
        Sealed(
            person_id, f"guardian.{column}", "people_guardian", column, row.id, getattr(row, column)
        )
        for row in rows
        for column in columns
    ]
    texts = [text or "" for text in reveal(sealed, look=look)]
    return [
        GuardianDetails(
            kind=row.kind,
            relation=row.relation,
            born=row.born,
            postal_code=row.postal_code,
            basis=row.basis,
            **dict(zip(columns, texts[4 * i : 4 * i + 4], strict=True)),
        )
        for i, row in enumerate(rows)
    ]
