"""People, clinic days and prescriptions for tests: made by the services, as in life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from anxin.clinics import queries, services
from anxin.clinics.models import Supply
from anxin.clinics.services import Prescribed, ProxySeen
from anxin.demo.numbers import with_check_character
from anxin.enrolment import services as admission
from anxin.enrolment.services import (
    ApplicationFilled,
    GuardianDetails,
    MaterialSeen,
    PersonDetails,
)
from anxin.organisations.models import Organisation
from anxin.people.models import Person
from anxin.pharmacy.models import Product
from anxin.rules.dosing import Dose
from tests import world
from tests.world import beijing

TODAY = date(2026, 11, 23)
AT = beijing(2026, 11, 23, 9, 30)
ENROLLED_AT = beijing(2026, 10, 12)
OLANZAPINE, OTHER_OLANZAPINE = "a3-08-1-5mg-28", "a3-08-1-10mg-14"
RISPERIDONE, CLOZAPINE = "a3-07-1-1mg-20", "a3-06-1-25mg"
LITHIUM, VALPROATE = "a3-18-1-250mg", "a3-20-1-200mg"
DIAZEPAM, PALIPERIDONE, ACUTE = "a3-25-1-2.5mg", "a3-13-1-100mg", "a3-10-2-10mg"
CARDS = ("identity", "programme")
GUARDIAN_BORN = date(1970, 5, 5)
_serial = count(1)


def identity_number(*, born: date, sex: str = "1") -> str:
    """Return an identity number of nobody, in region 000000."""
    order = 2 * (next(_serial) % 499) + (sex == "1")
    return with_check_character(f"000000{born:%Y%m%d}{order:03d}")


def details(**changes: object) -> PersonDetails:
    """Return an adult who applies as poor, with changes."""
    born = date(1960 + next(_serial) % 40, 1 + next(_serial) % 12, 7)
    facts: dict[str, object] = {
        "name": "试小安",
        "sex": "1",
        "born": born,
        "address": "测试村一组",
        "diagnosis": 1,
        "resident_since": date(2019, 1, 1),
        "identity_number": identity_number(born=born),
        "poverty": ("minimum_living",),
        "certified_by": "江津区精神康复院",
        "certified_on": date(2020, 1, 1),
    }
    return PersonDetails(**{**facts, **changes})  # type: ignore[arg-type]


def guardian() -> GuardianDetails:
    """Return a guardian who is a person."""
    return GuardianDetails(
        kind="person",
        name="试监护",
        relation="relative",
        identity_number=identity_number(born=GUARDIAN_BORN),
        born=GUARDIAN_BORN,
    )


def enrolled(
    *,
    guardians: Sequence[GuardianDetails] = (),
    clinic: str = world.POINT,
    clinic_reason: str = "",
    at: datetime = ENROLLED_AT,
    **changes: object,
) -> UUID:
    """Take a person from the application to the card; return the person's id."""
    filled = ApplicationFilled(
        village_id=world.village_id(),
        person=details(**changes),
        guardians=tuple(guardians),
        applied_by="guardian" if guardians else "patient",
        signed_on=at.date(),
    )
    officer = world.become("officer")
    application = admission.submit_application(
        request_id=uuid4(), filled=filled, actor=officer, at=at
    )
    admission.confirm_by_village(
        request_id=uuid4(),
        application_id=application,
        resident=True,
        poor=True,
        agrees=True,
        text="属实",
        actor=world.become("village"),
        at=at,
    )
    admission.review_by_township(
        request_id=uuid4(),
        application_id=application,
        materials=_materials(filled.person),
        agrees=True,
        text="同意",
        actor=world.become("officer"),
        at=at,
    )
    admission.decide(
        request_id=uuid4(),
        application_id=application,
        verdict="approve",
        reason="",
        actor=world.become("reviewer"),
        at=at,
    )
    officer = world.become("officer")
    admission.sign_agreement(
        request_id=uuid4(),
        application_id=application,
        clinic_id=place(clinic),
        clinic_reason=clinic_reason,
        signed_for_hospital="测试负责人",
        signed_for_person="patient",
        actor=officer,
        at=at,
    )
    return Person.objects.values_list("id", flat=True).get(applications__id=application)


def _materials(person: PersonDetails) -> list[MaterialSeen]:
    needed = {1, 2, 4, 6} | ({3} if person.insurance_kind != "none" else set())
    return [
        MaterialSeen(item=item, state="present", original_seen=True, copies=2)
        if item in needed
        else MaterialSeen(item=item, state="not_needed")
        for item in range(1, 7)
    ]


def place(code: str) -> UUID:
    """Return the id of an organisation."""
    return Organisation.objects.values_list("id", flat=True).get(code=code)


def product(code: str = OLANZAPINE) -> UUID:
    """Return the id of a product."""
    return Product.objects.values_list("id", flat=True).get(code=code)


def clinic_day(
    *, point: str = world.POINT, day: date = TODAY, doctor: str = "psychiatrist", at: datetime = AT
) -> UUID:
    """Publish a clinic day as its doctor."""
    actor = world.become(doctor)
    return services.publish_day(
        request_id=uuid4(),
        organisation_id=place(point),
        day=day,
        doctor_id=world.staff_id(doctor),
        actor=actor,
        at=at,
    )


def booked(day: UUID, person: UUID, *, by: str = "officer", at: datetime = AT) -> UUID:
    """Book a person."""
    return services.book(
        request_id=uuid4(), clinic_day_id=day, person_id=person, actor=world.become(by), at=at
    )


