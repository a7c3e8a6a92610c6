"""One person from the application to the settled claim, as eleven colleagues, each step committed.

Risperidone 1 mg costs 90 fen, olanzapine 5 mg 350 fen. The federation gives 30.00 yuan a year,
the disorder project 15.00; the fund bears at most 200.00 a month. Amounts below are fen.
"""

from __future__ import annotations

from datetime import date
from random import Random
from uuid import uuid4

import pytest

from anxin.clinics import queries as clinic_queries
from anxin.clinics import services as clinics
from anxin.clinics.models import ClinicDay, Prescription
from anxin.clinics.services import Prescribed, ProxySeen
from anxin.demo.numbers import Numbers
from anxin.dispensing import services as counter
from anxin.dispensing.models import MonthShare, Pickup
from anxin.enrolment import queries, services
from anxin.enrolment.models import Application, Card
from anxin.pharmacy.models import Product
from anxin.policy.pack import trying
from anxin.privacy.door import Look
from anxin.rules.cost_sharing import Payer
from anxin.rules.dosing import Dose
from anxin.rules.money import Fen
from anxin.vault.ciphertext import open_sealed
from tests.dispensing import steps
from tests.enrolment import admitting
from tests.journeys.money import Money
from tests.journeys.spine import everything_holds, fen_on, on_hand, stage_of
from tests.journeys.stock import OLANZAPINE, RISPERIDONE, Stock
from tests.world import as_, beijing, organisation, staff_id

NUMBERS = Numbers(Random(5001))
MOTHER_BORN = date(1966, 1, 2)
HANDED_IN, FIRST_REVIEW, DECIDED = beijing(2026, 6, 9), beijing(2026, 6, 12), beijing(2026, 6, 23)
SIGNED = beijing(2026, 6, 25)
FIRST_DAY, SECOND_DAY = date(2026, 7, 6), date(2026, 7, 31)
FIRST, SECOND = beijing(2026, 7, 6, 9), beijing(2026, 7, 31, 9)
POINT, DOCTOR = "hc-101", "psychiatrist"
ALL_CARDS = ("identity", "programme", "special_disease", "insurance")
RIGHTS = {
    "federation_yearly_fen": 3000,
    "disorder_project_yearly_fen": 1500,
    "monthly_cap_fen": 20000,
}


