"""Who bears what ran up with a card while it was lost, and what is paid back (A5.n4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.dispensing.models import Pickup
from anxin.dispensing.writing import give_month_shares_back
from anxin.ledger.models import Account
from anxin.ledger.services import Leg, account_id, post
from anxin.rules.access import Actor
from anxin.rules.claim_stages import ClaimLineStage
from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import Payer
from anxin.rules.decisions import Refused
from anxin.rules.loss_charge_stages import LOSS_CHARGE, LossChargeMove, LossChargeStage
from anxin.rules.loss_charges import ReturnsTo, may_decide, may_pay_back, returns_to
from anxin.rules.money import Fen
from anxin.settlement.models import (
    Claim,
    ClaimLine,
    LineCheck,
    LossCharge,
    LossChargeEvent,
    LossPayment,
)

CLAUSE = "A5.n4"


@cites("A5.n4", "5.1.5.e", "7.1.c")
def decide_loss(
    *, request_id: UUID, charge_id: UUID, falls: bool, reason: str, actor: Actor, at: datetime
) -> UUID:
    """Decide who bears a pick-up that was collected with a lost card; return the charge's id.

    Where it falls on the person, one entry takes every payer's share back and puts the whole on the
    person, and the months under the cap are free again. Locks pick-up, charge, claim (decision 0005).
    """
    if earlier := begin(
        request_id=request_id,
        kind="loss.decide",
        content={"charge": charge_id, "falls": falls, "reason": reason},
        result_id=charge_id,
        at=at,
    ):
        return earlier.result_id
    charge = _locked(charge_id)
    move = LossChargeMove.FALL_ON_PERSON if falls else LossChargeMove.SET_ASIDE
    LOSS_CHARGE.after(LossChargeStage(charge.stage), move)
    line = _line_of(charge.pickup_id)
    Refused.unless(
        may_decide(
            falls=falls,
            reason=reason,
            by_another=actor.staff_id != charge.recorded_by_id,
            collected_on=charge.pickup.prepared_on,
            lost_on=charge.lost_on,
            reported_on=charge.reported_on,
            line=line,
        )
    )
    on = localdate(at)
    if falls:
        post(
            kind="loss_charge",
            business_on=on,
            act_id=request_id,
            document_id=charge.id,
            legs=[*_legs(charge.pickup, returns_to(line)), *_of_person(charge, charge.amount)],
        )
        give_month_shares_back(charge.pickup_id)
    _move(charge, move, because=reason.strip(), act_id=request_id, on=on)
    return charge_id


@cites("A5.n4")
def pay_back(
    *,
    request_id: UUID,
    charge_id: UUID,
    amount: Fen,
    paid_on: date,
    receipt_number: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Write down what the person paid back, whole; return the charge's id."""
    del actor
    content = {"charge": charge_id, "amount": amount, "on": paid_on, "receipt": receipt_number}
    if earlier := begin(
        request_id=request_id, kind="loss.pay_back", content=content, result_id=charge_id, at=at
    ):
        return earlier.result_id
    charge = _locked(charge_id)
    LOSS_CHARGE.after(LossChargeStage(charge.stage), LossChargeMove.PAY_BACK)
    Refused.unless(
        may_pay_back(
            owed=Fen(charge.amount),
            paid=amount,
            receipt=receipt_number,
            paid_on=paid_on,
            decided_on=charge.events.get(move=LossChargeMove.FALL_ON_PERSON).occurred_on,
            on=localdate(at),
        )
    )
    LossPayment.objects.create(
        charge=charge,
        amount=amount,
        paid_on=paid_on,
        receipt_number=receipt_number.strip(),
        act_id=request_id,
    )
    post(
        kind="loss_payment",
        business_on=paid_on,
        act_id=request_id,
        document_id=charge.id,
        legs=[*_of_person(charge, -charge.amount)],
    )
    _move(charge, LossChargeMove.PAY_BACK, because="", act_id=request_id, on=paid_on)
    return charge_id


def _locked(charge_id: UUID) -> LossCharge:
    found = LossCharge.objects.get(id=charge_id)
    lock(Pickup, found.pickup_id)
    lock(LossCharge, charge_id)
    claims = ClaimLine.objects.filter(pickup_id=found.pickup_id, takes_back=None).values_list(
        "claim_id", flat=True
    )
    lock(Claim, *claims)
    return LossCharge.objects.select_related("pickup").get(id=charge_id)


def _line_of(pickup_id: UUID) -> ClaimLineStage | None:
    """Return where the pick-up's line of a claim stands; None where it was not claimed."""
    line = ClaimLine.objects.filter(pickup_id=pickup_id, takes_back=None).first()
    if line is None:
        return None
    newest = line.checks.order_by("recorded_at").last()
    if newest is None or newest.verdict == LineCheck.Verdict.ANSWERED:
        return ClaimLineStage.CLAIMED
    return ClaimLineStage(newest.verdict)


def _legs(pickup: Pickup, to: ReturnsTo) -> Iterator[Leg]:
    """Yield what takes every payer's share of a pick-up back."""
    hospital = pickup.hospital_id
    for payer in Payer:
        fen = 0 if payer is Payer.PERSON else getattr(pickup, payer.value)
        if fen:
            lies_on = account_id(Account.Kind.PAYABLE, hospital, payer)
            if payer is Payer.PROGRAMME and to is not ReturnsTo.PAYABLE:
                lies_on = account_id(to.value, hospital)
            yield Leg(account_id=account_id(Account.Kind.COST, hospital, payer), amount=-fen)
            yield Leg(account_id=lies_on, amount=fen)


def _of_person(charge: LossCharge, amount: int) -> Iterator[Leg]:
    """Yield what makes the person owe the hospital, or owe it less."""
    hospital = charge.pickup.hospital_id
    for kind, fen in ((Account.Kind.RECEIVABLE, amount), (Account.Kind.PAYABLE, -amount)):
        yield Leg(account_id=account_id(kind, hospital, Payer.PERSON), amount=fen)


def _move(
    charge: LossCharge, move: LossChargeMove, *, because: str, act_id: UUID, on: date
) -> None:
    LossChargeEvent.objects.create(
        charge=charge, move=move, because=because, clause=CLAUSE, occurred_on=on, act_id=act_id
    )
