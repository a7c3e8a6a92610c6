"""What the counter writes, each table in one statement whatever the number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from anxin.database.statements import run
from anxin.dispensing.facts import Case
from anxin.dispensing.plan import LineGiven, Plan
from anxin.dispensing.sharing import Limited
from anxin.rules.access import Actor
from anxin.rules.cost_sharing import Payer
from anxin.rules.pickup_stages import PickupMove
from anxin.rules.prescription_stages import PrescriptionMove

PICKUP = """
INSERT INTO dispensing_pickup (id, person_id, card_id, prescription_id, attendance_id, organisation_id,
    hospital_id, prepared_on, starts_on, until, next_pickup_on, total, basic_insurance, special_disease,
    civil_assistance, federation, disorder_project, programme, person_share, cap_pending,
    policy_version, prescriber_id, reviewer_id, act_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
PICKUP_LINES = """
INSERT INTO dispensing_pickupline (id, pickup_id, prescription_line_id, quantity, days, amount)
SELECT x.id, %s::uuid, x.line, x.quantity, x.days, x.amount
FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[], %s::bigint[]) x (id, line, quantity, days, amount)
"""
ALLOCATIONS = """
INSERT INTO dispensing_allocation (id, pickup_id, line_id, lot_id, quantity, unit_price)
SELECT gen_random_uuid(), %s::uuid, x.line, x.lot, x.quantity, x.price
FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[]) x (line, lot, quantity, price)
"""
SIGNATURES = """
INSERT INTO dispensing_signature (id, pickup_id, role, way, staff_id, content_hash, drawing, slip_number, signed_at)
SELECT x.id, %s::uuid, x.role, x.way, x.staff, x.hash, x.drawing, x.slip, x.moment
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::bytea[], %s::bytea[], %s::text[], %s::timestamptz[])
    x (id, role, way, staff, hash, drawing, slip, moment)
"""
MONTH_SHARES = """
INSERT INTO dispensing_monthshare (id, pickup_id, person_id, payer, period, amount, "limit", consultation_id)
SELECT gen_random_uuid(), %s::uuid, %s::uuid, x.payer, x.period, x.amount, x.lim, x.consultation
FROM unnest(%s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::uuid[])
    x (payer, period, amount, lim, consultation)
"""
MONTH_SHARES_BACK = """
INSERT INTO dispensing_monthshare (id, pickup_id, person_id, payer, period, amount, "limit", consultation_id)
SELECT gen_random_uuid(), m.pickup_id, m.person_id, m.payer, m.period, -m.amount, m."limit", m.consultation_id
FROM dispensing_monthshare m WHERE m.pickup_id = %s::uuid
"""
SUPPLIES = """
INSERT INTO clinics_supply (id, person_id, substance, product_id, organisation_id, quantity, given_on,
    since, until, pickup_id)
SELECT gen_random_uuid(), %s::uuid, x.substance, x.product, %s::uuid, x.quantity, %s::date,
    x.since, x.until, %s::uuid
FROM unnest(%s::text[], %s::uuid[], %s::bigint[], %s::date[], %s::date[])
    x (substance, product, quantity, since, until)
"""
PRESCRIPTION_EVENT = """
INSERT INTO clinics_prescriptionevent (id, prescription_id, move, because, clause, occurred_on, act_id)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s)
"""
PICKUP_EVENT = """
INSERT INTO dispensing_pickupevent (id, pickup_id, move, because, clause, occurred_on, act_id)
VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s)
"""
LAPSE = """
INSERT INTO dispensing_pickupevent (id, pickup_id, move, because, clause, occurred_on, act_id)
SELECT gen_random_uuid(), p.id, 'lapse', '备药当天未完成，已失效', '5.3.2.e', %(on)s::date, %(act)s::uuid
FROM dispensing_pickup p
WHERE p.prescription_id = %(prescription)s::uuid AND p.stage = 'prepared' AND p.prepared_on < %(on)s::date
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One signature as it is stored."""

    id: UUID
    role: str
    way: str
    staff_id: UUID | None
    content_hash: bytes
    drawing: bytes | None = None
    slip_number: str = ""
    signed_at: datetime


def write_pickup(
    pickup_id: UUID,
    case: Case,
    plan: Plan,
    *,
    next_pickup_on: date,
    policy_version: str,
    act_id: UUID,
    actor: Actor,
    on: date,
) -> None:
    """Write a prepared pick-up with its lines and the lots set aside for them."""
    shares = [plan.shares[payer] for payer in Payer]
    run(
        PICKUP,
        *(pickup_id, case.person_id, case.card_id, case.prescription_id, case.attendance_id),
        *(actor.organisation_id, case.hospital_id, on, plan.starts_on, plan.until, next_pickup_on),
        *(plan.split.total, *shares, plan.split.cap_pending, policy_version),
        *(case.prescriber_id, case.reviewer_id, act_id),
    )
    ids = [uuid4() for _ in plan.lines]
    run(
        PICKUP_LINES,
        pickup_id,
        ids,
        [given.line.line_id for given in plan.lines],
        [given.line.quantity for given in plan.lines],
        [given.line.days for given in plan.lines],
        [given.amount for given in plan.lines],
    )
    lots = [
        (line_id, lot) for line_id, given in zip(ids, plan.lines, strict=True) for lot in given.lots
    ]
    run(
        ALLOCATIONS,
        pickup_id,
        [line_id for line_id, _ in lots],
        [lot.lot_id for _, lot in lots],
        [lot.quantity for _, lot in lots],
        [lot.unit_price for _, lot in lots],
    )


def write_signatures(pickup_id: UUID, signatures: Sequence[Signed]) -> None:
    """Write the signatures of a pick-up."""
    run(
        SIGNATURES,
        pickup_id,
        [s.id for s in signatures],
        [s.role for s in signatures],
        [s.way for s in signatures],
        [s.staff_id for s in signatures],
        [s.content_hash for s in signatures],
        [s.drawing for s in signatures],
        [s.slip_number for s in signatures],
        [s.signed_at for s in signatures],
    )


def write_month_shares(pickup_id: UUID, person_id: UUID, limited: Sequence[Limited]) -> None:
    """Take the shares of payers with a limit; the database keeps their use and its limit."""
    if not limited:
        return
    run(
        MONTH_SHARES,
        pickup_id,
        person_id,
        [part.payer.value for part in limited],
        [part.period for part in limited],
        [part.amount for part in limited],
        [part.limit for part in limited],
        [part.consultation_id for part in limited],
    )


def give_month_shares_back(pickup_id: UUID) -> None:
    """Give back what was taken of the limits."""
    run(MONTH_SHARES_BACK, pickup_id)


def write_supplies(
    pickup_id: UUID,
    person_id: UUID,
    given: Sequence[LineGiven],
    *,
    organisation_id: UUID,
    on: date,
) -> None:
    """Write the days of each substance that the pick-up covers; two never overlap (T2)."""
    run(
        SUPPLIES,
        *(person_id, organisation_id, on, pickup_id),
        [one.line.substance for one in given],
        [one.line.product_id for one in given],
        [one.line.quantity for one in given],
        [one.line.starts_on for one in given],
        [one.line.until for one in given],
    )


def move_prescription(
    prescription_id: UUID,
    move: PrescriptionMove,
    *,
    because: str,
    clause: str,
    act_id: UUID,
    on: date,
) -> None:
    """Move a prescription along its table."""
    run(PRESCRIPTION_EVENT, prescription_id, move.value, because, clause, on, act_id)


def move_pickup(
    pickup_id: UUID, move: PickupMove, *, because: str, clause: str, act_id: UUID, on: date
) -> None:
    """Move a pick-up along its table; the database asks again for all that the move needs."""
    run(PICKUP_EVENT, pickup_id, move.value, because, clause, on, act_id)


def lapse_earlier_days(prescription_id: UUID, *, act_id: UUID, on: date) -> None:
    """Let what was prepared on an earlier day and never completed lapse."""
    run(LAPSE, {"prescription": prescription_id, "act": act_id, "on": on})
