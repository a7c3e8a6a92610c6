"""Reverse a completed pick-up with a document that takes everything back (5.3.1.c, lesson 9)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics.services import end_injections, end_supply
from anxin.database.statements import one, run
from anxin.dispensing import grounds
from anxin.dispensing.prepared import Prepared, read_prepared
from anxin.dispensing.writing import give_month_shares_back, move_pickup, move_prescription
from anxin.ledger import services as ledger
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision, Refused
from anxin.rules.pickup_stages import PICKUP, PickupMove
from anxin.rules.prescription_stages import PrescriptionMove

_ENTRY = "SELECT e.id FROM ledger_entry e WHERE e.document_id = %s::uuid AND e.reverses_id IS NULL"


@cites("5.3.1.c", "5.3.2.e")
def reverse(*, request_id: UUID, pickup_id: UUID, reason: str, actor: Actor, at: datetime) -> UUID:
    """Take a completed pick-up back whole, with a reason; not once it was claimed.

    The same units return to the same lots, each payer gets its share back, the days of supply end,
    and the prescription can be dispensed again while it is valid.
    """
    if earlier := begin(
        request_id=request_id,
        kind="pickup.reverse",
        content={"pickup": pickup_id, "reason": reason.strip()},
        result_id=pickup_id,
        at=at,
    ):
        return earlier.result_id
    run("SELECT security.lock_pickup(%s)", pickup_id)
    pickup = read_prepared(pickup_id)
    if pickup is None or pickup.organisation_id != actor.organisation_id:
        raise grounds.PICKUP_IS_FOUND.refused()
    PICKUP.after(pickup.stage, PickupMove.REVERSE)
    claimed = one("SELECT security.pickup_is_claimed(%s)", pickup_id)
    Refused.unless(
        Decision.of(
            grounds.REVERSAL_HAS_REASON.met_if(bool(reason.strip())),
            grounds.IS_NOT_CLAIMED.met_if(claimed == (False,)),
        )
    )
    _take_back(pickup, reason=reason.strip(), act_id=request_id, on=localdate(at))
    return pickup_id


def _take_back(pickup: Prepared, *, reason: str, act_id: UUID, on: date) -> None:
    entry = one(_ENTRY, pickup.id)
    assert entry is not None, "a completed pick-up has its entry"
    ledger.reverse(entry[0], business_on=on, act_id=act_id, document_id=pickup.id)
    give_month_shares_back(pickup.id)
    end_supply(pickup_id=pickup.id, ended_by_id=act_id)
    end_injections(pickup_id=pickup.id, ended_by_id=act_id)
    move_prescription(
        pickup.prescription_id,
        PrescriptionMove.REVERSE,
        because=reason,
        clause="5.3.1.c",
        act_id=act_id,
        on=on,
    )
    move_pickup(
        pickup.id, PickupMove.REVERSE, because=reason, clause="5.3.1.c", act_id=act_id, on=on
    )
