"""A story of a clinic day that is moved: who would run out is seen, everybody is told (5.2.1, 7.3.c)."""

from datetime import timedelta

import pytest

from anxin.clinics.models import ClinicDay
from anxin.clinics.queries import days_on
from anxin.clinics.queries.calls import calls_of, days_with_open_calls
from anxin.clinics.queries.changes import affected_by
from anxin.clinics.queries.expected import booked_on
from tests import world
from tests.clinics import steps
from tests.clinics.steps import AT, TODAY

pytestmark = pytest.mark.django_db
NEXT_DAY, MOVED_TO, LAST_DAY = (TODAY + timedelta(days=n) for n in (4, 11, 25))


class TestAMovedClinicDay:
    def test_nobody_stands_before_a_closed_door(self):
        self.given_three_who_are_booked_on_a_day_one_of_them_short_of_medicine()
        self.when_the_doctor_looks_at_what_moving_it_would_do()
        self.then_only_the_one_who_would_run_out_is_named()
        self.when_the_day_is_moved()
        self.then_everybody_is_expected_on_the_new_day_and_nobody_on_the_old()
        self.then_the_officer_has_three_calls_to_make()
        self.when_one_is_told_one_comes_another_day_and_one_does_not_answer()
        self.then_one_call_is_left()
        self.when_that_one_is_reached()
        self.then_nothing_is_left_and_each_is_expected_once()

    def given_three_who_are_booked_on_a_day_one_of_them_short_of_medicine(self):
        self.short, self.told, self.busy = (steps.enrolled() for _ in range(3))
        self.day = steps.clinic_day(day=NEXT_DAY)
        self.last = steps.clinic_day(day=LAST_DAY)
        for person in (self.short, self.told, self.busy):
            steps.booked(self.day, person)
        steps.supplied(self.short, days=6)
        steps.supplied(self.told, days=28)
        steps.supplied(self.busy, days=28)

    def when_the_doctor_looks_at_what_moving_it_would_do(self):
        world.become("psychiatrist")
        self.seen = affected_by(ClinicDay.objects.get(id=self.day), new_day=MOVED_TO)

    def then_only_the_one_who_would_run_out_is_named(self):
        out = [(one.person_id, one.last_covered) for one in self.seen if one.runs_out]
        assert out == [(self.short, TODAY + timedelta(days=5))]
        assert len(self.seen) == 3

    def when_the_day_is_moved(self):
        steps.called_off(self.day, new_day=MOVED_TO)

    def then_everybody_is_expected_on_the_new_day_and_nobody_on_the_old(self):
        assert self.expected(NEXT_DAY) == set()
        assert self.expected(MOVED_TO) == {self.short, self.told, self.busy}
        assert days_on(NEXT_DAY) == []

    def then_the_officer_has_three_calls_to_make(self):
        assert self.calls_left() == 3

    def when_one_is_told_one_comes_another_day_and_one_does_not_answer(self):
        world.become("officer")
        calls = {one.person_id: one.call.id for one in calls_of(ClinicDay.objects.get(id=self.day))}
        self.silent = calls[self.short]
        steps.called(calls[self.told])
        steps.called(calls[self.busy], "another_day", day=self.last, note="赶集")
        steps.called(self.silent, "not_reached", note="关机")

    def then_one_call_is_left(self):
        assert self.calls_left() == 1

    def when_that_one_is_reached(self):
        steps.called(self.silent, at=AT + timedelta(hours=2))

    def then_nothing_is_left_and_each_is_expected_once(self):
        assert self.calls_left() == 0
        assert self.expected(MOVED_TO) == {self.short, self.told}
        assert self.expected(LAST_DAY) == {self.busy}

    def calls_left(self):
        world.become("officer")
        return sum(count for _day, count in days_with_open_calls(on=TODAY))

    def expected(self, day):
        world.become("officer")
        return booked_on(steps.place(world.POINT), day)
