"""Take a row in, step by step: each by the hand that does it online, through the same services (5.2, 5.3.2).

The business day of every step is the clinic day, at the row's own hour; when it was entered the database
writes itself. Nobody signs for another: the arrival is the dispenser's or doctor's who was there, the
prescription its psychiatrist's, the review the pharmacist's, the pick-up the dispenser's.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5

from anxin.acts.services import begin
from anxin.clinics import services as clinics
from anxin.clinics.models import Attendance, Prescription
from anxin.clinics.services import ProxySeen
from anxin.dispensing import services as counter
from anxin.dispensing.injecting import to_inject
from anxin.dispensing.services import GuardianSigned, InjectionGiven
from anxin.dispensing.signing import PAPER
from anxin.packs.checking import Checked, check, moment
from anxin.packs.models import PackEntry, PackEntryEvent
from anxin.packs.queries.entries import entries_of, read_texts
from anxin.packs.services.settling import locked, move
from anxin.privacy.door import Look
from anxin.rules.access import Actor
from anxin.rules.decisions import Refused, condition
from anxin.rules.pack_entry_stages import PACK_ENTRY, EntryMove, EntryStage
from anxin.rules.pack_reading import Filled
from anxin.rules.prescription_stages import PrescriptionStage

PRESCRIPTION_STANDS = condition(
    "pack-prescription-stands",
    "5.3.2.a",
    met="处方有效",
    unmet="这一行的处方已经改开、退回或过期，请搁置这一行后重新办理",
)


def arrive(*, request_id: UUID, entry_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Record the arrival of a row; who arrived online before the line broke is taken as they are."""
    entry, found = _begun(request_id, entry_id, EntryMove.ARRIVE, actor=actor, at=at)
    if found is None:
        return entry_id
    filled, then = _filled(found), moment(entry.pack, found.filled, at=at)
    if _attendance(entry) is None:
        assert entry.person_id is not None, "nobody's row has a fault"
        clinics.arrive(
            request_id=request_id,
            clinic_day_id=entry.pack.clinic_day_id,
            person_id=entry.person_id,
            came=filled.came,
            shown=filled.shown,
            proxy=_proxy(filled),
            walk_in_reason=filled.walk_in,
            seen_on=filled.seen_on,
            actor=actor,
            at=then,
        )
    else:
        content = {"entry": entry_id}
        begin(
            request_id=request_id, kind="pack.arrive", content=content, result_id=entry_id, at=then
        )
    move(entry, EntryMove.ARRIVE, act_id=request_id, at=then)
    return entry_id


def sign(*, request_id: UUID, entry_id: UUID, actor: Actor, at: datetime) -> UUID:
    """Sign the prescription of a row as it stands there; only its clinic day's psychiatrist may."""
    entry, found = _begun(request_id, entry_id, EntryMove.SIGN, actor=actor, at=at)
    if found is None:
        return entry_id
    filled, then = _filled(found), moment(entry.pack, found.filled, at=at)
    attendance = _attendance(entry)
    assert attendance is not None, "a row arrives before it is signed"
    clinics.prescribe(
        request_id=request_id,
        attendance_id=attendance.id,
        risk_level=filled.risk,
        findings=filled.findings,
        long_signed=filled.long_signed,
        self_pay_consent=filled.self_pay,
        reason=filled.reason,
        lines=[one.line.asked for one in found.medicines],
        actor=actor,
        at=then,
    )
    move(entry, EntryMove.SIGN, act_id=request_id, at=then)
    return entry_id


