"""What a pick-up leaves owed, written down with its first and its last day (working-rules:owed)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from anxin.clinics.services import end_owed
from anxin.database.statements import run
from anxin.dispensing.facts import Case, Line
from anxin.dispensing.prepared import Prepared
from anxin.dispensing.writing import move_prescription
from anxin.policy import load
from anxin.rules.partial_supply import SHORTAGE, last_day_of_the_owed
from anxin.rules.prescription_stages import PrescriptionMove, PrescriptionStage

OWED = """
INSERT INTO clinics_owed (id, person_id, prescription_id, line_id, product_id, organisation_id, quantity,
    days, reason, since, last_day, pickup_id)
SELECT gen_random_uuid(), %s::uuid, %s::uuid, x.line, x.product, %s::uuid, x.quantity, x.days, %s,
    coalesce((SELECT min(o.since) FROM clinics_owed o WHERE o.line_id = x.line AND o.ended_by_id = %s::uuid), %s::date),
    %s::date, %s::uuid
FROM unnest(%s::uuid[], %s::uuid[], %s::bigint[], %s::bigint[]) x (line, product, quantity, days)
"""


def leave_owed(
    pickup: Prepared, case: Case, owed: Sequence[Line], *, act_id: UUID, on: date
) -> None:
    """Write down what is owed in place of what was, and move the prescription, inside the caller's act."""
    if case.prescription is PrescriptionStage.PARTLY_DISPENSED:
        end_owed(prescription_id=pickup.prescription_id, ended_by_id=act_id)
    if owed:
        write_owed(pickup, case, owed, act_id=act_id, on=on)
    move_prescription(
        pickup.prescription_id,
        PrescriptionMove.DISPENSE_PART if owed else PrescriptionMove.DISPENSE,
        because=SHORTAGE if owed else "发药",
        clause="working-rules:owed" if owed else "5.3.2.a",
        act_id=act_id,
        on=on,
    )


def write_owed(
    pickup: Prepared, case: Case, owed: Sequence[Line], *, act_id: UUID, on: date
) -> None:
    """Write what is owed after a pick-up; what this act ended and is still owed keeps its first day."""
    run(
        OWED,
        *(pickup.person_id, pickup.prescription_id, pickup.organisation_id, SHORTAGE, act_id, on),
        *(owed_until(case.written_on), pickup.id),
        [line.line_id for line in owed],
        [line.product_id for line in owed],
        [line.quantity for line in owed],
        [line.days for line in owed],
    )


def owed_until(written_on: date) -> date:
    """Return the last day on which what is owed of a prescription may be handed over."""
    return last_day_of_the_owed(written_on=written_on, terms=load().supply_terms(written_on))
