"""A story of somebody taken to hospital between two pick-ups, and of the way back (5.1.6.1)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from anxin.clinics import services as clinics
from anxin.clinics.queries.expected import booked_on
from anxin.dispensing.models import Pickup
from anxin.enrolment import queries, services
from anxin.enrolment.models import Card, PlaceCount
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.world import become, organisation

pytestmark = pytest.mark.django_db
NEXT_WEEK = TODAY + timedelta(days=7)


class TestHospitalAndBack:
    def test_nothing_is_handed_out_between_and_everything_stands_afterwards(self):
        self.given_medicine_set_aside_and_a_booking_for_next_week()
        self.when_the_person_is_taken_to_hospital()
        self.then_the_right_rests_and_nobody_expects_them()
        self.then_nothing_is_handed_out_with_the_clause_as_reason()
        self.then_place_and_card_are_kept()
        self.when_they_are_discharged()
        self.then_the_right_lasts_again_and_the_next_clinic_day_expects_them()

    def given_medicine_set_aside_and_a_booking_for_next_week(self):
        self.patient, prescription_id = steps.ready()
        self.pickup = steps.prepared(prescription_id)
        day_id = steps.clinic_day(day=NEXT_WEEK)
        actor = become("officer")
        clinics.book(
            request_id=uuid4(),
            clinic_day_id=day_id,
            person_id=self.patient.person_id,
            actor=actor,
            at=AT,
        )
        become("reviewer")
        self.used = PlaceCount.objects.get(name="district").used

    def when_the_person_is_taken_to_hospital(self):
        self.stay = services.admit(
            request_id=uuid4(),
            person_id=self.patient.person_id,
            hospital="江津区精神卫生中心",
            since=TODAY,
            actor=become("reviewer"),
            at=AT,
        )

    def then_the_right_rests_and_nobody_expects_them(self):
        become("officer")
        standing = queries.standing(self.patient.person_id, on=TODAY)
        assert (standing.enrolment_stage, standing.in_hospital) == ("suspended", True)
        assert self.expected() == set()

    def then_nothing_is_handed_out_with_the_clause_as_reason(self):
        with pytest.raises(Refused) as refused:
            steps.completed(self.pickup)
        assert "5.1.6.1" in {one.clause for one in refused.value.unmet}
        become("dispenser")
        assert Pickup.objects.get(id=self.pickup).stage != "completed"

    def then_place_and_card_are_kept(self):
        become("reviewer")
        assert PlaceCount.objects.get(name="district").used == self.used
        assert Card.objects.get(id=self.patient.card_id).stage == "issued"

    def when_they_are_discharged(self):
        services.discharge(
            request_id=uuid4(),
            stay_id=self.stay,
            until=TODAY,
            actor=become("reviewer"),
            at=AT,
        )

    def then_the_right_lasts_again_and_the_next_clinic_day_expects_them(self):
        become("officer")
        standing = queries.standing(self.patient.person_id, on=TODAY)
        assert (standing.enrolment_stage, standing.in_hospital) == ("active", False)
        assert self.expected() == {self.patient.person_id}

    def expected(self):
        become("dispenser")
        return booked_on(organisation("hc-101").id, NEXT_WEEK)
