"""Where a person stands with the programme, as the clinic and the counter ask it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from anxin.enrolment.models import Agreement, Card, ClinicChoice, Enrolment, HospitalStay
from anxin.people.queries import find_by_identity_number
from anxin.rules.cards import CardNumber
from anxin.vault.blind_index import blind, normalised


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A person's enrolment, agreement, card and designated hospital on a day; None where there is none.

    ``agreement_until`` is the first day after the newest agreement.
    """

    enrolment_id: UUID | None
    enrolment_stage: str | None
    agreement_until: date | None
    card_id: UUID | None
    card_number: str | None
    card_stage: str | None
    clinic_id: UUID | None
    in_hospital: bool


def standing(person_id: UUID, *, on: date) -> Standing:
    """Return where a person stands on a day, as far as the reader's reach goes."""
    enrolment = Enrolment.objects.filter(person_id=person_id).order_by("-recorded_at").first()
    agreement = (
        Agreement.objects.filter(enrolment=enrolment, signed_on__lte=on).first()
        if enrolment
        else None
    )
    card = (
        Card.objects.filter(enrolment=enrolment).order_by("-recorded_at").first()
        if enrolment
        else None
    )
    choice = ClinicChoice.objects.filter(_lasts(on), person_id=person_id, since__lte=on).first()
    return Standing(
        enrolment_id=enrolment.id if enrolment else None,
        enrolment_stage=enrolment.stage if enrolment else None,
        agreement_until=agreement.until if agreement else None,
        card_id=card.id if card else None,
        card_number=card.number if card else None,
        card_stage=card.stage if card else None,
        clinic_id=choice.organisation_id if choice else None,
        in_hospital=HospitalStay.objects.filter(
            _lasts(on), person_id=person_id, since__lte=on
        ).exists(),
    )


def find_card(text: str) -> Card | None:
    """Return the card in reach with this number or scanned code; None where there is none to see."""
    number = CardNumber.parse(text)
    if number is not None:
        return Card.objects.filter(number=str(number)).first()
    code = normalised(text)
    return Card.objects.filter(code_index=blind(code, purpose="card")).first() if code else None


def find_person(text: str) -> UUID | None:
    """Return the person in reach with this card number, scanned code or identity number."""
    card = find_card(text)
    if card is not None:
        return card.person_id
    person = find_by_identity_number(text)
    return person.id if person else None


def _lasts(on: date) -> Q:
    return Q(until__isnull=True) | Q(until__gt=on)
