"""Steps to the counter and at it: each a service called by the colleague whose duty it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.clinics import services as clinics
from anxin.clinics.models import ClinicDay
from anxin.clinics.services import Prescribed
from anxin.dispensing import services
from anxin.dispensing.models import Pickup, PickupLine
from anxin.enrolment.models import Card, Enrolment
from anxin.pharmacy import services as pharmacy
from anxin.pharmacy.models import Lot, Product
from anxin.pharmacy.queries import order_lines
from anxin.rules.dosing import Dose
from anxin.rules.money import Fen
from tests.enrolment import admitting
from tests.world import become, beijing, organisation, staff_id

ADMITTED = beijing(2026, 11, 9)
AT = beijing(2026, 11, 20)
TODAY = date(2026, 11, 20)
RISPERIDONE, CLOZAPINE = "a3-07-1-1mg-20", "a3-06-1-25mg"
PALIPERIDONE, PALIPERIDONE_150 = "a3-13-1-100mg", "a3-13-1-150mg"
HALOPERIDOL_DEPOT = "a3-05-1-50mg"
PRICE = 90
STROKES = json.dumps([{"points": [{"x": x, "y": x * 2 % 7} for x in range(12)]}])
PAD = services.GuardianSigned(way="pad", drawing=STROKES)
CARDS = ("identity", "programme", "special_disease", "insurance")


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody enrolled at a point."""

    person_id: UUID
    enrolment_id: UUID
    card_id: UUID


def enrolled(*, clinic: str = "hc-101", at: datetime = ADMITTED, **details: object) -> Patient:
    """Enrol a person at a point; details are those of annex 4."""
    form = admitting.filled(person=admitting.person(**details), signed_on=localdate(at))
    enrolment_id = admitting.signed(admitting.approved(form, at=at), clinic=clinic, at=at)
    person_id = Enrolment.objects.values_list("person_id", flat=True).get(id=enrolment_id)
    card_id = Card.objects.values_list("id", flat=True).get(enrolment_id=enrolment_id)
    return Patient(person_id=person_id, enrolment_id=enrolment_id, card_id=card_id)


def stocked(
    units: int = 1000,
    *,
    product: str = RISPERIDONE,
    point: str = "hc-101",
    expires_on: date = date(2028, 6, 30),
    price: int = PRICE,
    at: datetime = AT,
) -> UUID:
    """Buy a lot for the guiding hospital and move it to a point's store; return the lot."""
    actor = become("storekeeper")
    product_id = Product.objects.values_list("id", flat=True).get(code=product)
    today = localdate(at)
    order_id = pharmacy.place_order(
        request_id=uuid4(),
        platform_number=f"PT-{uuid4().hex[:12]}",
        supplier="测试医药公司",
        ordered_on=today,
        lines=[pharmacy.OrderedLine(product_id=product_id, quantity=units, unit_price=price)],
        actor=actor,
        at=at,
    )
    number = f"B{uuid4().hex[:8]}"
    receipt_id = pharmacy.receive(
        request_id=uuid4(),
        order_id=order_id,
        invoice_number=f"FP-{uuid4().hex[:8]}",
        received_on=today,
        lots=[
            pharmacy.ReceivedLot(
                line_id=_line_of(order_id),
                number=number,
                maker="测试制药厂",
                expires_on=expires_on,
                quantity=units,
            )
        ],
        actor=actor,
        at=at,
    )
    lot_id = _lot_of(receipt_id)
    pharmacy.transfer(
        request_id=uuid4(),
        target_id=organisation(point).id,
        lines=[(lot_id, units)],
        moved_on=today,
        actor=actor,
        at=at,
    )
    return lot_id


def _line_of(order_id: UUID) -> UUID:
    return order_lines(order_id)[0].line_id


def _lot_of(receipt_id: UUID) -> UUID:
    return Lot.objects.values_list("id", flat=True).get(receipt_id=receipt_id)


def clinic_day(point: str = "hc-101", *, day: date = TODAY, at: datetime = AT) -> UUID:
    """Publish a clinic day of a point, or return the one that is there."""
    actor = become("psychiatrist")
    known = ClinicDay.objects.filter(organisation__code=point, day=day).first()
    if known:
        return known.id
    return clinics.publish_day(
        request_id=uuid4(),
        organisation_id=organisation(point).id,
        day=day,
        doctor_id=staff_id("psychiatrist"),
        actor=actor,
        at=at,
    )


def arrived(patient: Patient, *, point: str = "hc-101", at: datetime = AT) -> UUID:
    """Let a patient arrive with every card that is asked for."""
    day_id = clinic_day(point, day=localdate(at), at=at)
    return clinics.arrive(
        request_id=uuid4(),
        clinic_day_id=day_id,
        person_id=patient.person_id,
        came="patient",
        shown=CARDS,
        proxy=None,
        walk_in_reason="到期取药",
        actor=become("officer" if point == "hc-101" else "other_officer"),
        at=at,
    )


def asked(product: str = RISPERIDONE, *, days: int = 28, units: int = 2) -> Prescribed:
    """Return one medicine as a doctor asks for it."""
    return Prescribed(
        product_id=Product.objects.values_list("id", flat=True).get(code=product),
        dose=Dose(morning=units, evening=units),
        days=days,
    )


