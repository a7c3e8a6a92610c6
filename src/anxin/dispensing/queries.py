"""Reads of the counter; each within the reach of who acts, as row security has it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from anxin.clinics.models import Prescription
from anxin.database.statements import one
from anxin.dispensing.models import Pickup, PickupEvent, Signature, SlipScan
from anxin.enrolment.models import Card, HospitalStay
from anxin.enrolment.queries import find_card
from anxin.people.models import Person
from anxin.people.queries import find_by_identity_number
from anxin.policy import load
from anxin.rules.access import Actor
from anxin.rules.dispensing import TO_DISPENSE
from anxin.rules.pickup_stages import PickupMove, PickupStage
from anxin.rules.prescription_stages import PrescriptionStage
from anxin.rules.quarters import Quarter


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A person at the counter, by the card that was scanned or by number."""

    person_id: UUID
    card_id: UUID | None


def find_person(text: str) -> Found | None:
    """Return who a scanned card, a card number or an identity number names; None out of reach."""
    card: Card | None = find_card(text)
    if card is not None:
        return Found(person_id=card.person_id, card_id=card.id)
    person: Person | None = find_by_identity_number(text)
    return Found(person_id=person.id, card_id=None) if person else None


def waiting_prescriptions(actor: Actor, *, on: date) -> QuerySet[Prescription]:
    """Return the reviewed prescriptions of the actor's counter that nothing is prepared for today."""
    prepared = Pickup.objects.filter(
        prescription=OuterRef("pk"), prepared_on=on, stage=PickupStage.PREPARED
    )
    return (
        _current(actor, on=on)
        .filter(~Exists(prepared), stage=PrescriptionStage.REVIEWED)
        .order_by("recorded_at")
    )


def prescription_of(person_id: UUID, *, actor: Actor, on: date) -> Prescription | None:
    """Return a person's prescription to be dispensed here: the reviewed or owed one, else the newest."""
    rows = list(_current(actor, on=on).filter(person_id=person_id).order_by("-recorded_at"))
    open_ones = [row for row in rows if row.stage in TO_DISPENSE]
    return next(iter([*open_ones, *rows]), None)


def find_prescription(prescription_id: UUID, *, actor: Actor) -> Prescription | None:
    """Return a prescription written at the actor's point; None for any other."""
    return Prescription.objects.filter(
        id=prescription_id, organisation_id=actor.organisation_id
    ).first()


def _current(actor: Actor, *, on: date) -> QuerySet[Prescription]:
    days = load().supply_terms(on).validity_days
    return Prescription.objects.filter(
        organisation_id=actor.organisation_id,
        written_on__gt=on - timedelta(days=days),
        written_on__lte=on,
    )


def parts_of(prescription_id: UUID) -> list[Pickup]:
    """Return the completed pick-ups of a prescription, oldest first: several where some was owed."""
    rows = Pickup.objects.filter(
        prescription_id=prescription_id, stage=PickupStage.COMPLETED, events__move="complete"
    )
    return list(rows.order_by("events__recorded_at"))


def pickups_of_day(actor: Actor, *, on: date) -> QuerySet[Pickup]:
    """Return the day's pick-ups of the actor's counter, newest first."""
    return Pickup.objects.filter(organisation_id=actor.organisation_id, prepared_on=on).order_by(
        "-recorded_at"
    )


def unfinished(actor: Actor, *, on: date) -> QuerySet[Pickup]:
    """Return what is prepared today and not completed."""
    return pickups_of_day(actor, on=on).filter(stage=PickupStage.PREPARED)


def stopped_by_a_stay(actor: Actor, *, on: date) -> QuerySet[Pickup]:
    """Return what was prepared today and taken back by an admission to hospital (5.1.6.1)."""
    return pickups_of_day(actor, on=on).filter(
        stage=PickupStage.LAPSED, events__move=PickupMove.LAPSE, events__clause="5.1.6.1"
    )


def stopped_by(pickup: Pickup) -> PickupEvent | None:
    """Return why a pick-up lapsed; None where it did not."""
    return pickup.events.filter(move=PickupMove.LAPSE).order_by("recorded_at").last()


def in_hospital(person_ids: Iterable[UUID], *, on: date) -> set[UUID]:
    """Return who of these people is in hospital on a day, as far as is read here."""
    stays = HospitalStay.objects.filter(person_id__in=list(person_ids), since__lte=on)
    return set(stays.filter(Q(until=None) | Q(until__gt=on)).values_list("person_id", flat=True))


def prepared_for(prescription_id: UUID, *, on: date) -> Pickup | None:
    """Return the pick-up prepared today for a prescription."""
    return Pickup.objects.filter(
        prescription_id=prescription_id, prepared_on=on, stage=PickupStage.PREPARED
    ).first()


def find_pickup(pickup_id: UUID, *, actor: Actor) -> Pickup | None:
    """Return a pick-up of the actor's counter; None for any other."""
    return (
        Pickup.objects.filter(id=pickup_id, organisation_id=actor.organisation_id)
        .select_related("hospital", "card", "prescriber", "reviewer", "recorded_by")
        .first()
    )


def claimed_in(pickup_id: UUID) -> Quarter | None:
    """Return the quarter in whose claim a pick-up stands; None where it was not claimed."""
    row = one("SELECT security.claimed_in(%s)", pickup_id)
    return Quarter.parse(row[0]) if row and row[0] else None


def slips_owed(actor: Actor) -> QuerySet[Pickup]:
    """Return the completed pick-ups signed on paper whose scan is owed: they can't be claimed."""
    on_paper = Signature.objects.filter(pickup=OuterRef("pk"), way=Signature.Way.PAPER)
    scanned = SlipScan.objects.filter(pickup=OuterRef("pk"))
    return Pickup.objects.filter(
        Exists(on_paper),
        ~Exists(scanned),
        organisation_id=actor.organisation_id,
        stage=PickupStage.COMPLETED,
    ).order_by("prepared_on")


def slip_number(pickup: Pickup) -> str:
    """Return the number of the paper slip that a pick-up was signed on; empty where on the pad."""
    return next((s.slip_number for s in pickup.signatures.all() if s.slip_number), "")
