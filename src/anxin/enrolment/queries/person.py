"""A person's page: where they stand, their cards, agreement, applications and stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.enrolment.models import Agreement, Application, Card, Change, HospitalStay
from anxin.enrolment.queries.applications import Outline, applications, outlines
from anxin.enrolment.queries.changes import changes_of, end_to_undo, waits_for_a_card
from anxin.enrolment.queries.guardian_signatures import SignatureLine, signature_lines
from anxin.enrolment.queries.standing import Standing, standing
from anxin.organisations.models import Organisation
from anxin.people.models import Person
from anxin.people.queries import (
    DIAGNOSES,
    GuardianSeen,
    Named,
    clinical_of,
    guardians_of,
    identity_texts,
    named,
)
from anxin.privacy.door import Look
from anxin.rules.cards import CARD, CardStage
from anxin.rules.identity import mask_phone


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLine:
    """One of a person's cards in a list."""

    id: UUID
    number: str
    issued_on: date
    stage: str
    stage_label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonShown:
    """What the page of a person shows."""

    person: Person
    named: Named
    phone: str
    address: str
    diagnosis: str
    guardians: list[GuardianSeen]
    signatures: list[SignatureLine]
    standing: Standing
    clinic: str
    agreement: Agreement | None
    cards: list[CardLine]
    stays: list[HospitalStay]
    applications: list[Outline]
    changes: list[Change]
    end_stands: bool
    waits_for_a_card: bool
    merged_into: UUID | None
    """The record in reach that this one was merged into."""


def person_shown(person_id: UUID, *, on: date, look: Look) -> PersonShown | None:
    """Return a person's page, recorded; None out of reach. Never anything of the police (T17)."""
    person = Person.objects.select_related("town", "village", "keeper").filter(id=person_id).first()
    name = named([person_id], look=look).get(person_id)
    if person is None or name is None:
        return None
    now = standing(person_id, on=on)
    texts = identity_texts(person_id, fields=["phone", "address"], look=look)
    clinical = clinical_of(person_id, look=look)
    guardians = guardians_of(person_id, look=look)
    return PersonShown(
        person=person,
        named=name,
        phone=mask_phone(texts["phone"]),
        address=texts["address"],
        diagnosis=DIAGNOSES[clinical.diagnosis] if clinical else "",
        guardians=guardians,
        signatures=signature_lines(person_id, guardians),
        standing=now,
        clinic=_clinic(now),
        agreement=Agreement.objects.filter(enrolment_id=now.enrolment_id).first()
        if now.enrolment_id
        else None,
        cards=_cards(person_id),
        stays=list(HospitalStay.objects.filter(person_id=person_id)),
        applications=_applications(person_id, look=look),
        changes=changes_of(person_id),
        end_stands=end_to_undo(person_id),
        waits_for_a_card=waits_for_a_card(person_id),
        merged_into=_merged_into(person),
    )


def _merged_into(person: Person) -> UUID | None:
    """Return the kept record, where it is within reach."""
    if person.merged_into_id is None:
        return None
    return Person.objects.filter(id=person.merged_into_id).values_list("id", flat=True).first()


def open_stay(person_id: UUID) -> HospitalStay | None:
    """Return the stay that has not ended; None where the person is at home."""
    return HospitalStay.objects.filter(person_id=person_id, until=None).first()


def _clinic(now: Standing) -> str:
    found = Organisation.objects.filter(id=now.clinic_id).first() if now.clinic_id else None
    return found.name if found else ""


def _cards(person_id: UUID) -> list[CardLine]:
    return [
        CardLine(
            id=card.id,
            number=card.number,
            issued_on=card.issued_on,
            stage=card.stage,
            stage_label=CARD.stages[CardStage(card.stage)],
        )
        for card in Card.objects.filter(person_id=person_id).order_by("-recorded_at")
    ]


def _applications(person_id: UUID, *, look: Look) -> list[Outline]:
    rows: list[Application] = list(applications().filter(person_id=person_id))
    return outlines(rows, look=look) if rows else []