@pytest.mark.usefixtures("own_database")
class TestFromApplicationToSettledClaim(Stock, Money):
    def test_every_fen_finds_its_payer_and_the_books_agree(self):
        with trying(**RIGHTS):
            self.given_an_advance_for_the_quarter_paid_out_of_the_fund()
            self.given_medicine_ordered_received_and_moved_to_the_point()
            self.when_a_guardian_applies_and_three_opinions_are_given()
            self.then_the_office_approves_with_every_criterion_and_clause()
            self.when_the_agreement_is_signed()
            self.then_the_card_is_found_by_number_and_by_code()
            self.then_the_register_has_its_row()

            self.when_the_clinic_days_are_published_and_the_person_is_booked()
            self.then_the_person_is_expected_on(FIRST_DAY)
            self.when_guardian_and_cards_arrive_and_the_doctor_prescribes(FIRST)
            self.when_the_special_disease_bill_is_brought_along()
            self.when_the_pickup_is_prepared_for_the_next_clinic_day(FIRST, next_on=SECOND_DAY)
            self.then_lots_are_set_aside_and_nothing_is_taken_yet()
            self.when_three_have_signed_it_is_complete(FIRST, guardian=steps.PAD)
            self.then_every_payer_bears_its_share_of_the_first_pickup()

            self.then_the_person_is_expected_on(SECOND_DAY)
            self.when_guardian_and_cards_arrive_and_the_doctor_prescribes(SECOND)
            self.when_the_special_disease_quota_is_used_up()
            self.when_the_pickup_is_prepared_for_the_next_clinic_day(
                SECOND, next_on=date(2026, 8, 28)
            )
            self.when_three_have_signed_it_is_complete(SECOND, guardian=self.paper_slip())
            self.then_the_second_pickup_starts_where_the_first_ends_and_the_fund_bears_it()

            self.when_the_slip_is_scanned_and_the_quarter_is_claimed()
            self.when_the_office_checks_line_by_line_and_accepts()
            self.then_the_claim_is_posted_against_the_advance()
            everything_holds()

    # ---- Admission ----

    def when_a_guardian_applies_and_three_opinions_are_given(self):
        self.mother = admitting.guardian(
            born=MOTHER_BORN, identity_number=NUMBERS.identity_number(born=MOTHER_BORN, sex="2")
        )
        number = NUMBERS.identity_number(born=admitting.BORN, sex="1")
        form = admitting.filled(
            person=admitting.person(
                identity_number=number,
                born=admitting.BORN,
                special_disease=True,
                disability_number=f"{number}62",
            ),
            guardians=(self.mother,),
            signed_on=date(2026, 6, 9),
        )
        with as_("officer") as officer:
            self.application = services.submit_application(
                request_id=uuid4(), filled=form, actor=officer, at=HANDED_IN
            )
            found = Application.objects.get(id=self.application)
            self.person = found.person_id
        assert (found.stage, found.intake_on) == ("submitted", date(2026, 6, 10))
        assert (found.first_review_due_on, found.forward_by) == (
            date(2026, 6, 17),
            date(2026, 6, 18),
        )
        self.the_village_confirms()
        self.the_township_reviews()

    def the_village_confirms(self):
        with as_("village") as village:
            services.confirm_by_village(
                request_id=uuid4(),
                application_id=self.application,
                resident=True,
                poor=True,
                agrees=True,
                text="情况属实",
                actor=village,
                at=beijing(2026, 6, 11),
            )

    def the_township_reviews(self):
        with as_("officer") as officer:
            services.review_by_township(
                request_id=uuid4(),
                application_id=self.application,
                materials=admitting.complete(self.application),
                agrees=True,
                text="材料齐全",
                actor=officer,
                at=FIRST_REVIEW,
            )

    def then_the_office_approves_with_every_criterion_and_clause(self):
        with as_("reviewer") as reviewer:
            services.decide(
                request_id=uuid4(),
                application_id=self.application,
                verdict="approve",
                reason="",
                actor=reviewer,
                at=DECIDED,
            )
            found = Application.objects.get(id=self.application)
            decision = found.decisions.get()
        assert (found.stage, decision.outcome) == ("approved", "approved")
        assert [c["clause"] for c in decision.criteria] == ["3.1.a", "3.1.b", "3.1.c", "3.1.d"]
        assert all(c["met"] for c in decision.criteria)

    def when_the_agreement_is_signed(self):
        with as_("officer") as officer:
            services.sign_agreement(
                request_id=uuid4(),
                application_id=self.application,
                clinic_id=organisation(POINT).id,
                clinic_reason="",
                signed_for_hospital="测试院长",
                signed_for_person="guardian",
                actor=officer,
                at=SIGNED,
            )

    def then_the_card_is_found_by_number_and_by_code(self):
        with as_("dispenser"):
            card = Card.objects.get(person_id=self.person)
            code = open_sealed(card.code, table="enrolment_card", column="code", row_id=card.id)
            assert (card.stage, card.issued_on) == ("issued", date(2026, 6, 25))
            assert queries.find_card(card.number) == queries.find_card(code) == card
            assert queries.find_card(replaced_last(code)) is None
            held = queries.standing(self.person, on=FIRST_DAY)
        assert held.agreement_until == date(2027, 6, 25)
        self.card = card

    def then_the_register_has_its_row(self):
        with as_("officer") as officer:
            look = Look(actor=officer, page="登记名单")
            rows = queries.register_rows(queries.register_page(officer.organisation_id), look=look)
        assert [(r.position, r.person_id, r.named.name) for r in rows] == [
            (1, self.person, "测试甲")
        ]
        assert (rows[0].guardian.name, rows[0].card_number) == ("测试母亲", self.card.number)

    # ---- The clinic day ----

    def when_the_clinic_days_are_published_and_the_person_is_booked(self):
        with as_(DOCTOR) as doctor:
            for day in (FIRST_DAY, SECOND_DAY, date(2026, 8, 28)):
                clinics.publish_day(
                    request_id=uuid4(),
                    organisation_id=organisation(POINT).id,
                    day=day,
                    doctor_id=staff_id(DOCTOR),
                    actor=doctor,
                    at=SIGNED,
                )
        with as_("officer") as officer:
            clinics.book(
                request_id=uuid4(),
                clinic_day_id=self.clinic_day(FIRST_DAY).id,
                person_id=self.person,
                actor=officer,
                at=SIGNED,
            )

    def clinic_day(self, day: date) -> ClinicDay:
        return ClinicDay.objects.get(day=day, organisation__code=POINT)

    def then_the_person_is_expected_on(self, day: date):
        with as_("officer") as officer:
            board = clinic_queries.read_board(self.clinic_day(day), actor=officer, on=day)
        assert [(row.person_id, row.step) for row in board.rows] == [(self.person, "expected")]

    def when_guardian_and_cards_arrive_and_the_doctor_prescribes(self, at):
        shown = ProxySeen(
            name=self.mother.name, relation="母亲", identity_number=self.mother.identity_number
        )
        with as_("officer") as officer:
            attendance = clinics.arrive(
                request_id=uuid4(),
                clinic_day_id=self.clinic_day(at.date()).id,
                person_id=self.person,
                came="guardian",
                shown=ALL_CARDS,
                proxy=shown,
                walk_in_reason="" if at == FIRST else "上次约定今天取药",
                actor=officer,
                at=at,
            )
        with as_(DOCTOR) as doctor:
            self.prescription = clinics.prescribe(
                request_id=uuid4(),
                attendance_id=attendance,
                risk_level=1,
                findings="情绪平稳，按时服药",
                long_signed=False,
                self_pay_consent=False,
                lines=self.plan(),
                actor=doctor,
                at=at,
            )
        with as_("pharmacist") as pharmacist:
            clinics.review(
                request_id=uuid4(),
                prescription_id=self.prescription,
                passed=True,
                reason="",
                actor=pharmacist,
                at=at,
            )
            assert Prescription.objects.get(id=self.prescription).stage == "reviewed"

    def plan(self) -> list[Prescribed]:
        ids = dict(Product.objects.values_list("code", "id"))
        return [
            Prescribed(product_id=ids[RISPERIDONE], dose=Dose(morning=2, evening=2), days=28),
            Prescribed(product_id=ids[OLANZAPINE], dose=Dose(night=2), days=28),
        ]

    # ---- The counter ----

    def when_the_special_disease_bill_is_brought_along(self):
        self.settle(
            at=FIRST, hospital="区中心医院", invoice_number="TB-7", total=6000, reimbursed=4000
        )

    def when_the_special_disease_quota_is_used_up(self):
        self.settle(at=SECOND)

    def settle(self, *, at, hospital="", invoice_number="", total=0, reimbursed=0):
        with as_("dispenser") as dispenser:
            counter.settle_special_disease(
                request_id=uuid4(),
                prescription_id=self.prescription,
                exhausted=not invoice_number,
                hospital=hospital,
                invoice_number=invoice_number,
                total=Fen(total),
                reimbursed=Fen(reimbursed),
                settled_on=at.date(),
                actor=dispenser,
                at=at,
            )

    def when_the_pickup_is_prepared_for_the_next_clinic_day(self, at, *, next_on: date):
        with as_("dispenser") as dispenser:
            self.pickup = counter.prepare(
                request_id=uuid4(),
                prescription_id=self.prescription,
                next_pickup_on=next_on,
                card_id=self.card.id,
                actor=dispenser,
                at=at,
            )

    def then_lots_are_set_aside_and_nothing_is_taken_yet(self):
        assert self.available_on(FIRST_DAY) == {RISPERIDONE: 104, OLANZAPINE: 72}
        assert [on_hand(lot, POINT) for lot in self.lots] == [[60], [100], [100]]
        assert fen_on("cost", "rehab", Payer.PROGRAMME) == 0

    def when_three_have_signed_it_is_complete(self, at, *, guardian: counter.GuardianSigned):
        with as_("dispenser") as dispenser:
            counter.complete(
                request_id=uuid4(),
                pickup_id=self.pickup,
                guardian=guardian,
                dispenser_confirmed=True,
                explained=True,
                actor=dispenser,
                at=at,
            )
        assert stage_of(self.pickup) == "completed"

    def paper_slip(self) -> counter.GuardianSigned:
        return counter.GuardianSigned(way="paper", slip_number="QM-0731-01")

    def then_every_payer_bears_its_share_of_the_first_pickup(self):
        """56 × 90 + 28 × 350 = 14,840; bill 4,000; federation 3,000; project 1,500; fund the rest."""
        found = self.the_pickup()
        assert (found.total, found.special_disease, found.federation) == (14840, 4000, 3000)
        assert (found.disorder_project, found.programme, found.person_share) == (1500, 6340, 0)
        assert (found.starts_on, found.until) == (FIRST_DAY, date(2026, 8, 3))
        assert found.next_pickup_on == SECOND_DAY
        assert self.fund_by_month() == {"2026-07": 5887, "2026-08": 453}
        assert [on_hand(lot, POINT) for lot in self.lots] == [[4], [100], [72]]
        assert {p: -fen_on("payable", "rehab", p) for p in Payer if p != Payer.PERSON} == {
            "basic_insurance": 0,
            "special_disease": 4000,
            "civil_assistance": 0,
            "federation": 3000,
            "disorder_project": 1500,
            "programme": 6340,
        }

    def then_the_second_pickup_starts_where_the_first_ends_and_the_fund_bears_it(self):
        """4 × 90 + 52 × 95 + 28 × 350 = 15,100, all the fund's: every other purse is empty."""
        found = self.the_pickup()
        assert (found.total, found.programme, found.person_share) == (15100, 15100, 0)
        assert (found.starts_on, found.until) == (date(2026, 8, 3), date(2026, 8, 31))
        assert self.fund_by_month() == {"2026-08": 15100}
        assert [on_hand(lot, POINT) for lot in self.lots] == [[0], [48], [44]]
        assert fen_on("cost", "rehab", Payer.PROGRAMME) == 21440

    def the_pickup(self) -> Pickup:
        with as_("auditor"):
            return Pickup.objects.get(id=self.pickup)

    def fund_by_month(self) -> dict[str, int]:
        with as_("auditor"):
            rows = MonthShare.objects.filter(pickup_id=self.pickup, payer="programme")
            return dict(rows.values_list("period", "amount"))


def replaced_last(code: str) -> str:
    """Return a code that differs in its last character alone."""
    return code[:-1] + ("2" if code[-1] != "2" else "3")
