"""A story of somebody who does not come, twice, and comes at last (5.3.2.c, 7.3.c)."""

from datetime import timedelta

import pytest

from anxin.clinics.models import Booking
from anxin.clinics.queries.absences import absent
from tests import world
from tests.clinics import steps
from tests.clinics.steps import AT, TODAY

pytestmark = pytest.mark.django_db
SECOND, THIRD = TODAY + timedelta(days=28), TODAY + timedelta(days=56)


def on(days: int):
    return AT + timedelta(days=days)


class TestWhoDidNotCome:
    def test_nobody_is_forgotten(self):
        self.given_somebody_booked_who_does_not_come()
        self.then_they_are_asked_the_next_day_and_a_year_later()
        self.when_nobody_answers_and_a_day_is_set_to_try_again()
        self.then_they_rest_until_that_day_and_are_back_on_it()
        self.when_they_forgot_and_are_booked_on_the_next_clinic_day()
        self.then_they_rest_until_it_is_over()
        self.when_they_do_not_come_again_but_promise_to()
        self.then_both_causes_are_kept()
        self.when_they_come()
        self.then_they_are_off_the_list_for_good()

    def given_somebody_booked_who_does_not_come(self):
        self.person = steps.enrolled()
        self.booking = steps.booked(steps.clinic_day(), self.person)

    def then_they_are_asked_the_next_day_and_a_year_later(self):
        assert self.state(1) == self.state(365) == "open"

    def when_nobody_answers_and_a_day_is_set_to_try_again(self):
        steps.asked_why(
            self.booking, "not_reached", promised_on=TODAY + timedelta(days=8), at=on(1)
        )

    def then_they_rest_until_that_day_and_are_back_on_it(self):
        assert (self.state(7), self.state(8), self.state(80)) == ("waits", "returned", "returned")

    def when_they_forgot_and_are_booked_on_the_next_clinic_day(self):
        day = steps.clinic_day(day=SECOND, at=on(8))
        steps.asked_why(self.booking, "forgot", day=day, at=on(8))

    def then_they_rest_until_it_is_over(self):
        assert (self.state(28), self.state(29)) == ("waits", "open")

    def when_they_do_not_come_again_but_promise_to(self):
        world.become("officer")
        missed = Booking.objects.get(person_id=self.person, clinic_day__day=SECOND)
        steps.asked_why(missed.id, "works_away", promised_on=SECOND + timedelta(days=20), at=on(29))

    def then_both_causes_are_kept(self):
        world.become("officer")
        causes = [row.cause for b in self.bookings() for row in b.absences.all()]
        assert causes == ["not_reached", "forgot", "works_away"]

    def when_they_come(self):
        day = steps.clinic_day(day=THIRD, at=on(50))
        steps.arrived(day, self.person, at=on(56))

    def then_they_are_off_the_list_for_good(self):
        assert self.state(57) is None
        assert self.state(400) is None

    def bookings(self):
        return Booking.objects.filter(person_id=self.person).order_by("clinic_day__day")

    def state(self, days):
        world.become("officer")
        found = {one.person_id: one.state for one in absent(on=TODAY + timedelta(days=days))}
        return found.get(self.person)
