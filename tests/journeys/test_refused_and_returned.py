"""The ways that are not the straight one: returned, refused, made to wait, turned away at the counter."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from anxin.dispensing.models import Pickup
from anxin.enrolment import queries, services
from anxin.enrolment.models import Application, Card, Enrolment, Opinion, PlaceCount
from anxin.ledger.models import Entry
from anxin.pharmacy.models import StockBalance
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.enrolment import admitting
from tests.journeys.spine import grounds_of
from tests.world import become

pytestmark = pytest.mark.django_db


def stage_of(application_id: UUID) -> str:
    become("reviewer")
    return Application.objects.get(id=application_id).stage


class TestReturnedForCorrection:
    def test_once_and_then_passed_with_every_round_kept(self):
        self.given_an_application_whose_diagnosis_lacks_its_certificate()
        self.when_the_township_returns_it()
        self.then_its_reason_is_on_the_row_and_it_cannot_be_decided()
        self.when_the_officer_corrects_it_and_village_and_township_look_again()
        self.when_the_office_approves()
        self.then_both_rounds_are_kept()

    def given_an_application_whose_diagnosis_lacks_its_certificate(self):
        details = admitting.person(certified_by="", certified_on=None)
        self.form = admitting.filled(person=details)
        self.application = admitting.confirmed(admitting.submitted(self.form))

    def when_the_township_returns_it(self):
        officer = become("officer")
        services.review_by_township(
            request_id=uuid4(),
            application_id=self.application,
            materials=[],
            agrees=False,
            text="缺少诊断证明书原件",
            actor=officer,
            at=admitting.AT,
        )

    def then_its_reason_is_on_the_row_and_it_cannot_be_decided(self):
        assert stage_of(self.application) == "returned"
        become("officer")
        assert queries.returned_because([self.application]) == {
            self.application: "缺少诊断证明书原件"
        }
        refused = grounds_of(lambda: admitting.decided(self.application, verdict="approve"))
        assert refused == {"move-is-open": "working-rules:stages"}

    def when_the_officer_corrects_it_and_village_and_township_look_again(self):
        whole = replace(
            self.form.person, certified_by="区精神康复院", certified_on=date(2015, 3, 2)
        )
        officer = become("officer")
        services.correct_application(
            request_id=uuid4(),
            application_id=self.application,
            filled=replace(self.form, person=whole),
            actor=officer,
            at=admitting.AT,
        )
        admitting.passed(self.application)

    def when_the_office_approves(self):
        admitting.decided(self.application)

    def then_both_rounds_are_kept(self):
        assert stage_of(self.application) == "approved"
        opinions = Opinion.objects.filter(application_id=self.application).order_by("recorded_at")
        assert list(opinions.values_list("level", "agrees")) == [
            ("village", True),
            ("township", False),
            ("village", True),
            ("township", True),
            ("office", True),
        ]


class TestRefusedByTheRules:
    def test_every_ground_is_named_at_once_and_nobody_can_approve(self):
        self.given_a_newcomer_who_is_not_poor_and_whose_mother_is_sixty()
        self.when_the_office_looks_into_it()
        self.then_an_approval_is_refused_on_every_ground()
        self.when_the_office_refuses()
        self.then_the_decision_tells_each_criterion_with_its_clause()

    def given_a_newcomer_who_is_not_poor_and_whose_mother_is_sixty(self):
        details = admitting.person(
            resident_since=date(2026, 8, 10), poverty=(), certified_by="", certified_on=None
        )
        form = admitting.filled(person=details, guardians=(admitting.guardian(),))
        self.application = admitting.passed(admitting.submitted(form))

    def when_the_office_looks_into_it(self):
        self.places_before = PlaceCount.objects.get().used

    def then_an_approval_is_refused_on_every_ground(self):
        assert grounds_of(lambda: admitting.decided(self.application)) == {
            "is-resident": "3.1.a",
            "has-ground": "3.1.c",
            "has-listed-diagnosis": "3.1.d",
        }

    def when_the_office_refuses(self):
        admitting.decided(self.application, verdict="refuse")

    def then_the_decision_tells_each_criterion_with_its_clause(self):
        assert stage_of(self.application) == "refused"
        decision = Application.objects.get(id=self.application).decisions.get()
        assert decision.outcome == "refused"
        assert [(c["clause"], c["met"]) for c in decision.criteria] == [
            ("3.1.a", False),
            ("3.1.b", True),
            ("3.1.c", False),
            ("3.1.d", False),
        ]
        assert PlaceCount.objects.get().used == self.places_before


class TestTheLastPlace:
    def test_the_next_one_waits_until_a_place_is_given_back(self):
        self.given_one_place_left()
        self.when_two_applications_are_approved()
        self.then_the_first_has_the_place_and_the_second_waits()
        self.when_the_first_withdraws_before_signing()
        self.then_the_second_can_be_approved()

    def given_one_place_left(self):
        become("reviewer")
        count = PlaceCount.objects.get()
        PlaceCount.objects.filter(id=count.id).update(places=count.used + 1)

    def when_two_applications_are_approved(self):
        self.first, self.second = admitting.approved(), admitting.approved()

    def then_the_first_has_the_place_and_the_second_waits(self):
        assert (stage_of(self.first), stage_of(self.second)) == ("approved", "waiting")
        assert grounds_of(lambda: admitting.decided(self.second)) == {"place-is-free": "5.1.4"}
        assert grounds_of(lambda: admitting.signed(self.second)) == {
            "application-is-approved": "5.1.5.a"
        }

    def when_the_first_withdraws_before_signing(self):
        officer = become("officer")
        services.withdraw_application(
            request_id=uuid4(),
            application_id=self.first,
            because="外出务工",
            actor=officer,
            at=admitting.AT,
        )

    def then_the_second_can_be_approved(self):
        admitting.decided(self.second)
        assert stage_of(self.second) == "approved"
        count = PlaceCount.objects.get()
        assert count.used == count.places


class TestAtTheCounter:
    def test_a_lost_card_gives_nothing_and_its_successor_does(self):
        self.given_a_reviewed_prescription()
        self.when_the_card_is_reported_lost()
        self.then_nothing_is_handed_over_on_it({"card-is-valid": "A5.n4"})
        self.when_the_card_is_replaced()
        self.then_the_old_card_is_still_dead_and_the_new_one_serves()

    def test_who_is_in_hospital_gets_nothing_until_discharged(self):
        self.given_a_reviewed_prescription()
        self.when_the_person_is_admitted()
        self.then_nothing_is_handed_over_on_it(
            {"enrolment-is-active": "5.3.2.a", "is-out-of-hospital": "5.1.6.1"}
        )
        self.when_the_person_is_discharged()
        self.then_the_pickup_is_completed(programme=5040)

    def test_an_admission_between_preparing_and_signing_stops_the_pickup(self):
        self.given_a_reviewed_prescription()
        prepared = steps.prepared(self.prescription)
        self.when_the_person_is_admitted()
        refused = grounds_of(lambda: steps.completed(prepared))
        assert refused == {"enrolment-is-active": "5.3.2.a", "is-out-of-hospital": "5.1.6.1"}
        self.then_nothing_was_taken()

    def test_a_special_disease_card_is_settled_first(self):
        self.given_a_reviewed_prescription(special_disease=True)
        self.then_nothing_is_handed_over_on_it({"special-disease-settled": "5.3.2.b"})
        steps.settled(self.prescription, total=6000, reimbursed=2000)
        self.then_the_pickup_is_completed(special_disease=2000, programme=3040)

    def test_a_bill_above_the_price_is_no_bill_of_this_medicine(self):
        self.given_a_reviewed_prescription(special_disease=True)
        steps.settled(self.prescription, total=9000, reimbursed=5041)
        self.then_nothing_is_handed_over_on_it({"bill-within-total": "5.3.2.b"})

    def test_a_used_up_quota_leaves_all_to_the_fund(self):
        self.given_a_reviewed_prescription(special_disease=True)
        steps.settled(self.prescription, exhausted=True)
        self.then_the_pickup_is_completed(special_disease=0, programme=5040)

    def test_one_invoice_counts_once_in_the_district(self):
        self.given_a_reviewed_prescription(special_disease=True)
        steps.settled(self.prescription, invoice="TB-88")
        another = steps.reviewed(steps.enrolled(special_disease=True))
        refused = grounds_of(lambda: steps.settled(another, invoice="TB-88"))
        assert refused == {"bill-is-new": "5.3.2.b"}

    def given_a_reviewed_prescription(self, **details: object):
        self.patient, self.prescription = steps.ready(**details)

    def when_the_card_is_reported_lost(self):
        officer = become("officer")
        services.report_loss(request_id=uuid4(), card_id=self.patient.card_id, actor=officer, at=AT)

    def when_the_card_is_replaced(self):
        officer = become("officer")
        self.new_card = services.replace_card(
            request_id=uuid4(), card_id=self.patient.card_id, actor=officer, at=AT
        )

    def when_the_person_is_admitted(self):
        doctor = become("psychiatrist")
        self.stay = services.admit(
            request_id=uuid4(),
            person_id=self.patient.person_id,
            hospital="区精神康复院",
            since=TODAY,
            actor=doctor,
            at=AT,
        )
        assert Enrolment.objects.get(id=self.patient.enrolment_id).stage == "suspended"

    def when_the_person_is_discharged(self):
        doctor = become("psychiatrist")
        services.discharge(request_id=uuid4(), stay_id=self.stay, until=TODAY, actor=doctor, at=AT)

    def then_nothing_is_handed_over_on_it(self, grounds: dict[str, str]):
        assert grounds_of(lambda: steps.prepared(self.prescription)) == grounds
        self.then_nothing_was_taken()

    def then_nothing_was_taken(self):
        become("auditor")
        assert not Entry.objects.filter(kind="pickup").exists()
        assert StockBalance.objects.get(organisation__code="hc-101").on_hand == 1000

    def then_the_old_card_is_still_dead_and_the_new_one_serves(self):
        with_old = {"card_id": self.patient.card_id}
        refused = grounds_of(lambda: steps.prepared(self.prescription, **with_old))
        assert refused == {"card-is-valid": "A5.n4"}
        pickup = steps.completed(steps.prepared(self.prescription, card_id=self.new_card))
        become("auditor")
        assert Pickup.objects.get(id=pickup).card_id == self.new_card
        assert dict(Card.objects.values_list("id", "stage")) == {
            self.patient.card_id: "replaced",
            self.new_card: "issued",
        }

    def then_the_pickup_is_completed(self, **shares: int):
        pickup = Pickup.objects.get(id=steps.completed(steps.prepared(self.prescription)))
        assert (pickup.stage, pickup.total, pickup.person_share) == ("completed", 5040, 0)
        assert {payer: getattr(pickup, payer) for payer in shares} == shares
        assert pickup.until == TODAY + timedelta(days=28)
        become("auditor")
        assert StockBalance.objects.get(organisation__code="hc-101").on_hand == 1000 - 56
