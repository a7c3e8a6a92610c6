"""Three sides of the district, each with every noun a page can show; strangers to each other.

Ours and its neighbour are guided by one hospital, the far side by the other. Whoever works at a
township of one side must learn nothing of the others (security T21). All made by the services.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID, uuid4

from django.utils.timezone import localdate, now

from anxin.clinics import services as clinics
from anxin.clinics.models import Call
from anxin.clinics.services import Prescribed
from anxin.demo.numbers import Numbers
from anxin.dispensing import services as counter
from anxin.enrolment import services as admission
from anxin.enrolment.models import Card, Enrolment
from anxin.enrolment.services import ApplicationFilled, GuardianDetails, PersonDetails
from anxin.people.models import Person
from anxin.pharmacy import services as pharmacy
from anxin.pharmacy.models import Lot, Product
from anxin.pharmacy.queries import order_lines
from anxin.rules.dosing import Dose
from anxin.rules.quarters import Quarter
from tests.dispensing.steps import CARDS, PAD
from tests.enrolment.admitting import complete
from tests.world import become, organisation, staff_id, village_id

NUMBERS = Numbers(Random(2021))
MEDICINE = "a3-07-1-1mg-20"
LACKING = "a3-06-1-25mg"
PRICE = 90
GIVEN = [
    "青竹",
    "明月",
    "晚晴",
    "知秋",
    "若水",
    "怀瑾",
    "听雨",
    "望舒",
    "停云",
    "沐风",
    "拾光",
    "南枝",
    "北辰",
    "东篱",
    "西洲",
    "扶苏",
    "采薇",
    "鹿鸣",
    "子衿",
    "静姝",
    "关雎",
    "蒹葭",
    "桃夭",
    "甘棠",
    "白露",
    "清和",
    "云帆",
    "疏影",
    "朝雨",
    "春山",
    "秋水",
    "寒松",
    "素月",
    "长风",
    "听泉",
    "松月",
    "竹溪",
    "梅影",
    "兰舟",
    "桂香",
    "荷风",
    "枫桥",
    "柳岸",
    "雁回",
    "归舟",
    "晴岚",
    "烟雨",
    "星河",
    "月白",
    "云深",
    "水清",
    "石泉",
    "谷雨",
    "惊蛰",
]
_ORDER = count(1)


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody made up, and every string that would give them away."""

    person_id: UUID
    application_id: UUID
    name: str
    secrets: tuple[str, ...]
    """Number, phone, address, insurance card."""
    guardian: tuple[str, ...]
    """The guardian's name and phone."""


