"""The card's first page, as annex 5 prints it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.database.statements import one
from anxin.enrolment.models import Card, ClinicChoice
from anxin.people.queries import (
    DIAGNOSES,
    GuardianSeen,
    Named,
    clinical_of,
    guardians_of,
    identity_texts,
    named,
)
from anxin.privacy.door import Look, Sealed, reveal
from anxin.rules.cards import CARD, CardStage

PRINTED = ("phone", "address", "insurance_number", "disability_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardShown:
    """Everything the first page of the card says, and the code in its QR."""

    card: Card
    stage_label: str
    usable: bool
    named: Named
    age: int
    texts: dict[str, str]
    guardian: GuardianSeen | None
    disease: str
    certified_by: str
    town: str
    hospital: str
    issued_by: str
    issued_on: date
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunUp:
    """What was collected with a card since a day: how often, and for how many fen."""

    pickups: int
    amount: int


def run_up_with(card_id: UUID, *, since: date) -> RunUp:
    """Return what would be found if a card in reach were reported lost since a day (A5.n4)."""
    row = one("SELECT * FROM security.run_up_with(%s, %s)", card_id, since)
    assert row is not None
    return RunUp(pickups=row[0], amount=row[1])


def find_card_by_id(card_id: UUID) -> Card | None:
    """Return a card in reach; None where there is none to see."""
    return (
        Card.objects.select_related("person__town", "person__keeper", "recorded_by")
        .filter(id=card_id)
        .first()
    )


def card_shown(card: Card, *, look: Look) -> CardShown:
    """Return the card's first page; every field's reading is recorded, the code's too."""
    person_id = card.person_id
    clinical = clinical_of(person_id, look=look)
    name = named([person_id], look=look)[person_id]
    (code,) = reveal(
        [Sealed(person_id, "card.code", "enrolment_card", "code", card.id, card.code)], look=look
    )
    return CardShown(
        card=card,
        stage_label=CARD.stages[CardStage(card.stage)],
        usable=card.stage == CardStage.ISSUED,
        named=name,
        age=name.age_on(card.issued_on),
        texts=identity_texts(person_id, fields=PRINTED, look=look),
        guardian=next(iter(guardians_of(person_id, look=look)), None),
        disease=DIAGNOSES[clinical.diagnosis] if clinical else "",
        certified_by=clinical.certified_by if clinical else "",
        town=card.person.town.name,
        hospital=_hospital_at_issue(card),
        issued_by=card.person.keeper.name,
        issued_on=card.issued_on,
        code=code or "",
    )


def _hospital_at_issue(card: Card) -> str:
    """Return the designated hospital that was chosen when the card was issued (A5.n2)."""
    chosen = ClinicChoice.objects.filter(
        person_id=card.person_id, recorded_at__lte=card.recorded_at
    ).select_related("organisation")
    newest = chosen.order_by("recorded_at").last()
    return newest.organisation.name if newest else ""
