"""What a pick-up turns on, read in a few statements under the reader's own row security."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from anxin.clinics.services.attendance import UNINSURED
from anxin.database.statements import one, run
from anxin.rules.cards import CardStage
from anxin.rules.cost_sharing import SpecialDisease
from anxin.rules.dispensing import ShownCard
from anxin.rules.enrolment_stages import EnrolmentStage
from anxin.rules.money import Fen
from anxin.rules.prescription_stages import PrescriptionStage

_CASE = """
SELECT r.id, r.person_id, r.organisation_id, r.prescriber_id, r.written_on, r.stage, r.content_hash,
    (SELECT v.recorded_by_id FROM clinics_pharmacistreview v
     WHERE v.prescription_id = r.id AND v.passed ORDER BY v.recorded_at DESC LIMIT 1),
    e.stage, g.signed_on, g.until, c.id, c.stage, c.person_id, p.clinic_id,
    EXISTS (SELECT 1 FROM enrolment_hospitalstay h WHERE h.person_id = p.id
            AND h.since <= %(on)s::date AND (h.until IS NULL OR h.until > %(on)s::date)),
    w.insurance_kind, w.special_disease, w.disability_level,
    s.exhausted, s.reimbursed, a.id, a.shown, k.guided_by_id
FROM clinics_prescription r
JOIN people_person p ON p.id = r.person_id
LEFT JOIN people_welfare w ON w.person_id = p.id
LEFT JOIN LATERAL (SELECT x.id, x.stage FROM enrolment_enrolment x WHERE x.person_id = p.id
    ORDER BY x.stage = 'ended', x.recorded_at DESC LIMIT 1) e ON true
LEFT JOIN LATERAL (SELECT x.signed_on, x.until FROM enrolment_agreement x WHERE x.enrolment_id = e.id
    AND x.signed_on <= %(on)s::date ORDER BY x.signed_on DESC LIMIT 1) g ON true
LEFT JOIN LATERAL (SELECT x.id, x.stage, x.person_id FROM enrolment_card x
    WHERE CASE WHEN %(card)s::uuid IS NULL THEN x.person_id = p.id ELSE x.id = %(card)s::uuid END
    ORDER BY x.stage <> 'issued', x.recorded_at DESC LIMIT 1) c ON true
LEFT JOIN dispensing_settlement s ON s.prescription_id = r.id
LEFT JOIN LATERAL (SELECT x.id, x.shown FROM clinics_attendance x WHERE x.person_id = p.id
    AND x.day = %(on)s::date AND x.organisation_id = %(store)s::uuid
    ORDER BY x.recorded_at DESC LIMIT 1) a ON true
LEFT JOIN organisations_clinicpoint k ON k.organisation_id = %(store)s::uuid
WHERE r.id = %(prescription)s::uuid
"""
_LINES = """
SELECT l.id, l.product_id, t.drug, t.form, t.specification, t.unit_name, t.pack_units, t.substance,
    l.days, l.quantity, l.directions, l.reason,
    (SELECT max(s.until) FROM clinics_supply s WHERE s.person_id = %s::uuid
     AND s.substance = t.substance AND s.ended_by_id IS NULL AND s.until > %s::date)
FROM clinics_prescriptionline l JOIN pharmacy_product t ON t.id = l.product_id
WHERE l.prescription_id = %s::uuid ORDER BY l.position
"""
_USES = """
SELECT u.payer, u.period, u.used FROM funding_use u
WHERE u.person_id = %s::uuid AND u.period = ANY (%s::text[])
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A prescription at a counter on a day, with all that stands around it."""

    prescription_id: UUID
    person_id: UUID
    written_at: UUID
    prescriber_id: UUID
    written_on: date
    prescription: PrescriptionStage
    doctor_hash: bytes
    reviewer_id: UUID | None
    enrolment: EnrolmentStage | None
    agreement_since: date | None
    agreement_until: date | None
    """The last day in force; the row's own end is the day after."""
    card_id: UUID | None
    card: CardStage | None
    card_is_own: bool
    clinic_id: UUID | None
    in_hospital: bool
    has_insurance: bool
    disability_certified: bool
    special_disease: SpecialDisease
    attendance_id: UUID | None
    shown: frozenset[ShownCard]
    hospital_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the prescription, and the day its supply starts."""

    line_id: UUID
    product_id: UUID
    drug: str
    form: str
    specification: str
    unit_name: str
    pack_units: int
    substance: str
    days: int
    quantity: int
    directions: str
    reason: str
    starts_on: date

    @property
    def until(self) -> date:
        """Return the first day that the supply no longer covers."""
        return self.starts_on + timedelta(days=self.days)


def read_case(
    prescription_id: UUID, *, store_id: UUID, card_id: UUID | None = None, on: date
) -> Case | None:
    """Read a prescription's case at a store; with the card that was scanned, else the live one."""
    row = one(
        _CASE,
        {"prescription": prescription_id, "store": store_id, "card": card_id, "on": on},
    )
    if row is None:
        return None
    insurance, special, disability, exhausted, reimbursed = row[16:21]
    held = bool(special)
    return Case(
        prescription_id=row[0],
        person_id=row[1],
        written_at=row[2],
        prescriber_id=row[3],
        written_on=row[4],
        prescription=PrescriptionStage(row[5]),
        doctor_hash=bytes(row[6]),
        reviewer_id=row[7],
        enrolment=EnrolmentStage(row[8]) if row[8] else None,
        agreement_since=row[9],
        agreement_until=row[10] - timedelta(days=1) if row[10] else None,
        card_id=row[11],
        card=CardStage(row[12]) if row[12] else None,
        card_is_own=row[13] == row[1],
        clinic_id=row[14],
        in_hospital=row[15],
        has_insurance=insurance is not None and insurance not in UNINSURED,
        disability_certified=disability is not None,
        special_disease=SpecialDisease(
            held=held,
            settled=Fen(reimbursed) if held and reimbursed is not None else None,
            exhausted=held and bool(exhausted),
        ),
        attendance_id=row[21],
        shown=frozenset(ShownCard(card) for card in row[22] or ()),
        hospital_id=row[23],
    )


def read_lines(case: Case, *, on: date) -> tuple[Line, ...]:
    """Read the prescription's lines; each starts when what is at home of its substance ends."""
    rows = run(_LINES, case.person_id, on, case.prescription_id)
    return tuple(
        Line(
            line_id=row[0],
            product_id=row[1],
            drug=row[2],
            form=row[3],
            specification=row[4],
            unit_name=row[5],
            pack_units=row[6],
            substance=row[7],
            days=row[8],
            quantity=row[9],
            directions=row[10],
            reason=row[11],
            starts_on=row[12] or on,
        )
        for row in rows
    )


def read_uses(person_id: UUID, *, periods: Collection[str]) -> Mapping[tuple[str, str], Fen]:
    """Read what the payers with a limit have borne for a person, by payer and period."""
    rows = run(_USES, person_id, sorted(periods))
    return {(payer, period): Fen(used) for payer, period, used in rows}
