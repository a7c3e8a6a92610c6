"""Reverse a completed pick-up with a document that takes everything back (5.3.1.c, lesson 9)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.clinics.services import end_injections, end_owed, end_supply
from anxin.database.statements import one, run
from anxin.dispensing import grounds
from anxin.dispensing.facts import read_case, read_lines
from anxin.dispensing.models import ReturnedMedicine
from anxin.dispensing.owing import write_owed
from anxin.dispensing.prepared import Prepared, read_lots, read_prepared
from anxin.dispensing.writing import (
    give_month_shares_back,
    move_pickup,
    move_prescription,
)
from anxin.ledger import services as ledger
from anxin.ledger.models import Account
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Decision, Refused
from anxin.rules.partial_supply import LATEST_PART_FIRST
from anxin.rules.pickup_stages import PICKUP, PickupMove
from anxin.rules.prescription_stages import PrescriptionMove

_ENTRY = "SELECT e.id FROM ledger_entry e WHERE e.document_id = %s::uuid AND e.reverses_id IS NULL"

_PARTS = """
SELECT p.id FROM dispensing_pickup p JOIN dispensing_pickupevent v ON v.pickup_id = p.id AND v.move = 'complete'
WHERE p.prescription_id = %s::uuid AND p.stage = 'completed' ORDER BY v.recorded_at
"""


@cites("5.3.1.c", "5.3.2.e", "working-rules:owed", "working-rules:taken-back")
def reverse(
    *,
    request_id: UUID,
    pickup_id: UUID,
    reason: str,
    left_counter: bool = False,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Take a completed pick-up back whole, with a reason, even after its quarter was claimed.

    The same units return to the same lots, each payer gets its share back, the days of supply end,
    and the prescription can be dispensed again while it is valid. Medicine that had left the counter
    is not handed out again: from its lots it goes to waste. A claim stays as it was; the hospital's
    next one takes the line back (working-rules:taken-back). Of several parts of a prescription
    the latest goes first: what it handed over is owed again.
    """
    if earlier := begin(
        request_id=request_id,
        kind="pickup.reverse",
        content={
            "pickup": pickup_id,
            "reason": reason.strip(),
            **({"left": True} if left_counter else {}),
        },
        result_id=pickup_id,
        at=at,
    ):
        return earlier.result_id
    run("SELECT security.lock_pickup(%s)", pickup_id)
    pickup = read_prepared(pickup_id)
    if pickup is None or pickup.organisation_id != actor.organisation_id:
        raise grounds.PICKUP_IS_FOUND.refused()
    PICKUP.after(pickup.stage, PickupMove.REVERSE)
    Refused.unless(
        Decision.of(
            grounds.REVERSAL_HAS_REASON.met_if(bool(reason.strip())),
            LATEST_PART_FIRST.met_if(not _handed_over(pickup, after=True)),
        )
    )
    _take_back(pickup, reason=reason.strip(), act_id=request_id, on=localdate(at))
    if left_counter:
        _put_away(pickup, act_id=request_id, on=localdate(at))
    return pickup_id


def _put_away(pickup: Prepared, *, act_id: UUID, on: date) -> None:
    """Move what came back out of the store, so that nobody is given it."""
    returned = ReturnedMedicine.objects.create(pickup_id=pickup.id, act_id=act_id)
    store = ledger.account_id(Account.Kind.STORE, pickup.organisation_id)
    waste = ledger.account_id(Account.Kind.WASTE, pickup.organisation_id)
    lots = [one.lot for one in read_lots(pickup)]
    ledger.post(
        kind="return",
        business_on=on,
        act_id=act_id,
        document_id=returned.id,
        legs=[
            leg
            for lot in lots
            for leg in (
                ledger.Leg(account_id=store, lot_id=lot.lot_id, amount=-lot.quantity),
                ledger.Leg(account_id=waste, lot_id=lot.lot_id, amount=lot.quantity),
            )
        ],
    )


def _take_back(pickup: Prepared, *, reason: str, act_id: UUID, on: date) -> None:
    entry = one(_ENTRY, pickup.id)
    assert entry is not None, "a completed pick-up has its entry"
    ledger.reverse(entry[0], business_on=on, act_id=act_id, document_id=pickup.id)
    give_month_shares_back(pickup.id)
    end_supply(pickup_id=pickup.id, ended_by_id=act_id)
    end_injections(pickup_id=pickup.id, ended_by_id=act_id)
    end_owed(prescription_id=pickup.prescription_id, ended_by_id=act_id)
    earlier = _handed_over(pickup, after=False)
    move_prescription(
        pickup.prescription_id,
        PrescriptionMove.REVERSE_PART if earlier else PrescriptionMove.REVERSE,
        because=reason,
        clause="5.3.1.c",
        act_id=act_id,
        on=on,
    )
    move_pickup(
        pickup.id, PickupMove.REVERSE, because=reason, clause="5.3.1.c", act_id=act_id, on=on
    )
    if earlier:
        _owe_again(pickup, after=earlier[-1], act_id=act_id, on=on)


def _handed_over(pickup: Prepared, *, after: bool) -> list[UUID]:
    """Return the other completed pick-ups of the prescription, before or after this one."""
    rows = run(_PARTS, pickup.prescription_id)
    ids = [row[0] for row in rows]
    place = ids.index(pickup.id)
    return ids[place + 1 :] if after else ids[:place]


def _owe_again(pickup: Prepared, *, after: UUID, act_id: UUID, on: date) -> None:
    """Write down again what was owed after the earlier part, now that this one is taken back."""
    case = read_case(pickup.prescription_id, store_id=pickup.organisation_id, on=on)
    assert case is not None, "a pick-up in reach has its prescription in reach"
    owed = read_lines(case, on=on)
    write_owed(replace(pickup, id=after), case, owed, act_id=act_id, on=on)
