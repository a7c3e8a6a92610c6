"""What a pick-up turns on, read in a few statements; the database keeps each within reach."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from anxin.clinics.services.attendance import UNINSURED
from anxin.database.statements import one, run
from anxin.dispensing.sharing import Purse, purse
from anxin.funding.queries import raises_of
from anxin.policy import Policy
from anxin.rules.cards import CardStage
from anxin.rules.cost_sharing import SpecialDisease
from anxin.rules.dispensing import ShownCard, last_day_covered
from anxin.rules.dosing import HALVES, Amount, Dose
from anxin.rules.enrolment_stages import EnrolmentStage
from anxin.rules.money import Fen
from anxin.rules.prescription_stages import PrescriptionStage

_CASE = "SELECT * FROM security.counter_case(%s, %s, %s, %s)"
_LINES = "SELECT * FROM security.counter_lines(%s, %s)"
_USES = """
SELECT u.payer, u.period, sum(u.used)::bigint FROM funding_use u
WHERE u.person_id IN (SELECT p.id FROM people_person p WHERE %s::uuid IN (p.id, p.merged_into_id))
    AND u.period = ANY (%s::text[])
GROUP BY u.payer, u.period
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
    """A line of the prescription: what is still to be handed over of it, and from when it covers."""

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
    dose: Dose

    @property
    def last_day(self) -> date:
        """Return the last day that the whole of it covers."""
        return last_day_covered(starts_on=self.starts_on, days=self.days)

    def part(self, amount: Amount) -> Line:
        """Return the line with another amount of it."""
        return replace(self, quantity=amount.units, days=amount.days)

    @property
    def until(self) -> date:
        """Return the first day that the supply no longer covers."""
        return self.starts_on + timedelta(days=self.days)


def read_case(
    prescription_id: UUID, *, store_id: UUID, card_id: UUID | None = None, on: date
) -> Case | None:
    """Read a prescription's case at a store; with the card that was scanned, else the live one."""
    row = one(_CASE, prescription_id, store_id, card_id, on)
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
    """Read what is left of the prescription's lines; each starts when its substance at home ends."""
    rows = run(_LINES, case.prescription_id, on)
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
            dose=_dose(*row[13:]),
        )
        for row in rows
    )


def _dose(
    units_per_day: int | None,
    morning: int,
    noon: int,
    evening: int,
    night: int,
    every_days: int,
    injected: int,
) -> Dose:
    """Return a line's dose; where it was signed in units a day, these at once."""
    if units_per_day is not None:
        return Dose(morning=units_per_day * HALVES)
    return Dose(
        morning=morning,
        noon=noon,
        evening=evening,
        night=night,
        every_days=every_days,
        injected=injected,
    )


def read_uses(person_id: UUID, *, periods: Collection[str]) -> Mapping[tuple[str, str], Fen]:
    """Read what the payers with a limit have borne for a person, by payer and period."""
    rows = run(_USES, person_id, sorted(periods))
    return {(payer, period): Fen(used) for payer, period, used in rows}


def read_purse(
    person_id: UUID,
    *,
    disability_certified: bool,
    periods: Collection[str],
    policy: Policy,
    on: date,
) -> Purse:
    """Read what stands behind a person's medicine in some months and a year."""
    return purse(
        disability_certified=disability_certified,
        uses=read_uses(person_id, periods=periods),
        raised=raises_of(person_id, months=periods) if policy.monthly_cap(on) is not None else {},
        policy=policy,
        on=on,
    )
