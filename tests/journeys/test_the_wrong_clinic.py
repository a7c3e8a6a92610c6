"""A story of somebody who comes to a clinic that is not theirs (A5.n2)."""

from datetime import timedelta

import pytest
from django.db import transaction

from anxin.dispensing import services
from anxin.dispensing.models import Pickup
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT
from tests.world import become

pytestmark = pytest.mark.django_db


def codes_of(step) -> set[str]:
    with pytest.raises(Refused) as refused, transaction.atomic():
        step()
    assert all(ground.clause for ground in refused.value.unmet)
    return {ground.code for ground in refused.value.unmet}


class TestTheWrongClinic:
    def test_nothing_is_handed_over_there_and_their_own_clinic_serves_them(self):
        self.given_a_person_of_one_clinic_with_a_prescription_of_it()
        self.when_they_arrive_at_another_it_says_which_rule_stands_against_it()
        self.when_the_hospital_that_guides_their_clinic_is_asked_it_refuses_too()
        self.when_a_clinic_of_another_township_is_asked_it_finds_nobody()
        self.then_their_own_clinic_hands_it_over()

    def given_a_person_of_one_clinic_with_a_prescription_of_it(self):
        self.patient, self.prescription = steps.ready()

    def when_they_arrive_at_another_it_says_which_rule_stands_against_it(self):
        other = steps.enrolled(clinic="rehab")
        codes = codes_of(lambda: steps.arrived(other))
        assert "hospital-is-designated" in codes

    def when_the_hospital_that_guides_their_clinic_is_asked_it_refuses_too(self):
        codes = codes_of(lambda: steps.prepared(self.prescription, by="hospital_dispenser"))
        assert {"hospital-is-designated", "prescription-is-written-here"} <= codes

    def when_a_clinic_of_another_township_is_asked_it_finds_nobody(self):
        assert services.propose(self.prescription, actor=become("other_dispenser"), at=AT) is None
        codes = codes_of(lambda: steps.prepared(self.prescription, by="other_dispenser"))
        assert codes == {"prescription-is-found"}

    def then_their_own_clinic_hands_it_over(self):
        pickup = Pickup.objects.get(id=steps.completed(steps.prepared(self.prescription)))
        assert pickup.organisation.code == "hc-101"
        assert pickup.next_pickup_on == steps.TODAY + timedelta(days=27)
