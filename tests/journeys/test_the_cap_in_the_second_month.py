"""A story of a supply over two months whose second month goes over the cap (4.2, 5.1.5.e)."""

from datetime import timedelta

import pytest

from anxin.clinics import plans, services
from anxin.clinics.models import Attendance, Prescription
from anxin.dispensing.models import MonthShare, Pickup
from anxin.funding import queries
from anxin.funding.models import Use
from anxin.policy import trying
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.funding import consulting
from tests.world import become

pytestmark = pytest.mark.django_db
CAP = 2500
NEXT_WEEK = AT + timedelta(days=7)


class TestTheCapInTheSecondMonth:
    def test_it_is_refused_then_confirmed_by_an_opinion_and_dispensed(self):
        with trying(monthly_cap_fen=CAP):
            self.given_somebody_at_a_visit()
            self.when_the_doctor_signs_it_is_refused_for_december()
            self.then_fewer_days_would_do_and_an_expert_can_be_asked()
            self.when_an_expert_agrees_and_the_office_confirms()
            self.then_the_doctor_prescribes_a_week_later()
            self.then_it_is_handed_over_and_december_names_the_opinion()
            self.then_nothing_more_goes_through_in_december()

    def given_somebody_at_a_visit(self):
        steps.stocked()
        self.patient = steps.enrolled()
        self.attendance = steps.arrived(self.patient)

    def when_the_doctor_signs_it_is_refused_for_december(self):
        with pytest.raises(Refused) as refused:
            steps.prescribed(self.patient, attendance_id=self.attendance)
        [ground] = refused.value.unmet
        assert (ground.code, ground.clause) == ("within-monthly-cap", "5.1.5.e")
        assert ground.reason == "2026-12 超过每月最大免费服药兜底限额 560 分"
        assert not Prescription.objects.exists()

    def then_fewer_days_would_do_and_an_expert_can_be_asked(self):
        shown = self.shown()
        assert shown["days"] == 24
        assert not shown["waits_for_expert"]

    def shown(self):
        actor = become("psychiatrist")
        attendance = Attendance.objects.get(id=self.attendance)
        planned = services.typed_plan(attendance, [steps.asked()], days=28, on=TODAY)
        [panel] = plans.panels(planned, look=Look(actor=actor, page="看诊开方"))
        return panel.shown

    def when_an_expert_agrees_and_the_office_confirms(self):
        self.consultation = consulting.asked(self.attendance, {"2026-12": 5580})
        assert self.shown()["waits_for_expert"]
        consulting.advised(self.consultation, at=AT + timedelta(days=3))
        consulting.concluded(self.consultation, at=AT + timedelta(days=4))

    def then_the_doctor_prescribes_a_week_later(self):
        self.prescription = steps.reviewed(self.patient, at=NEXT_WEEK)

    def then_it_is_handed_over_and_december_names_the_opinion(self):
        pickup = steps.completed(steps.prepared(self.prescription, at=NEXT_WEEK), at=NEXT_WEEK)
        assert Pickup.objects.get(id=pickup).programme == 5040
        rows = MonthShare.objects.filter(pickup=pickup).order_by("period")
        assert [(row.period, row.amount, row.limit, row.consultation_id) for row in rows] == [
            ("2026-11", 720, CAP, None),
            ("2026-12", 4320, 5580, self.consultation),
        ]
        become("auditor")
        found = queries.find_consultation(self.consultation)
        assert (found.word.expert.name, found.stage) == (consulting.EXPERT, "confirmed")

    def then_nothing_more_goes_through_in_december(self):
        become("dispenser")
        used = Use.objects.get(period="2026-12")
        assert (used.used, used.limit) == (4320, 5580)
        steps.stocked(product=steps.CLOZAPINE)
        later = AT + timedelta(days=14)
        with pytest.raises(Refused) as refused:
            steps.prescribed(self.patient, steps.asked(steps.CLOZAPINE, days=28), at=later)
        assert "within-monthly-cap" in {one.code for one in refused.value.unmet}
