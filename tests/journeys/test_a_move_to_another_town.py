"""A story of a family that moves from one town to the next, is declined once, and is looked after there (5.1.2.a)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from anxin.clinics.services import book
from anxin.enrolment import queries
from anxin.enrolment.models import Card, Move
from anxin.enrolment.tasks import tasks_for
from anxin.people.models import Person
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.enrolment.leaving import announced, declined, taken_over
from tests.journeys.spine import everything_holds
from tests.world import become, organisation

pytestmark = pytest.mark.django_db
NEXT_WEEK = AT + timedelta(days=7)


class TestAMoveToAnotherTown:
    def test_pick_up_goes_on_until_the_other_side_takes_over_and_there_from_then_on(self):
        self.given_somebody_with_medicine_for_four_weeks()
        self.when_the_old_township_announces_the_move()
        self.then_the_new_one_is_asked_and_reads_the_name()
        self.when_the_new_one_does_not_find_the_family()
        self.then_it_comes_back_with_the_reason_and_nothing_has_changed()
        self.when_it_is_announced_anew_and_waits_three_days()
        self.when_the_new_township_takes_over()
        self.then_the_old_one_has_lost_them_and_the_new_card_is_of_the_new_town()
        self.then_they_are_looked_after_there()
        self.then_the_old_counter_hands_nothing_over()

    def given_somebody_with_medicine_for_four_weeks(self):
        self.patient, self.pickup = steps.handed_over(name="测试迁居")
        become("officer")
        self.old_card = Card.objects.get(id=self.patient.card_id).number

    def when_the_old_township_announces_the_move(self):
        self.move = announced(self.patient.person_id)

    def then_the_new_one_is_asked_and_reads_the_name(self):
        assert self.tasks("other_officer") == ["接收从油溪（中心）卫生院迁来的患者"]
        assert self.tasks("officer") == []
        look = Look(actor=become("other_officer"), page="测试")
        coming = queries.coming([queries.find_move(self.move)], look=look)
        assert [one.named.name for one in coming.values()] == ["测试迁居"]

    def when_the_new_one_does_not_find_the_family(self):
        declined(self.move, because="新住址查无此人")

    def then_it_comes_back_with_the_reason_and_nothing_has_changed(self):
        actor = become("officer")
        (task,) = tasks_for(actor, on=TODAY)
        assert (task.returned, task.detail) == (True, "新住址查无此人")
        assert self.tasks("other_officer") == []
        become("officer")
        now = queries.standing(self.patient.person_id, on=TODAY)
        assert (now.card_number, now.enrolment_stage) == (self.old_card, "active")

    def when_it_is_announced_anew_and_waits_three_days(self):
        self.move = announced(self.patient.person_id)
        assert self.tasks("officer") == []
        (task,) = tasks_for(become("other_officer"), on=TODAY + timedelta(days=3))
        assert task.detail == "已等 3 天"

    def when_the_new_township_takes_over(self):
        taken_over(self.move, at=NEXT_WEEK)

    def then_the_old_one_has_lost_them_and_the_new_card_is_of_the_new_town(self):
        become("officer")
        assert not Person.objects.filter(id=self.patient.person_id).exists()
        assert Move.objects.get(id=self.move).stage == "taken_over"
        become("other_officer")
        card = Card.objects.get(person_id=self.patient.person_id, stage="issued")
        assert (self.old_card[:3], card.number[:3]) == ("101", "103")
        told = [str(one.title) for one in queries.history(self.patient.person_id)]
        for words in ("迁往其他镇街", "迁移 · 不接收", "签订服务协议", "救助卡 · 换发"):
            assert words in told

    def then_they_are_looked_after_there(self):
        later = AT + timedelta(days=27)
        day = steps.clinic_day("hc-103", day=later.date(), at=NEXT_WEEK)
        actor = become("other_officer")
        assert book(
            request_id=uuid4(),
            clinic_day_id=day,
            person_id=self.patient.person_id,
            actor=actor,
            at=NEXT_WEEK,
        )
        steps.stocked(point="hc-103", at=NEXT_WEEK)
        prescription = steps.reviewed(self.patient, point="hc-103", at=later)
        pickup = steps.prepared(prescription, by="other_dispenser", at=later)
        assert steps.completed(pickup, by="other_dispenser", at=later) == pickup
        everything_holds()

    def then_the_old_counter_hands_nothing_over(self):
        later = AT + timedelta(days=54)
        with pytest.raises((Refused, Person.DoesNotExist)):
            steps.reviewed(self.patient, point="hc-101", at=later)
        become("dispenser")
        assert not Person.objects.filter(
            id=self.patient.person_id, clinic=organisation("hc-101")
        ).exists()

    def tasks(self, colleague):
        actor = become(colleague)
        return [task.title for task in tasks_for(actor, on=TODAY)]