def review(
    *,
    request_id: UUID,
    entry_id: UUID,
    passed: bool,
    reason: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Review the prescription of a row after the day; sent back, it waits for its doctor again.

    One that was passed from the ordinary queue already is taken as it is.
    """
    what = EntryMove.REVIEW if passed else EntryMove.RETURN
    entry, found = _begun(request_id, entry_id, what, actor=actor, at=at)
    if found is None:
        return entry_id
    then = moment(entry.pack, found.filled, at=at)
    prescription = _prescription(entry, PrescriptionStage.SIGNED, PrescriptionStage.REVIEWED)
    if passed and prescription.stage == PrescriptionStage.REVIEWED:
        content = {"entry": entry_id}
        begin(
            request_id=request_id, kind="pack.review", content=content, result_id=entry_id, at=then
        )
    else:
        clinics.review(
            request_id=request_id,
            prescription_id=prescription.id,
            passed=passed,
            reason=reason,
            actor=actor,
            at=then,
        )
    move(entry, what, act_id=request_id, at=then, because=reason.strip())
    return entry_id


def give(*, request_id: UUID, entry_id: UUID, explained: bool, actor: Actor, at: datetime) -> UUID:
    """Book what was handed over: the lots written in the row, the paper slip's number, the next day.

    The dispenser confirms by password on the page; the scan of the slip stays owed, as online.
    """
    entry, found = _begun(request_id, entry_id, EntryMove.GIVE, actor=actor, at=at)
    if found is None:
        return entry_id
    filled, then = _filled(found), moment(entry.pack, found.filled, at=at)
    person_id = entry.person_id
    assert person_id is not None, "nobody's row has a fault"
    pickup_id = counter.prepare(
        request_id=uuid5(request_id, "prepare"),
        prescription_id=_prescription(entry, PrescriptionStage.REVIEWED).id,
        next_pickup_on=filled.next_on,
        only_lots=frozenset[UUID]().union(*(one.lot_ids for one in found.medicines)),
        actor=actor,
        at=then,
    )
    counter.complete(
        request_id=request_id,
        pickup_id=pickup_id,
        guardian=GuardianSigned(way=PAPER, slip_number=filled.slip),
        dispenser_confirmed=True,
        explained=explained,
        injections=[
            InjectionGiven(
                line_id=one.line_id,
                site=filled.site,
                injected_by=filled.injected_by,
                injected_at=then,
            )
            for one in to_inject(pickup_id, person_id=person_id, on=entry.pack.clinic_day.day)
        ],
        actor=actor,
        at=then,
    )
    move(entry, EntryMove.GIVE, act_id=request_id, at=then)
    return entry_id


def _begun(
    request_id: UUID, entry_id: UUID, what: EntryMove, *, actor: Actor, at: datetime
) -> tuple[PackEntry, Checked | None]:
    """Lock an entry and look at it anew; None where this request was carried out before.

    Refuses with everything that stands against it, all rows of the pack taken together.
    """
    entry = locked(entry_id)
    if PackEntryEvent.objects.filter(entry=entry, act_id=request_id).exists():
        return entry, None
    PACK_ENTRY.after(EntryStage(entry.stage), what)
    found = look_at(entry, actor=actor, at=at)
    if found.told and what is not EntryMove.RETURN:
        raise Refused(*found.grounds)
    return entry, found


def look_at(entry: PackEntry, *, actor: Actor, at: datetime) -> Checked:
    """Look at one entry beside the others of its pack, recorded."""
    others = list(entries_of(entry.pack))
    texts = read_texts(others, look=Look(actor=actor, page="断网登记补录"))
    return check(entry.pack, others, texts=texts, at=at)[entry.id]


def _filled(found: Checked) -> Filled:
    assert found.filled is not None, "a row without a fault can be read"
    return found.filled


def _proxy(filled: Filled) -> ProxySeen | None:
    if filled.proxy is None:
        return None
    name, relation, number = filled.proxy
    return ProxySeen(name=name, relation=relation, identity_number=number)


def _attendance(entry: PackEntry) -> Attendance | None:
    assert entry.person_id is not None, "nobody's row has a fault"
    return Attendance.objects.filter(
        organisation_id=entry.organisation_id,
        day=entry.pack.clinic_day.day,
        person_id=entry.person_id,
    ).first()


def _prescription(entry: PackEntry, *stages: PrescriptionStage) -> Prescription:
    assert entry.person_id is not None, "nobody's row has a fault"
    found = (
        Prescription.objects.filter(
            organisation_id=entry.organisation_id,
            written_on=entry.pack.clinic_day.day,
            person_id=entry.person_id,
            stage__in=stages,
        )
        .order_by("-recorded_at")
        .first()
    )
    if found is None:
        raise PRESCRIPTION_STANDS.refused()
    return found
