"""Fill the form of annex 4 for a made-up person, as it would be filled on a day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import UUID

from anxin.demo.families import MadeUpGuardian
from anxin.demo.people import MadeUpPerson, Story
from anxin.enrolment.services import (
    ApplicationFilled,
    GuardianDetails,
    MaterialSeen,
    PersonDetails,
)
from anxin.rules.eligibility import GuardianKind
from anxin.rules.materials import Material, MaterialFacts, MaterialState, is_needed

_RELATIONS = {
    "11": "spouse",
    "12": "spouse",
    "20": "child",
    "30": "child",
    "51": "parent",
    "52": "parent",
    "71": "sibling",
    "73": "sibling",
    "75": "sibling",
    "77": "sibling",
}
_NEW_HERE = {Story.NEWCOMER, Story.NEWCOMER_WITHOUT_GROUND}
_NO_DIAGNOSIS = 0


def fill(person: MadeUpPerson, *, village_id: UUID, rng: Random, on: date) -> ApplicationFilled:
    """Return the whole form; a newcomer is new on that day, not only today."""
    return ApplicationFilled(
        village_id=village_id,
        person=_details(person, rng=rng, on=on),
        guardians=tuple(_guardian(one, address=person.address) for one in person.guardians),
        applied_by="guardian" if person.guardians else "patient",
        signed_on=on,
    )


def _details(person: MadeUpPerson, *, rng: Random, on: date) -> PersonDetails:
    resident_since = person.resident_since
    if person.story in _NEW_HERE:
        resident_since = on - timedelta(days=rng.randint(5, 80))
    diagnosis = person.diagnosis
    return PersonDetails(
        name=person.name,
        sex=person.sex,
        born=person.born,
        address=person.address,
        diagnosis=diagnosis or _NO_DIAGNOSIS,
        resident_since=min(resident_since, on),
        identity_number=person.identity_number,
        ethnic_group=person.ethnic_group,
        phone=person.phone,
        insurance_kind=person.insurance,
        insurance_number=person.insurance_number or "",
        special_disease=person.special_disease_card is not None,
        disability_number=person.disability_certificate or "",
        icd10=diagnosis.icd10_prefixes[0] if diagnosis else "",
        certified_by=person.diagnosed_at if person.diagnosis_certified else "",
        certified_on=min(person.diagnosed_on, on - timedelta(days=10)),
        poverty=tuple(sorted(person.poverty)),
        subsidies=("federation",) if person.disability_certificate else (),
        household_register="agricultural" if person.agricultural else "other",
        household_patients=person.household_patients,
    )


def _guardian(guardian: MadeUpGuardian, *, address: str) -> GuardianDetails:
    is_person = guardian.kind is GuardianKind.PERSON
    return GuardianDetails(
        kind=guardian.kind.value,
        name=guardian.name,
        relation=_RELATIONS[guardian.relation_code or ""] if is_person else "committee",
        identity_number=guardian.identity_number or "",
        phone=guardian.phone,
        address=address,
        born=guardian.born,
    )


def materials(person: MadeUpPerson, *, copies: int) -> list[MaterialSeen]:
    """Return the six items as a reviewer finds them where all is there (5.1.3.b)."""
    facts = MaterialFacts(
        has_insurance=person.insurance != "none",
        holds_special_disease_card=person.special_disease_card is not None,
        holds_disability_certificate=person.disability_certificate is not None,
        poverty=person.poverty,
    )
    return [
        MaterialSeen(item=item, state=MaterialState.PRESENT, original_seen=True, copies=copies)
        if is_needed(item, facts)
        else MaterialSeen(item=item, state=MaterialState.NOT_NEEDED)
        for item in Material
    ]


def with_one_missing(seen: list[MaterialSeen]) -> list[MaterialSeen]:
    """Return the six items without the certificate of diagnosis."""
    missing = MaterialSeen(item=Material.DIAGNOSIS, state=MaterialState.MISSING)
    return [missing if one.item == Material.DIAGNOSIS else one for one in seen]
