"""What writes people: registering, correcting, and the police's own word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.people.checks import (
    FILE_IS_KEPT_HERE,
    PERSON_IS_FOUND,
    SAME_NAME,
    check_guardian,
    check_person,
)
from anxin.people.details import GuardianDetails, PersonDetails
from anxin.people.find_tokens import keep_guardians, keep_own
from anxin.people.likeness import keep_alike
from anxin.people.models import Clinical, Guardian, Identity, Person, PoliceListing, Welfare
from anxin.people.pinyin import sort_key
from anxin.people.queries import find_by_identity_number, identity_texts, is_number_of_merged
from anxin.privacy.door import Look
from anxin.rules.access import Actor
from anxin.rules.decisions import Refused
from anxin.rules.identity import normal_identity, read_disability_certificate
from anxin.vault.blind_index import blind
from anxin.vault.ciphertext import seal

__all__ = (
    "GuardianDetails",
    "PersonDetails",
    "add_guardian",
    "correct_person",
    "list_by_police",
    "register_person",
)


def register_person(
    *,
    town_id: UUID,
    village_id: UUID,
    keeper_id: UUID,
    details: PersonDetails,
    guardians: Sequence[GuardianDetails],
    actor: Actor,
    at: datetime,
) -> UUID:
    """Make a person, or bring the one with the same identity number up to date; return the id.

    Inside the caller's transaction and act. The same number is the same person, so a name that
    differs is refused; a number kept elsewhere is refused by the database without saying where.
    """
    day = localdate(at)
    _check(details, guardians, on=day)
    known = find_by_identity_number(details.identity_number)
    if known:
        if known.keeper_id != keeper_id:
            raise FILE_IS_KEPT_HERE.refused()
        _same_name(known.id, details.name, actor=actor)
        correct_person(person_id=known.id, details=details, guardians=guardians, actor=actor, at=at)
        return known.id
    person = Person.objects.create(
        id=uuid4(), town_id=town_id, village_id=village_id, keeper_id=keeper_id
    )
    Identity.objects.create(person=person, **_identity(person.id, details))
    Clinical.objects.create(person=person, **_clinical(details))
    Welfare.objects.create(person=person, **_welfare(details))
    for guardian in guardians:
        add_guardian(person.id, guardian)
    _keep_findable(person.id, details, guardians)
    return person.id


def correct_person(
    *,
    person_id: UUID,
    details: PersonDetails,
    guardians: Sequence[GuardianDetails],
    actor: Actor,
    at: datetime,
) -> None:
    """Write what was filled in over what stood there; inside the caller's act.

    The guardians that stood there end today, and those filled in are added. A number that stands
    on a record merged into this one stays there: records of a merge are not rewritten.
    """
    day = localdate(at)
    _check(details, guardians, on=day)
    identity = _identity(person_id, details)
    if is_number_of_merged(person_id, details.identity_number):
        del identity["identity_number"], identity["identity_index"]
    Identity.objects.filter(person_id=person_id).update(**identity)
    Clinical.objects.filter(person_id=person_id).update(**_clinical(details))
    Welfare.objects.filter(person_id=person_id).update(**_welfare(details))
    Guardian.objects.filter(person_id=person_id, until=None).update(until=day)
    for guardian in guardians:
        add_guardian(person_id, guardian)
    _keep_findable(person_id, details, guardians)


def _keep_findable(
    person_id: UUID, details: PersonDetails, guardians: Sequence[GuardianDetails]
) -> None:
    keep_own(person_id, name=details.name, phone=details.phone)
    keep_guardians(person_id, phones=[guardian.phone for guardian in guardians])
    keep_alike(person_id, details, guardians)


def list_by_police(
    *,
    request_id: UUID,
    identity_number: str,
    listed: bool,
    since: date,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Write down the police's word on a person of their town (3.1.c); return the row's id.

    Only the duties that read police listings ever learn of it (security T17).
    """
    person = find_by_identity_number(identity_number)
    if person is None:
        raise PERSON_IS_FOUND.refused()
    new = uuid4()
    content = {"person": person.id, "listed": listed, "since": since}
    if earlier := begin(
        request_id=request_id, kind="person.police", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    PoliceListing.objects.create(
        id=new, person=person, listed=listed, since=since, act_id=request_id
    )
    return new


def _check(details: PersonDetails, guardians: Sequence[GuardianDetails], *, on: date) -> None:
    conditions = [*check_person(details, on=on).unmet]
    for guardian in guardians:
        conditions += check_guardian(guardian, on=on).unmet
    if conditions:
        raise Refused(*conditions)


def _same_name(person_id: UUID, name: str, *, actor: Actor) -> None:
    look = Look(actor=actor, page="申请登记核对")
    known = identity_texts(person_id, fields=["name"], look=look)
    if known.get("name") != name:
        raise SAME_NAME.refused()


def _identity(person_id: UUID, details: PersonDetails) -> dict[str, object]:
    number = normal_identity(details.identity_number)
    texts = {
        "name": details.name,
        "name_key": sort_key(details.name),
        "identity_number": number,
        "phone": details.phone,
        "address": details.address,
        "insurance_number": details.insurance_number,
        "disability_number": normal_identity(details.disability_number),
    }
    sealed = {
        column: seal(text, table="people_identity", column=column, row_id=person_id)
        if text
        else None
        for column, text in texts.items()
    }
    return {
        **sealed,
        "identity_index": blind(number, purpose="identity") if number else None,
        "sex": details.sex,
        "born": details.born,
        "ethnic_group": details.ethnic_group,
        "postal_code": details.postal_code,
    }


def _clinical(details: PersonDetails) -> dict[str, object]:
    return {
        "diagnosis": details.diagnosis,
        "icd10": details.icd10,
        "certified_by": details.certified_by,
        "certified_on": details.certified_on,
    }


def _welfare(details: PersonDetails) -> dict[str, object]:
    certificate = read_disability_certificate(normal_identity(details.disability_number))
    return {
        "resident_since": details.resident_since,
        "poverty": sorted(details.poverty),
        "subsidies": sorted(details.subsidies),
        "insurance_kind": details.insurance_kind,
        "special_disease": details.special_disease,
        "household_register": details.household_register,
        "household_patients": details.household_patients,
        "household_evidence": details.household_evidence,
        "medical_assistance": details.medical_assistance,
        "disability_level": certificate.level if certificate else None,
    }


def add_guardian(person_id: UUID, guardian: GuardianDetails) -> UUID:
    """Add a row that was examined, inside the caller's act; return its id."""
    new = uuid4()
    number = normal_identity(guardian.identity_number)
    texts = {
        "name": guardian.name,
        "identity_number": number,
        "phone": guardian.phone,
        "address": guardian.address,
    }
    sealed = {
        column: seal(text, table="people_guardian", column=column, row_id=new) if text else None
        for column, text in texts.items()
    }
    Guardian.objects.create(
        id=new,
        person_id=person_id,
        kind=guardian.kind,
        relation=guardian.relation,
        identity_index=blind(number, purpose="identity") if number else None,
        born=guardian.born,
        postal_code=guardian.postal_code,
        basis=guardian.basis,
        **sealed,
    )
    return new
