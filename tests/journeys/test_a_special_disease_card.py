"""A story of somebody with a special-disease card, until its money is used up (5.1.5.d, 5.3.2.b)."""

from datetime import timedelta

import pytest

from anxin.clinics import plans, services
from anxin.clinics.models import Attendance
from anxin.dispensing.models import Pickup
from anxin.policy import trying
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from anxin.rules.special_disease import YearsQuota
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.world import become

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=28)


class TestASpecialDiseaseCard:
    def test_settled_first_the_rest_falls_to_the_programme_until_it_is_used_up(self):
        with trying(special_disease_yearly_fen=5000):
            self.given_somebody_with_a_card_and_a_prescription()
            self.then_before_the_bill_nothing_is_prepared()
            self.when_the_bill_is_brought_along()
            self.then_the_rest_falls_to_the_programme()
            self.then_the_doctor_sees_what_is_left_and_for_how_long()
            self.when_it_is_used_up_a_statement_takes_the_bills_place()
            self.then_the_programme_bears_all_and_the_doctor_sees_it()

    def given_somebody_with_a_card_and_a_prescription(self):
        steps.stocked()
        self.patient = steps.enrolled(special_disease=True)
        self.prescription = steps.reviewed(self.patient)

    def then_before_the_bill_nothing_is_prepared(self):
        with pytest.raises(Refused) as refused:
            steps.prepared(self.prescription)
        assert {(one.code, one.clause) for one in refused.value.unmet} == {
            ("special-disease-settled", "5.3.2.b")
        }

    def when_the_bill_is_brought_along(self):
        steps.settled(self.prescription, total=5040, reimbursed=4000)

    def then_the_rest_falls_to_the_programme(self):
        self.pays(self.prescription, at=AT, special_disease=4000, programme=1040)

    def pays(self, prescription, *, at, special_disease, programme):
        pickup = Pickup.objects.get(id=steps.completed(steps.prepared(prescription, at=at), at=at))
        assert pickup.total == 5040
        assert (pickup.special_disease, pickup.programme) == (special_disease, programme)
        assert pickup.person_share == 0

    def then_the_doctor_sees_what_is_left_and_for_how_long(self):
        quota = self.quota(at=LATER)
        assert (quota.reimbursed, quota.left, quota.exhausted) == (4000, 1000, False)
        assert quota.used_up_on == TODAY + timedelta(days=35)

    def quota(self, *, at) -> YearsQuota:
        if not Attendance.objects.filter(day=at.date(), person=self.patient.person_id).exists():
            steps.arrived(self.patient, at=at)
        actor = become("psychiatrist")
        attendance = Attendance.objects.get(day=at.date(), person=self.patient.person_id)
        planned = services.typed_plan(attendance, [], days=28, on=at.date())
        [panel] = plans.panels(planned, look=Look(actor=actor, page="看诊开方"))
        return panel.shown["behind"].quota

    def when_it_is_used_up_a_statement_takes_the_bills_place(self):
        attendance = Attendance.objects.get(day=LATER.date(), person=self.patient.person_id)
        self.prescription = steps.reviewed(self.patient, attendance_id=attendance.id, at=LATER)
        steps.settled(self.prescription, exhausted=True, at=LATER)

    def then_the_programme_bears_all_and_the_doctor_sees_it(self):
        self.pays(self.prescription, at=LATER, special_disease=0, programme=5040)
        quota = self.quota(at=LATER)
        assert (quota.exhausted, quota.left, quota.used_up_on) == (True, 0, None)
