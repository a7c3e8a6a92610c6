"""Where a person stands with the programme, as the clinic and the counter ask it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from anxin.database.statements import one
from anxin.enrolment.models import Card
from anxin.people.queries import find_by_identity_number
from anxin.rules.cards import CardNumber
from anxin.vault.blind_index import blind, normalised

_STANDING = """
SELECT e.id, e.stage, a.until, c.id, c.number, c.stage, k.organisation_id,
    EXISTS (SELECT 1 FROM enrolment_hospitalstay h WHERE h.person_id = p.id
            AND h.since <= %(on)s::date AND (h.until IS NULL OR h.until > %(on)s::date))
FROM (SELECT %(person)s::uuid AS id) p
LEFT JOIN LATERAL (SELECT x.id, x.stage FROM enrolment_enrolment x WHERE x.person_id = p.id
    ORDER BY x.recorded_at DESC LIMIT 1) e ON true
LEFT JOIN LATERAL (SELECT x.until FROM enrolment_agreement x WHERE x.enrolment_id = e.id
    AND x.signed_on <= %(on)s::date ORDER BY x.signed_on DESC LIMIT 1) a ON true
LEFT JOIN LATERAL (SELECT x.id, x.number, x.stage FROM enrolment_card x WHERE x.enrolment_id = e.id
    ORDER BY x.recorded_at DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (SELECT x.organisation_id FROM enrolment_clinicchoice x WHERE x.person_id = p.id
    AND x.since <= %(on)s::date AND (x.until IS NULL OR x.until > %(on)s::date) LIMIT 1) k ON true
"""


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
    row = one(_STANDING, {"person": person_id, "on": on})
    assert row is not None
    return Standing(
        enrolment_id=row[0],
        enrolment_stage=row[1],
        agreement_until=row[2],
        card_id=row[3],
        card_number=row[4],
        card_stage=row[5],
        clinic_id=row[6],
        in_hospital=row[7],
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
