"""What ran up with a lost card, for the list of everything that happened to a person (A5.n4)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext_noop

from anxin.enrolment.queries import Happened
from anxin.rules.decisions import said
from anxin.rules.loss_charge_stages import LOSS_CHARGE, LossChargeMove
from anxin.settlement.models import LossCharge, LossChargeEvent


def happened(person_id: UUID) -> Iterator[Happened]:
    """Yield each pick-up collected with a lost card, and what was decided of it."""
    for one in LossCharge.objects.filter(person_id=person_id).select_related(
        "recorded_by", "pickup", "card"
    ):
        yield Happened(
            on=one.pickup.prepared_on,
            at=one.recorded_at,
            title=gettext_noop("用遗失的救助卡领药"),
            by=one.recorded_by.name,
            because=one.card.number,
            clause="A5.n4",
        )
    for event in LossChargeEvent.objects.filter(charge__person_id=person_id).select_related(
        "recorded_by"
    ):
        yield Happened(
            on=event.occurred_on,
            at=event.recorded_at,
            title=said(
                "{noun} · {act}",
                noun=LOSS_CHARGE.noun,
                act=LOSS_CHARGE.acts[LossChargeMove(event.move)],
            ),
            by=event.recorded_by.name,
            because=event.because,
            clause=event.clause,
        )
