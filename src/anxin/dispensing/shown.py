"""A pick-up as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_noop

from anxin.clinics.models import Injection, Owed
from anxin.dispensing.facts import Line, read_case, read_lines
from anxin.dispensing.models import Allocation, Pickup, Signature
from anxin.dispensing.plan import LineGiven
from anxin.dispensing.prepared import given_from, owed_after, read_lots, read_prepared
from anxin.dispensing.services import Proposal
from anxin.rules.cost_sharing import Payer
from anxin.rules.pickup_stages import PICKUP, PickupMove, PickupStage

KINDS = {
    PickupStage.PREPARED: "wait",
    PickupStage.COMPLETED: "good",
    PickupStage.LAPSED: "plain",
    PickupStage.REVERSED: "bad",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Medicine of one lot, counted in boxes and loose units."""

    medicine: str
    specification: str
    unit_name: str
    pack_units: int
    lot_number: str
    expires_on: date
    quantity: int
    directions: str
    amount: int

    @property
    def boxes(self) -> int:
        """Return the full boxes."""
        return self.quantity // self.pack_units

    @property
    def loose(self) -> int:
        """Return the units beside full boxes."""
        return self.quantity % self.pack_units


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """Medicine that is not there and will be owed."""

    medicine: str
    specification: str
    unit_name: str
    quantity: int
    days: int

    @classmethod
    def of(cls, line: Line) -> Lacking:
        """Return a line's owed part."""
        return cls(
            medicine=f"{line.drug}{line.form}",
            specification=line.specification,
            unit_name=line.unit_name,
            quantity=line.quantity,
            days=line.days,
        )


def lacking_of(pickup: Pickup, *, on: date) -> list[Lacking]:
    """Return what a prepared pick-up will leave owed, or what is still owed after a completed one."""
    if pickup.stage == PickupStage.PREPARED:
        found = read_prepared(pickup.id)
        case = read_case(pickup.prescription_id, store_id=pickup.organisation_id, on=on)
        assert found is not None
        assert case is not None
        lines = read_lines(case, on=on)
        return [Lacking.of(x) for x in owed_after(lines, given_from(read_lots(found), lines))]
    rows = Owed.objects.filter(pickup_id=pickup.id, ended_by_id=None).select_related("product")
    return [
        Lacking(
            medicine=f"{row.product.drug}{row.product.form}",
            specification=row.product.specification,
            unit_name=row.product.unit_name,
            quantity=row.quantity,
            days=row.days,
        )
        for row in rows
    ]


def boxes_of_plan(given: Iterable[LineGiven]) -> list[Box]:
    """Return what would be handed over, lot by lot."""
    return [
        Box(
            medicine=f"{one.line.drug}{one.line.form}",
            specification=one.line.specification,
            unit_name=one.line.unit_name,
            pack_units=one.line.pack_units,
            lot_number=lot.number,
            expires_on=lot.expires_on,
            quantity=lot.quantity,
            directions=one.line.directions,
            amount=lot.quantity * lot.unit_price,
        )
        for one in given
        for lot in one.lots
    ]


def boxes_of(pickup_id: UUID) -> list[Box]:
    """Return what a pick-up hands over, lot by lot."""
    rows = Allocation.objects.filter(pickup_id=pickup_id).select_related(
        "lot__product", "line__prescription_line"
    )
    return [
        Box(
            medicine=f"{row.lot.product.drug}{row.lot.product.form}",
            specification=row.lot.product.specification,
            unit_name=row.lot.product.unit_name,
            pack_units=row.lot.product.pack_units,
            lot_number=row.lot.number,
            expires_on=row.lot.expires_on,
            quantity=row.quantity,
            directions=row.line.prescription_line.directions,
            amount=row.quantity * row.unit_price,
        )
        for row in rows.order_by("line__prescription_line__position", "lot__expires_on")
    ]


def shares_of_plan(proposal: Proposal) -> list[tuple[str, int]]:
    """Return each payer in the order of payment, and its share."""
    shares = proposal.plan.shares if proposal.plan else {}
    return [(payer.label, shares[payer]) for payer in Payer if payer in shares]


def shares_of(pickup: Pickup) -> list[tuple[str, int]]:
    """Return each payer of a pick-up in the order of payment, and its share."""
    columns = {payer: payer.value for payer in Payer} | {Payer.PERSON: "person_share"}
    return [(payer.label, getattr(pickup, columns[payer])) for payer in Payer]


def stage_of(pickup: Pickup, *, on: date) -> tuple[str, str]:
    """Return the stage in words and its kind; what was not completed on its day has lapsed."""
    stage = PickupStage(pickup.stage)
    if stage is PickupStage.PREPARED and pickup.prepared_on < on:
        stage = PickupStage.LAPSED
    return PICKUP.stages[stage], KINDS[stage]


def signatures_of(pickup: Pickup) -> list[Signature]:
    """Return the signatures of a pick-up: doctor, guardian, dispenser."""
    rows = pickup.signatures.select_related("staff").order_by("recorded_at")
    return sorted(rows, key=lambda row: Signature.Role.values.index(row.role))


def injections_of(pickup_id: UUID) -> list[Injection]:
    """Return the injections that a pick-up gave, those of a reversed one too."""
    rows = Injection.objects.filter(pickup_id=pickup_id).select_related("product")
    return list(rows.order_by("prescription_line__position"))


def events_of(pickup: Pickup) -> list[dict[str, object]]:
    """Return what happened to a pick-up, oldest first, for a timeline."""
    made = {"on": pickup.recorded_at, "title": gettext_noop("备药"), "by": pickup.recorded_by.name}
    moves = [
        {
            "on": event.recorded_at,
            "title": PICKUP.acts[PickupMove(event.move)],
            "by": event.recorded_by.name,
            "because": event.because,
            "clause": event.clause,
        }
        for event in pickup.events.select_related("recorded_by").order_by("recorded_at")
    ]
    return [made, *moves]