def arrived(
    day: UUID,
    person: UUID,
    *,
    by: str = "officer",
    came: str = "patient",
    shown: Sequence[str] = CARDS,
    proxy: ProxySeen | None = None,
    walk_in_reason: str = "药吃完了",
    seen_on: date | None = None,
    at: datetime = AT,
    request_id: UUID | None = None,
) -> UUID:
    """Record an arrival."""
    return services.arrive(
        request_id=request_id or uuid4(),
        clinic_day_id=day,
        person_id=person,
        came=came,
        shown=shown,
        proxy=proxy,
        walk_in_reason=walk_in_reason,
        seen_on=seen_on,
        actor=world.become(by),
        at=at,
    )


def line(code: str = OLANZAPINE, **changes: object) -> Prescribed:
    """Return a line of one unit each night for 28 days, with changes."""
    injected = code in (PALIPERIDONE, ACUTE)
    dose = Dose(injected=1) if injected else Dose(night=2)
    facts: dict[str, object] = {"product_id": product(code), "dose": dose, "days": 28}
    return Prescribed(**{**facts, **changes})  # type: ignore[arg-type]


def prescribed(
    attendance: UUID,
    *lines: Prescribed,
    by: str = "psychiatrist",
    at: datetime = AT,
    request_id: UUID | None = None,
    risk_level: int = 0,
    long_signed: bool = False,
    self_pay_consent: bool = False,
    reason: str = "",
    days: int | None = None,
) -> UUID:
    """Sign a prescription."""
    actor = world.become(by)
    return services.prescribe(
        request_id=request_id or uuid4(),
        attendance_id=attendance,
        risk_level=risk_level,
        findings="病情平稳",
        days=days,
        long_signed=long_signed,
        self_pay_consent=self_pay_consent,
        reason=reason,
        lines=lines or [line()],
        actor=actor,
        at=at,
    )


def reviewed(
    prescription: UUID,
    *,
    by: str = "pharmacist",
    passed: bool = True,
    reason: str = "",
    at: datetime = AT,
) -> UUID:
    """Review a prescription."""
    return services.review(
        request_id=uuid4(),
        prescription_id=prescription,
        passed=passed,
        reason=reason,
        actor=world.become(by),
        at=at,
    )


def examined(
    person: UUID, *, taken_on: date = TODAY, by: str = "officer", at: datetime = AT, **values: int
) -> UUID:
    """Copy a laboratory sheet in; a good count of white cells where nothing else is said."""
    return services.record_results(
        request_id=uuid4(),
        person_id=person,
        taken_on=taken_on,
        laboratory="测试检验科",
        values=values or {"white_cells": 5500},
        actor=world.become(by),
        at=at,
    )


def corrected(
    result: UUID,
    value: int | None,
    *,
    taken_on: date = TODAY,
    because: str = "抄错",
    by: str = "officer",
    at: datetime = AT,
) -> UUID:
    """Correct a result; without a value it is taken back."""
    return services.correct_result(
        request_id=uuid4(),
        result_id=result,
        value=value,
        taken_on=taken_on,
        laboratory="测试检验科",
        because=because,
        actor=world.become(by),
        at=at,
    )


def supplied(
    person: UUID,
    *,
    days: int = 28,
    code: str = OLANZAPINE,
    on: date = TODAY,
    pickup_id: UUID | None = None,
) -> UUID:
    """Write the supply that the counter writes with a pick-up; return the pick-up's id."""
    pickup = pickup_id or uuid4()
    world.become("dispenser")
    found = Product.objects.get(code=code)
    since = queries.supply_ends(person, [found.substance], on=on)[found.substance]
    Supply.objects.create(
        person_id=person,
        organisation_id=place(world.POINT),
        pickup_id=pickup,
        product=found,
        substance=found.substance,
        quantity=days,
        given_on=on,
        since=since,
        until=since + timedelta(days=days),
    )
    return pickup


def called_off(
    day: UUID,
    *,
    new_day: date | None = None,
    because: str = "医师外出培训",
    by: str = "psychiatrist",
    at: datetime = AT,
    request_id: UUID | None = None,
) -> UUID:
    """Move a clinic day to another, or cancel it."""
    actor = world.become(by)
    return services.call_off(
        request_id=request_id or uuid4(),
        clinic_day_id=day,
        new_day=new_day,
        because=because,
        actor=actor,
        at=at,
    )


def called(
    call: UUID,
    outcome: str = "reached",
    *,
    day: UUID | None = None,
    note: str = "",
    by: str = "officer",
    at: datetime = AT,
) -> UUID:
    """Write down what came of a call."""
    actor = world.become(by)
    return services.record_call(
        request_id=uuid4(),
        call_id=call,
        outcome=outcome,
        clinic_day_id=day,
        note=note,
        actor=actor,
        at=at,
    )


def asked_why(
    booking: UUID,
    cause: str = "forgot",
    *,
    promised_on: date | None = None,
    day: UUID | None = None,
    note: str = "",
    by: str = "officer",
    at: datetime = AT,
) -> UUID:
    """Write down why somebody did not come, with the next day."""
    actor = world.become(by)
    return services.record_absence(
        request_id=uuid4(),
        booking_id=booking,
        cause=cause,
        note=note,
        promised_on=promised_on,
        clinic_day_id=day,
        actor=actor,
        at=at,
    )
