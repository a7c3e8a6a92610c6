"""Steps around a lost card: reported, decided by the office, paid back."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from anxin.enrolment import services as enrolment
from anxin.rules.money import Fen
from anxin.settlement import losses
from anxin.settlement.models import LossCharge
from tests.dispensing import steps as counter
from tests.settlement.steps import SHARE
from tests.world import become, beijing

REPORTED = beijing(2026, 12, 1)
DECIDED = beijing(2026, 12, 3)
PAID = beijing(2026, 12, 10)
REASON = "本人持身份证来领，当时还没有发觉卡已遗失"


def reported(
    patient: counter.Patient,
    *,
    lost_on: date = counter.TODAY,
    by: str = "officer",
    at: datetime = REPORTED,
) -> UUID:
    """Report a patient's card lost since a day; return the card."""
    actor = become(by)
    return enrolment.report_loss(
        request_id=uuid4(), card_id=patient.card_id, lost_on=lost_on, actor=actor, at=at
    )


def charge_of(pickup_id: UUID) -> LossCharge:
    """Return what ran up with a pick-up, to the office."""
    become("checker")
    return LossCharge.objects.get(pickup_id=pickup_id)


def decided(
    pickup_id: UUID,
    *,
    falls: bool = True,
    reason: str = "",
    by: str = "checker",
    at: datetime = DECIDED,
    request_id: UUID | None = None,
) -> UUID:
    """Decide who bears a pick-up."""
    charge_id = charge_of(pickup_id).id
    actor = become(by)
    return losses.decide_loss(
        request_id=request_id or uuid4(),
        charge_id=charge_id,
        falls=falls,
        reason=reason,
        actor=actor,
        at=at,
    )


def paid_back(
    pickup_id: UUID,
    *,
    amount: int = SHARE,
    paid_on: date = date(2026, 12, 10),
    receipt: str = "SJ-0001",
    by: str = "checker",
    at: datetime = PAID,
) -> UUID:
    """Write down what was paid back."""
    charge_id = charge_of(pickup_id).id
    actor = become(by)
    return losses.pay_back(
        request_id=uuid4(),
        charge_id=charge_id,
        amount=Fen(amount),
        paid_on=paid_on,
        receipt_number=receipt,
        actor=actor,
        at=at,
    )
