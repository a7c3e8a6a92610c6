"""Clozapine through a winter: begun with a count, given on an old one with a reason, stopped, given again.

5.2.2, working-rules:lab-gates.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.utils.timezone import localdate

from anxin.clinics.models import PrescriptionLine
from anxin.clinics.services import Prescribed
from anxin.dispensing.models import Pickup
from anxin.rules.decisions import Refused
from tests.clinics.steps import examined
from tests.dispensing import steps
from tests.dispensing.steps import CLOZAPINE
from tests.journeys.spine import everything_holds
from tests.world import become, beijing

pytestmark = pytest.mark.django_db
BEGUN = beijing(2026, 12, 1)
REASON = "化验仪器故障，下次门诊前复查"


class TestClozapineWithAnOldCount:
    def test_is_begun_goes_on_with_a_reason_stops_and_goes_on_with_a_new_count(self):
        self.given_somebody_who_waits_for_clozapine()
        self.when_they_come(after_days=0)
        self.then_it_is_refused("lab-is-known", reason=REASON)
        self.when_the_officer_copies_a_count_in()
        self.then_it_is_given()
        self.when_they_come(after_days=28)
        self.then_it_is_given()
        self.when_they_come(after_days=56)
        self.then_it_is_refused("lab-is-fresh")
        self.then_it_is_given(reason=REASON)
        self.then_the_reason_stands_where_the_pharmacist_saw_it()
        self.when_they_come(after_days=91)
        self.then_it_is_refused("lab-is-recent", reason=REASON)
        self.when_the_officer_copies_a_count_in(white_cells=2600)
        self.then_it_is_refused("lab-allows", reason=REASON)
        self.when_they_come(after_days=98)
        self.when_the_officer_copies_a_count_in()
        self.then_it_is_given()
        self.then_four_pickups_are_complete_and_everything_holds()

    def given_somebody_who_waits_for_clozapine(self):
        steps.stocked(product=CLOZAPINE, price=9)
        self.patient = steps.enrolled()

    def when_they_come(self, *, after_days: int):
        self.at: datetime = BEGUN + timedelta(days=after_days)
        self.here: UUID = steps.arrived(self.patient, at=self.at)

    def when_the_officer_copies_a_count_in(self, *, white_cells: int = 5500):
        person, today = self.patient.person_id, localdate(self.at)
        examined(person, taken_on=today, at=self.at, white_cells=white_cells)

    def then_it_is_refused(self, code: str, *, reason: str = ""):
        with pytest.raises(Refused) as refusal:
            steps.prescribed(
                self.patient, self.clozapine(reason), at=self.at, attendance_id=self.here
            )
        assert [ground.code for ground in refusal.value.unmet] == [code]

    def then_it_is_given(self, *, reason: str = ""):
        self.prescription = steps.reviewed(
            self.patient, self.clozapine(reason), at=self.at, attendance_id=self.here
        )
        steps.completed(steps.prepared(self.prescription, at=self.at), at=self.at)

    def clozapine(self, reason: str) -> Prescribed:
        asked = steps.asked(CLOZAPINE, units=1)
        return Prescribed(product_id=asked.product_id, dose=asked.dose, days=28, reason=reason)

    def then_the_reason_stands_where_the_pharmacist_saw_it(self):
        become("pharmacist")
        assert PrescriptionLine.objects.get(prescription_id=self.prescription).reason == REASON

    def then_four_pickups_are_complete_and_everything_holds(self):
        become("dispenser")
        assert Pickup.objects.filter(stage="completed").count() == 4
        everything_holds()
