"""A story of a store with too little: a part today, the rest the next day, all of it in the books (working-rules:owed)."""

from datetime import timedelta

import pytest
from django.db.models import Sum

from anxin.clinics.models import Owed, Supply
from anxin.clinics.tasks import tasks_for
from anxin.dispensing.models import MonthShare, Pickup
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import TODAY, beijing
from tests.world import become

pytestmark = pytest.mark.django_db
TOMORROW = beijing(2026, 11, 21)


class TestAPartialSupply:
    def test_nobody_goes_home_without_medicine_and_nobody_gets_more_than_was_prescribed(self):
        self.given_a_prescription_of_four_weeks_and_ten_days_on_the_shelf()
        self.when_the_whole_of_it_is_asked_for_it_is_refused()
        self.when_the_part_that_is_there_is_handed_over()
        self.then_the_counter_and_the_store_know_who_waits_for_what()
        self.when_the_store_sends_more_and_the_person_comes_again()
        self.then_both_parts_together_are_the_prescription()
        self.then_nothing_more_is_handed_over_on_it()

    def given_a_prescription_of_four_weeks_and_ten_days_on_the_shelf(self):
        steps.stocked(20)
        self.patient = steps.enrolled()
        self.prescription = steps.reviewed(self.patient)

    def when_the_whole_of_it_is_asked_for_it_is_refused(self):
        with pytest.raises(Refused, match="lots-suffice"):
            steps.prepared(self.prescription)

    def when_the_part_that_is_there_is_handed_over(self):
        first = steps.completed(steps.prepared(self.prescription, part=True, next_in=1))
        self.first = Pickup.objects.get(id=first)
        assert (self.first.total, self.first.until) == (1800, TODAY + timedelta(days=10))

    def then_the_counter_and_the_store_know_who_waits_for_what(self):
        for colleague, word in (("dispenser", "补发"), ("storekeeper", "调拨")):
            actor = become(colleague)
            (task,) = [t for t in tasks_for(actor, on=TODAY) if t.clause == "working-rules:owed"]
            assert (task.count, task.due_on) == (1, TODAY + timedelta(days=2))
            assert word in str(task.title)
        owed = Owed.objects.get(ended_by_id=None)
        assert (owed.quantity, owed.days, owed.reason) == (36, 18, "缺货")

    def when_the_store_sends_more_and_the_person_comes_again(self):
        steps.stocked(100, at=TOMORROW, price=95)
        steps.came_for_owed(self.prescription, at=TOMORROW)
        second = steps.prepared(self.prescription, at=TOMORROW, next_in=26)
        self.second = Pickup.objects.get(id=steps.completed(second, at=TOMORROW))

    def then_both_parts_together_are_the_prescription(self):
        assert self.second.starts_on == self.first.until
        assert self.second.until == TODAY + timedelta(days=28)
        assert self.second.total == 36 * 95
        assert (self.first.person_share, self.second.person_share) == (0, 0)
        months = MonthShare.objects.aggregate(Sum("amount"))["amount__sum"]
        assert months == self.first.programme + self.second.programme
        assert Supply.objects.aggregate(Sum("quantity"))["quantity__sum"] == 56
        assert not Owed.objects.filter(ended_by_id=None).exists()

    def then_nothing_more_is_handed_over_on_it(self):
        with pytest.raises(Refused):
            steps.prepared(self.prescription, at=TOMORROW, next_in=20, part=True)