@dataclass
class Side:
    """Who works on a side and where; afterwards what there is."""

    name: str
    surname: str
    officer: str
    village_clerk: str
    village: str
    town: str
    keeper: str
    doctor: str
    pharmacist: str
    dispenser: str
    storekeeper: str
    accountant: str
    hospital: str
    quarters_back: int = 1
    people: list[Human] = field(default_factory=list)
    cards: dict[UUID, str] = field(default_factory=dict)
    """Card numbers by person."""
    objects: dict[str, list[UUID]] = field(default_factory=dict)
    """What an address can name, by kind: ``application.submitted``, ``pickup.prepared`` …"""

    def keep(self, kind: str, found: UUID) -> UUID:
        """Remember an object."""
        self.objects.setdefault(kind, []).append(found)
        return found

    # ---- Admission ----

    def applies(self, *, at: datetime, **changes: object) -> Human:
        """Hand in an application of somebody new."""
        # Nobody has another's name, or one's own page would seem to tell of the other.
        name = self.surname + GIVEN[len(self.people)]
        filled = self.form(name, at=at, **changes)
        application = admission.submit_application(
            request_id=uuid4(), filled=filled, actor=become(self.officer), at=at
        )
        who, mother = filled.person, filled.guardians[0]
        human = Human(
            person_id=Person.objects.values_list("id", flat=True).get(applications=application),
            application_id=application,
            name=name,
            secrets=(who.identity_number, who.phone, who.address, who.insurance_number),
            guardian=(mother.name, mother.phone),
        )
        self.people.append(human)
        self.keep("person", human.person_id)
        return human

    def form(self, name: str, *, at: datetime, **changes: object) -> ApplicationFilled:
        """Fill in annex 4 for somebody poor, resident and certified."""
        order = next(_ORDER)
        born = date(1980, 5, 17) - timedelta(days=11 * order)
        facts: dict[str, object] = {
            "name": name,
            "sex": "1",
            "born": born,
            "identity_number": NUMBERS.identity_number(born=born, sex="1"),
            "phone": NUMBERS.phone(),
            "address": f"江津区{self.name}村民小组{order}号院",
            "diagnosis": 1,
            "certified_by": "江津区精神康复院",
            "certified_on": date(2015, 3, 2),
            "resident_since": date(2000, 1, 1),
            "insurance_kind": "resident",
            "insurance_number": NUMBERS.insurance_card(),
            "poverty": ("minimum_living",),
        }
        mother = GuardianDetails(
            kind="person",
            name=f"{self.surname}母{order}",
            relation="parent",
            born=date(1956, 1, 2),
            phone=NUMBERS.phone(),
        )
        return ApplicationFilled(
            village_id=village_id(self.village),
            person=PersonDetails(**{**facts, **changes}),  # type: ignore[arg-type]
            guardians=(mother,),
            applied_by="guardian",
            signed_on=localdate(at),
        )

    def confirmed(self, human: Human, *, at: datetime) -> Human:
        """Let the village confirm."""
        admission.confirm_by_village(
            request_id=uuid4(),
            application_id=human.application_id,
            resident=True,
            poor=True,
            agrees=True,
            text="情况属实",
            actor=become(self.village_clerk),
            at=at,
        )
        return human

    def passed(self, human: Human, *, at: datetime) -> Human:
        """Let the township pass the first review."""
        self.confirmed(human, at=at)
        actor = become(self.officer)
        admission.review_by_township(
            request_id=uuid4(),
            application_id=human.application_id,
            materials=complete(human.application_id),
            agrees=True,
            text="材料齐全",
            actor=actor,
            at=at,
        )
        return human

    def decided(
        self, human: Human, verdict: str = "approve", reason: str = "", *, at: datetime
    ) -> Human:
        """Let the office decide."""
        self.passed(human, at=at)
        admission.decide(
            request_id=uuid4(),
            application_id=human.application_id,
            verdict=verdict,
            reason=reason,
            actor=become("reviewer"),
            at=at,
        )
        return human

    def enrolled(self, *, at: datetime, **changes: object) -> Human:
        """Bring somebody from the application to the card."""
        human = self.decided(self.applies(at=at, **changes), at=at)
        enrolment = admission.sign_agreement(
            request_id=uuid4(),
            application_id=human.application_id,
            clinic_id=organisation(self.keeper).id,
            clinic_reason="",
            signed_for_hospital="测试院长",
            signed_for_person="guardian",
            actor=become(self.officer),
            at=at,
        )
        person = Enrolment.objects.values_list("person_id", flat=True).get(id=enrolment)
        card = Card.objects.get(enrolment_id=enrolment)
        self.cards[person] = card.number
        self.keep("card", card.id)
        return human

    def card_of(self, human: Human) -> UUID:
        """Return the card of somebody, to the officer."""
        become(self.officer)
        return Card.objects.values_list("id", flat=True).get(person_id=human.person_id)

    def admitted(self, human: Human, *, at: datetime) -> UUID:
        """Write down that somebody went to hospital."""
        return admission.admit(
            request_id=uuid4(),
            person_id=human.person_id,
            hospital="江津区精神卫生中心",
            since=localdate(at),
            actor=become("reviewer"),
            at=at,
        )

    def ended(self, human: Human, *, at: datetime, undone: bool = False) -> UUID:
        """Write down a death; take it back where it was a mistake, so that a new card is due."""
        actor = become("reviewer")
        right = Enrolment.objects.values_list("id", flat=True).get(person_id=human.person_id)
        admission.end_enrolment(
            request_id=uuid4(),
            enrolment_id=right,
            kind="died",
            because="死亡证明",
            clause="A5.n3",
            actor=actor,
            at=at,
        )
        if undone:
            admission.undo_end(
                request_id=uuid4(),
                person_id=human.person_id,
                because="认错了人",
                actor=actor,
                at=at,
            )
        return human.person_id

    # ---- Medicine ----

    def ordered(self, *, units: int, at: datetime) -> UUID:
        """Order medicine for the guiding hospital."""
        actor = become(self.storekeeper)
        product = Product.objects.values_list("id", flat=True).get(code=MEDICINE)
        return pharmacy.place_order(
            request_id=uuid4(),
            platform_number=f"PT-{uuid4().hex[:12]}",
            supplier="测试医药公司",
            ordered_on=localdate(at),
            lines=[pharmacy.OrderedLine(product_id=product, quantity=units, unit_price=PRICE)],
            actor=actor,
            at=at,
        )

    def stocked(self, *, units: int = 2000, at: datetime) -> UUID:
        """Buy a lot and move most of it to the point; return the order."""
        order = self.ordered(units=units, at=at)
        receipt = pharmacy.receive(
            request_id=uuid4(),
            order_id=order,
            invoice_number=f"FP-{uuid4().hex[:8]}",
            received_on=localdate(at),
            lots=[
                pharmacy.ReceivedLot(
                    line_id=order_lines(order)[0].line_id,
                    number=f"B{uuid4().hex[:8]}",
                    maker="测试制药厂",
                    expires_on=localdate(at) + timedelta(days=700),
                    quantity=units,
                )
            ],
            actor=become(self.storekeeper),
            at=at,
        )
        pharmacy.transfer(
            request_id=uuid4(),
            target_id=organisation(self.keeper).id,
            lines=[(Lot.objects.values_list("id", flat=True).get(receipt_id=receipt), units - 200)],
            moved_on=localdate(at),
            actor=become(self.storekeeper),
            at=at,
        )
        return self.keep("order.received", order)

    # ---- Laboratory ----

    def examined(self, human: Human, *, at: datetime) -> UUID:
        """Copy a sheet in, with a count that nobody else has."""
        return clinics.record_results(
            request_id=uuid4(),
            person_id=human.person_id,
            taken_on=localdate(at),
            laboratory=f"{self.name}卫生院检验科",
            values={"white_cells": 5000 + len(self.people)},
            actor=become(self.officer),
            at=at,
        )

    # ---- The clinic day ----

    def clinic_day(self, *, day: date, at: datetime) -> UUID:
        """Publish a clinic day of the point."""
        actor = become(self.doctor)
        return clinics.publish_day(
            request_id=uuid4(),
            organisation_id=organisation(self.keeper).id,
            day=day,
            doctor_id=staff_id(self.doctor),
            actor=actor,
            at=at,
        )

    def booked(self, human: Human, day: UUID, *, at: datetime) -> UUID:
        """Book somebody."""
        return clinics.book(
            request_id=uuid4(),
            clinic_day_id=day,
            person_id=human.person_id,
            actor=become(self.officer),
            at=at,
        )

    def called_off(self, human: Human, day: UUID, *, to: int, at: datetime) -> UUID:
        """Book somebody on a day that is then moved to another; return the call that is due."""
        self.booked(human, day, at=at)
        actor = become(self.doctor)
        event = clinics.call_off(
            request_id=uuid4(),
            clinic_day_id=day,
            new_day=localdate(at) + timedelta(days=to),
            because="医师外出培训",
            actor=actor,
            at=at,
        )
        return Call.objects.values_list("id", flat=True).get(event_id=event)

    def arrived(self, human: Human, day: UUID, *, at: datetime) -> UUID:
        """Let somebody arrive with every card that is asked for."""
        return clinics.arrive(
            request_id=uuid4(),
            clinic_day_id=day,
            person_id=human.person_id,
            came="patient",
            shown=CARDS,
            proxy=None,
            walk_in_reason="到期取药",
            actor=become(self.officer),
            at=at,
        )

    def prescribed(self, human: Human, day: UUID, *more: str, at: datetime) -> UUID:
        """Prescribe four weeks at a visit, of the medicine in the store and of others named."""
        attendance = self.arrived(human, day, at=at)
        actor = become(self.doctor)
        asked = [
            Prescribed(
                product_id=Product.objects.values_list("id", flat=True).get(code=code),
                dose=Dose(morning=2, evening=2),
                days=28,
            )
            for code in (MEDICINE, *more)
        ]
        return clinics.prescribe(
            request_id=uuid4(),
            attendance_id=attendance,
            risk_level=0,
            findings="病情稳定",
            days=None,
            long_signed=True,
            self_pay_consent=True,
            lines=asked,
            actor=actor,
            at=at,
        )

    def reviewed(
        self, human: Human, day: UUID, *more: str, passed: bool = True, at: datetime
    ) -> UUID:
        """Prescribe, and let the pharmacist pass it or send it back."""
        prescription = self.prescribed(human, day, *more, at=at)
        clinics.review(
            request_id=uuid4(),
            prescription_id=prescription,
            passed=passed,
            reason="" if passed else "请写明用法",
            actor=become(self.pharmacist),
            at=at,
        )
        return prescription

    # ---- The counter ----

    def prepared(self, human: Human, day: UUID, *, at: datetime) -> UUID:
        """Prepare a pick-up."""
        prescription = self.reviewed(human, day, at=at)
        return counter.prepare(
            request_id=uuid4(),
            prescription_id=prescription,
            next_pickup_on=localdate(at) + timedelta(days=27),
            card_id=None,
            actor=become(self.dispenser),
            at=at,
        )

    def completed(
        self,
        human: Human,
        day: UUID,
        *,
        guardian: counter.GuardianSigned = PAD,
        at: datetime,
    ) -> UUID:
        """Complete a pick-up."""
        return counter.complete(
            request_id=uuid4(),
            pickup_id=self.prepared(human, day, at=at),
            guardian=guardian,
            dispenser_confirmed=True,
            explained=True,
            actor=become(self.dispenser),
            at=at,
        )

    def handed_over_in_part(self, human: Human, day: UUID, *, at: datetime) -> UUID:
        """Hand over what is there of a prescription, and owe the rest; return the prescription."""
        self.examined(human, at=at)
        prescription, actor = self.reviewed(human, day, LACKING, at=at), become(self.dispenser)
        pickup = counter.prepare(
            request_id=uuid4(),
            prescription_id=prescription,
            next_pickup_on=localdate(at) + timedelta(days=1),
            card_id=None,
            part=True,
            actor=actor,
            at=at,
        )
        counter.complete(
            request_id=uuid4(),
            pickup_id=pickup,
            guardian=PAD,
            dispenser_confirmed=True,
            explained=True,
            actor=actor,
            at=at,
        )
        return self.keep("prescription.owed", prescription)

    @property
    def quarter(self) -> Quarter:
        """Return the quarter that the side's claim is of."""
        found = Quarter.of(localdate(now()))
        for _ in range(self.quarters_back):
            found = found.previous
        return found

    @property
    def strings(self) -> Sequence[str]:
        """Return every string that names one of the side's people or objects."""
        told = [s for human in self.people for s in (human.name, *human.secrets, *human.guardian)]
        ids = [str(one) for kind in self.objects.values() for one in kind]
        return [*told, *self.cards.values(), *ids]
