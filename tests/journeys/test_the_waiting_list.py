"""Stories of places: a free one offered, an offer that lapses, the next in line."""

from datetime import timedelta
from uuid import uuid4

import pytest

from anxin.enrolment import queries, services
from anxin.enrolment.models import Application, Offer, PlaceCount
from anxin.rules.decisions import Refused
from tests.enrolment import admitting
from tests.enrolment.admitting import AT
from tests.world import become

pytestmark = pytest.mark.django_db


class TestAnOfferThatLapses:
    def test_the_place_goes_to_the_next_and_the_silent_one_stands_at_the_end(self):
        self.given_no_place_and_three_who_wait()
        self.when_one_place_comes_free_and_the_office_notifies()
        self.then_the_first_has_it_kept_for_fifteen_days()
        self.when_nobody_answers_until_the_day()
        self.then_the_office_notifies_the_second_and_the_first_is_last()
        self.when_the_second_accepts()
        self.then_the_office_approves_and_the_agreement_is_signed()
        self.then_nobody_was_passed_over_and_no_place_given_twice()

    def given_no_place_and_three_who_wait(self):
        self.set_places(0)
        self.first, self.second, self.third = (admitting.decided() for _ in range(3))
        assert self.line() == [self.first, self.second, self.third]

    def when_one_place_comes_free_and_the_office_notifies(self):
        self.set_places(1)
        self.notify(AT)

    def then_the_first_has_it_kept_for_fifteen_days(self):
        offer = self.open_offer()
        assert offer.application_id == self.first
        assert (offer.lapses_on - offer.offered_on).days == 15
        assert self.stage(admitting.decided()) == "waiting"

    def when_nobody_answers_until_the_day(self):
        self.later = AT + timedelta(days=15)
        with pytest.raises(Refused, match="答复期限已过"):
            self.answer(self.first, at=self.later)

    def then_the_office_notifies_the_second_and_the_first_is_last(self):
        self.notify(self.later)
        assert self.open_offer().application_id == self.second
        line = self.line()
        assert line[:2] == [self.second, self.third]
        assert line[-1] == self.first

    def when_the_second_accepts(self):
        self.answer(self.second, at=self.later)

    def then_the_office_approves_and_the_agreement_is_signed(self):
        admitting.decided(self.second, at=self.later)
        admitting.signed(self.second, at=self.later)
        assert self.stage(self.second) == "approved"

    def then_nobody_was_passed_over_and_no_place_given_twice(self):
        count = self.count()
        assert (count.used, count.places) == (1, 1)
        assert self.line()[0] == self.third

    def set_places(self, number):
        services.set_places(
            request_id=uuid4(), places=number, because="文件", actor=become("reviewer"), at=AT
        )

    def notify(self, at):
        services.offer_places(request_id=uuid4(), actor=become("reviewer"), at=at)

    def answer(self, application, *, at):
        become("officer")
        offer = Offer.objects.filter(application_id=application).latest("recorded_at")
        services.answer_offer(
            request_id=uuid4(),
            offer_id=offer.id,
            accepts=True,
            because="",
            actor=become("officer"),
            at=at,
        )

    def open_offer(self):
        become("reviewer")
        return Offer.objects.get(stage="open")

    def line(self):
        become("reviewer")
        return [one.application_id for one in queries.waiting_line()]

    def stage(self, application):
        become("reviewer")
        return Application.objects.get(id=application).stage

    def count(self):
        become("reviewer")
        return PlaceCount.objects.get(name="district")