def needle(
    product: str = PALIPERIDONE, *, units: int = 1, reason: str = "", continues: bool = False
) -> Prescribed:
    """Return one injection as a doctor asks for it, for its interval."""
    return Prescribed(
        product_id=Product.objects.values_list("id", flat=True).get(code=product),
        dose=Dose(injected=units),
        days=28,
        continues=continues,
        reason=reason,
    )


def injected(
    pickup_id: UUID,
    *,
    site: str = "deltoid_left",
    by: str = "测试护士",
    at: datetime = AT,
) -> list[services.InjectionGiven]:
    """Return how each injected line of a pick-up was given."""
    lines = PickupLine.objects.filter(pickup_id=pickup_id, prescription_line__injected__gt=0)
    return [
        services.InjectionGiven(line_id=line, site=site, injected_by=by, injected_at=at)
        for line in lines.values_list("prescription_line_id", flat=True)
    ]


def prescribed(
    patient: Patient,
    *lines: Prescribed,
    point: str = "hc-101",
    at: datetime = AT,
    attendance_id: UUID | None = None,
) -> UUID:
    """Prescribe at a visit; risperidone for four weeks where no line is given."""
    attendance_id = attendance_id or arrived(patient, point=point, at=at)
    actor = become("psychiatrist")
    return clinics.prescribe(
        request_id=uuid4(),
        attendance_id=attendance_id,
        risk_level=0,
        findings="病情稳定",
        days=None,
        long_signed=True,
        self_pay_consent=True,
        lines=lines or (asked(),),
        actor=actor,
        at=at,
    )


def reviewed(
    patient: Patient,
    *lines: Prescribed,
    point: str = "hc-101",
    at: datetime = AT,
    attendance_id: UUID | None = None,
) -> UUID:
    """Prescribe, and let the pharmacist pass it."""
    return passed(
        prescribed(patient, *lines, point=point, at=at, attendance_id=attendance_id), at=at
    )


def passed(prescription_id: UUID, *, at: datetime = AT) -> UUID:
    """Let the pharmacist pass a prescription."""
    clinics.review(
        request_id=uuid4(),
        prescription_id=prescription_id,
        passed=True,
        reason="",
        actor=become("pharmacist"),
        at=at,
    )
    return prescription_id


def prepared(
    prescription_id: UUID,
    *,
    by: str = "dispenser",
    at: datetime = AT,
    next_in: int = 27,
    request_id: UUID | None = None,
    card_id: UUID | None = None,
    part: bool = False,
) -> UUID:
    """Prepare a pick-up; with ``part`` what is there, and the rest is owed."""
    actor = become(by)
    return services.prepare(
        request_id=request_id or uuid4(),
        prescription_id=prescription_id,
        next_pickup_on=localdate(at) + timedelta(days=next_in),
        card_id=card_id,
        part=part,
        actor=actor,
        at=at,
    )


def came_for_owed(prescription_id: UUID, *, at: datetime) -> UUID:
    """Let a patient come for what is owed on a day without a clinic, with every card."""
    return clinics.arrive_for_owed(
        request_id=uuid4(),
        prescription_id=prescription_id,
        came="patient",
        shown=CARDS,
        proxy=None,
        actor=become("dispenser"),
        at=at,
    )


def completed(
    pickup_id: UUID,
    *,
    by: str = "dispenser",
    guardian: services.GuardianSigned = PAD,
    confirmed: bool = True,
    explained: bool = True,
    injections: Sequence[services.InjectionGiven] = (),
    at: datetime = AT,
    request_id: UUID | None = None,
) -> UUID:
    """Complete a pick-up."""
    actor = become(by)
    return services.complete(
        request_id=request_id or uuid4(),
        pickup_id=pickup_id,
        guardian=guardian,
        dispenser_confirmed=confirmed,
        explained=explained,
        injections=injections,
        actor=actor,
        at=at,
    )


def reversed_(
    pickup_id: UUID,
    *,
    reason: str = "发错药",
    left_counter: bool = False,
    by: str = "dispenser",
    at: datetime = AT,
) -> UUID:
    """Reverse a pick-up."""
    actor = become(by)
    return services.reverse(
        request_id=uuid4(),
        pickup_id=pickup_id,
        reason=reason,
        left_counter=left_counter,
        actor=actor,
        at=at,
    )


def settled(
    prescription_id: UUID,
    *,
    exhausted: bool = False,
    invoice: str = "TB-0001",
    total: int = 6000,
    reimbursed: int = 2000,
    at: datetime = AT,
) -> UUID:
    """Record the special-disease bill brought along."""
    actor = become("dispenser")
    return services.settle_special_disease(
        request_id=uuid4(),
        prescription_id=prescription_id,
        exhausted=exhausted,
        hospital="" if exhausted else "江津区中心医院",
        invoice_number="" if exhausted else invoice,
        total=Fen(0 if exhausted else total),
        reimbursed=Fen(0 if exhausted else reimbursed),
        settled_on=localdate(at),
        actor=actor,
        at=at,
    )


def ready(**details: object) -> tuple[Patient, UUID]:
    """Return a patient with a reviewed prescription, and medicine in the store."""
    stocked()
    patient = enrolled(**details)
    return patient, reviewed(patient)


def handed_over(**details: object) -> tuple[Patient, Pickup]:
    """Return a patient whose pick-up is completed."""
    patient, prescription_id = ready(**details)
    pickup_id = completed(prepared(prescription_id))
    return patient, Pickup.objects.get(id=pickup_id)
