"""What the store owed of a prescription ends: handed over, lapsed, or taken back (working-rules:owed)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from anxin.acts.services import begin
from anxin.clinics import requirements as asks
from anxin.clinics.models import Attendance, Prescription, PrescriptionEvent
from anxin.clinics.queries.days import held_days
from anxin.clinics.reach import reaches
from anxin.clinics.services.attendance import ProxySeen, about_cards, about_who_came, sealed
from anxin.database.locks import lock
from anxin.database.statements import run
from anxin.policy import load
from anxin.rules.access import Actor
from anxin.rules.clauses import cites
from anxin.rules.decisions import Condition, Decision, Refused
from anxin.rules.dispensing import ShownCard
from anxin.rules.prescribing import prescription_is_valid
from anxin.rules.prescription_stages import PrescriptionMove, PrescriptionStage

_END = """
UPDATE clinics_owed SET ended_by_id = %s::uuid WHERE prescription_id = %s::uuid AND ended_by_id IS NULL
"""
OUT_OF_DAYS = gettext_noop("过了处方有效期没有补发，欠药作废；须由医师重新开方")
WRITTEN_ANEW = gettext_noop("医师已重新开方，原处方的欠药作废")


def end_owed(*, prescription_id: UUID, ended_by_id: UUID) -> None:
    """Let what a prescription was owed count no longer.

    Inner: inside the act of a later pick-up or a reversal, which ``dispensing`` writes.
    """
    run(_END, ended_by_id, prescription_id)


@cites("working-rules:owed", "rx-2007:validity")
def lapse_owed(*, request_id: UUID, actor: Actor, at: datetime) -> int:
    """Let lapse what is owed on prescriptions whose days are over; say on how many. Safe to repeat."""
    del actor
    on = localdate(at)
    if begin(request_id=request_id, kind="owed.lapse", content={}, result_id=request_id, at=at):
        return 0
    days = load().supply_terms(on).validity_days
    over = Prescription.objects.filter(
        stage=PrescriptionStage.PARTLY_DISPENSED, written_on__lte=on - timedelta(days=days)
    )
    ids = list(over.order_by("id").values_list("id", flat=True))
    lock(Prescription, *ids)
    for prescription_id in over.filter(id__in=ids).order_by("id").values_list("id", flat=True):
        lapse_of(prescription_id, because=OUT_OF_DAYS, act_id=request_id, on=on)
    return len(ids)


def lapse_of(prescription_id: UUID, *, because: str, act_id: UUID, on: date) -> None:
    """Let what one prescription is owed lapse, inside the caller's act; the rows end by trigger."""
    PrescriptionEvent.objects.create(
        prescription_id=prescription_id,
        move=PrescriptionMove.LAPSE_OWED,
        because=because,
        clause="working-rules:owed",
        occurred_on=on,
        act_id=act_id,
    )


@cites("5.2.3", "5.3.2.a", "working-rules:owed")
def arrive_for_owed(
    *,
    request_id: UUID,
    prescription_id: UUID,
    came: str,
    shown: Iterable[str],
    proxy: ProxySeen | None,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Record who came for what is owed on a day without a clinic: every card is shown again."""
    new = uuid4()
    cards = [ShownCard(card) for card in shown]
    content = {
        "prescription": prescription_id,
        "came": came,
        "shown": sorted(cards),
        "proxy": asdict(proxy) if proxy else None,
    }
    if earlier := begin(
        request_id=request_id, kind="clinic.arrive_for_owed", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    today = localdate(at)
    found = Prescription.objects.get(id=prescription_id)
    point, person_id = found.organisation_id, found.person_id
    Refused.unless(
        Decision.of(
            *about_cards(person_id, cards=cards, point=point, on=today, actor=actor),
            *_about_owed(found, on=today),
            about_who_came(person_id, came=came, proxy=proxy, on=today),
        )
    )
    Attendance.objects.create(
        id=new,
        owed_on=found,
        organisation_id=point,
        person_id=person_id,
        day=today,
        came=came,
        shown=[card.value for card in cards],
        act_id=request_id,
        **sealed(proxy, row_id=new),
    )
    return new


def _about_owed(prescription: Prescription, *, on: date) -> tuple[Condition, ...]:
    point = prescription.organisation_id
    here = Attendance.objects.filter(organisation_id=point, day=on)
    current = prescription_is_valid(
        written_on=prescription.written_on, terms=load().supply_terms(on), on=on
    )
    return (
        asks.POINT_IS_IN_REACH.met_if(reaches("clinic.attend", point)),
        asks.SOMETHING_IS_OWED.met_if(
            current and prescription.stage == PrescriptionStage.PARTLY_DISPENSED
        ),
        asks.NO_CLINIC_TODAY.met_if(not held_days().filter(organisation_id=point, day=on).exists()),
        asks.ARRIVED_ONCE.met_if(not here.filter(person_id=prescription.person_id).exists()),
    )
