"""A story of somebody whose relative comes for medicine while they are in hospital (5.1.6.1)."""

from uuid import uuid4

import pytest
from django.db import transaction

from anxin.dispensing import queries
from anxin.dispensing.models import Pickup
from anxin.enrolment import services as enrolment
from anxin.ledger.models import Entry
from anxin.pharmacy.models import StockBalance
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY, beijing
from tests.world import become

pytestmark = pytest.mark.django_db
HOME_AGAIN = beijing(2026, 11, 22)


class TestAnInpatientAtTheCounter:
    def test_nothing_leaves_the_counter_until_the_discharge(self):
        self.given_medicine_prepared_in_the_morning()
        self.when_the_admission_is_reported_at_noon()
        self.then_what_was_prepared_is_back_and_the_counter_says_why()
        self.then_nothing_can_be_prepared_or_completed()
        self.when_the_person_is_home_again()
        self.then_medicine_is_handed_over_on_the_same_prescription_while_it_is_valid()

    def given_medicine_prepared_in_the_morning(self):
        self.patient, self.prescription = steps.ready()
        self.pickup = steps.prepared(self.prescription)

    def when_the_admission_is_reported_at_noon(self):
        self.stay = enrolment.admit(
            request_id=uuid4(),
            person_id=self.patient.person_id,
            hospital="江津区精神卫生中心",
            since=TODAY,
            actor=become("reviewer"),
            at=AT,
        )

    def then_what_was_prepared_is_back_and_the_counter_says_why(self):
        actor = become("dispenser")
        pickup = Pickup.objects.get(id=self.pickup)
        assert pickup.stage == "lapsed"
        assert queries.stopped_by(pickup).clause == "5.1.6.1"
        assert list(queries.stopped_by_a_stay(actor, on=TODAY)) == [pickup]
        assert StockBalance.objects.get(organisation__code="hc-101").on_hand == 1000

    def then_nothing_can_be_prepared_or_completed(self):
        for step in (
            lambda: steps.prepared(self.prescription),
            lambda: steps.completed(self.pickup),
        ):
            with pytest.raises(Refused) as refused, transaction.atomic():
                step()
            assert "is-out-of-hospital" in {ground.code for ground in refused.value.unmet}
        assert not Entry.objects.filter(kind="pickup").exists()

    def when_the_person_is_home_again(self):
        enrolment.discharge(
            request_id=uuid4(),
            stay_id=self.stay,
            until=HOME_AGAIN.date(),
            actor=become("reviewer"),
            at=HOME_AGAIN,
        )

    def then_medicine_is_handed_over_on_the_same_prescription_while_it_is_valid(self):
        steps.arrived(self.patient, at=HOME_AGAIN)
        pickup = steps.prepared(self.prescription, at=HOME_AGAIN, next_in=27)
        steps.completed(pickup, at=HOME_AGAIN)
        assert Pickup.objects.get(id=pickup).starts_on == HOME_AGAIN.date()
