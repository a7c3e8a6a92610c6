"""What ran up with lost cards, and the history of a card (A5.n4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from anxin.clinics.models import Attendance
from anxin.database.statements import one
from anxin.enrolment.models import Card, CardEvent
from anxin.people.queries import Named, named
from anxin.privacy.door import Look, record_reading
from anxin.rules.cards import CARD, CardMove
from anxin.rules.loss_charge_stages import LOSS_CHARGE, LossChargeMove, LossChargeStage
from anxin.settlement.models import ClaimLine, LossCharge, LossChargeEvent
from anxin.settlement.queries.behind import PickupSeen, pickup_seen

KINDS = {
    LossChargeStage.OPEN: "wait",
    LossChargeStage.OWED: "bad",
    LossChargeStage.SET_ASIDE: "plain",
    LossChargeStage.PAID: "good",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LossRow:
    """One charge in a list, with whose it is."""

    charge: LossCharge
    named: Named

    @property
    def stage_label(self) -> str:
        """Return where it stands in words."""
        return LOSS_CHARGE.stages[LossChargeStage(self.charge.stage)]

    @property
    def kind(self) -> str:
        """Return the kind of its status."""
        return KINDS[LossChargeStage(self.charge.stage)]


@dataclass(frozen=True, slots=True, kw_only=True)
class LossSeen:
    """One charge as its page shows it."""

    row: LossRow
    pickup: PickupSeen | None
    line: ClaimLine | None
    """Its line of a claim, to those who see lines."""
    came: str
    shown: list[str]
    """Who came for it, and which cards they showed: what the office decides by (5.2.3)."""
    events: list[dict[str, Any]]


def losses(*, stage: str = "") -> QuerySet[LossCharge]:
    """Return the charges in reach, the newest first; of one stage where it is named."""
    rows = LossCharge.objects.select_related(
        "card", "pickup__organisation", "pickup__hospital", "recorded_by"
    ).order_by("-recorded_at", "-pickup__prepared_on", "id")
    return rows.filter(stage=stage) if stage else rows


def loss_rows(found: Iterable[LossCharge], *, look: Look) -> list[LossRow]:
    """Return list rows with their people's names, the reading recorded."""
    charges = list(found)
    people = named({charge.person_id for charge in charges}, look=look)
    return [
        LossRow(charge=charge, named=people[charge.person_id])
        for charge in charges
        if charge.person_id in people
    ]


def loss_seen(charge_id: UUID, *, look: Look) -> LossSeen | None:
    """Return a charge with the pick-up behind it, the reading recorded; None out of reach."""
    rows = loss_rows(losses().filter(id=charge_id), look=look)
    if not rows:
        return None
    pickup_id = rows[0].charge.pickup_id
    line = (
        ClaimLine.objects.filter(pickup_id=pickup_id, takes_back=None)
        .select_related("claim")
        .first()
    )
    record_reading(look, person_ids=[rows[0].charge.person_id], fields=["attendance"])
    came, shown = _who_came(charge_id)
    return LossSeen(
        row=rows[0],
        pickup=pickup_seen(pickup_id),
        line=line,
        came=came,
        shown=shown,
        events=_events(rows[0].charge),
    )


def _who_came(charge_id: UUID) -> tuple[str, list[str]]:
    row = one("SELECT * FROM security.who_came(%s)", charge_id)
    if row is None:
        return "", []
    names = {key: str(label) for key, label in Attendance.Shown.choices}
    return str(Attendance.Came(row[0]).label), [names[card] for card in row[1] if card in names]


def _events(charge: LossCharge) -> list[dict[str, Any]]:
    found = {
        "on": charge.reported_on,
        "title": _("登记挂失时查到这次领药"),
        "by": charge.recorded_by.name,
        "clause": "A5.n4",
    }
    moves = charge.events.select_related("recorded_by", "charge__payment")
    return [found, *(_event(one) for one in moves)]


def _event(event: LossChargeEvent) -> dict[str, Any]:
    because = event.because
    if event.move == LossChargeMove.PAY_BACK:
        because = _("收据 %(number)s") % {"number": event.charge.payment.receipt_number}
    return {
        "on": event.occurred_on,
        "title": LOSS_CHARGE.acts[LossChargeMove(event.move)],
        "by": event.recorded_by.name,
        "because": because,
        "clause": event.clause,
    }


def card_events(card: Card) -> list[dict[str, Any]]:
    """Return what happened to a card, oldest first: issued, lost and reported, replaced."""
    issued = {
        "on": card.issued_on,
        "title": _("核发救助卡"),
        "by": card.recorded_by.name,
        "clause": "5.1.5.c",
    }
    rows = CardEvent.objects.filter(card=card).select_related("recorded_by").order_by("recorded_at")
    return [issued, *(step for one in rows for step in _steps(one))]


def _steps(event: CardEvent) -> Iterable[dict[str, Any]]:
    if event.move == CardMove.REPORT_LOSS:
        yield {"on": event.occurred_on, "title": _("遗失"), "clause": event.clause}
        yield {
            "on": reported_on(event),
            "title": _("挂失，立即停用"),
            "by": event.recorded_by.name,
            "clause": event.clause,
        }
        return
    yield {
        "on": event.occurred_on,
        "title": CARD.acts[CardMove(event.move)],
        "by": event.recorded_by.name,
        "because": event.because,
        "clause": event.clause,
    }


def reported_on(event: CardEvent) -> Any:
    """Return the local day on which a loss was written down."""
    known = LossCharge.objects.filter(card_id=event.card_id).first()
    return known.reported_on if known else localdate(event.recorded_at)
