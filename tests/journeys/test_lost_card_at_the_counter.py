"""A story at the counter: the lost card is refused, the holder is served with the new one, and what they
collected before they noticed is set aside (5.2.3, A5.n1, A5.n4)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from anxin.dispensing import queries as counter
from anxin.enrolment import services as enrolment
from anxin.enrolment.models import Card
from anxin.pharmacy.models import StockBalance
from tests.dispensing import steps
from tests.journeys import spine
from tests.journeys.spine import committed, everything_holds, fen_on, grounds_of
from tests.settlement import losing
from tests.world import as_, beijing

IN_PERSON = beijing(2026, 11, 20)
NEXT_TIME, NOTICED, LATER = (beijing(2026, 12, 18, hour) for hour in (9, 10, 11))
FEN = 56 * steps.PRICE


@pytest.mark.usefixtures("own_database")
class TestTheLostCardAtTheCounter:
    def test_the_finder_gets_nothing_and_the_holder_is_served_with_the_new_card(self):
        self.given_a_holder_who_lost_the_card_on_the_way_home_from_a_pickup()
        self.given_that_the_doctor_has_prescribed_again()
        self.when_the_loss_is_noticed_and_reported()
        self.then_the_counter_refuses_it_with_its_clause()
        self.then_another_persons_card_does_not_help()

        self.when_the_holder_has_a_new_card()
        self.then_the_old_card_stays_dead_beside_it()
        self.then_the_holder_is_served()
        self.when_the_office_hears_that_the_holder_came_in_person()
        self.then_nothing_falls_on_them()
        everything_holds()

    def given_a_holder_who_lost_the_card_on_the_way_home_from_a_pickup(self):
        spine.stocked_point(at=beijing(2026, 11, 1))
        self.holder = spine.enrolled_person()
        self.in_person = spine.completed_pickup(self.holder, at=IN_PERSON)

    def given_that_the_doctor_has_prescribed_again(self):
        self.prescription = spine.prescribed(self.holder, at=NEXT_TIME)

    def when_the_loss_is_noticed_and_reported(self):
        committed(losing.reported)(self.holder, lost_on=date(2026, 11, 20), at=NOTICED)
        with as_("officer"):
            self.number = Card.objects.get(id=self.holder.card_id).number

    def then_the_counter_refuses_it_with_its_clause(self):
        with as_("dispenser"):
            found = counter.find_person(self.number)
        assert found.card_id == self.holder.card_id
        grounds = grounds_of(
            lambda: steps.prepared(self.prescription, card_id=found.card_id, at=LATER)
        )
        assert grounds == {"card-is-valid": "A5.n4"}
        assert self.on_hand() == 1000 - 56

    def then_another_persons_card_does_not_help(self):
        stranger = spine.enrolled_person()
        grounds = grounds_of(
            lambda: steps.prepared(self.prescription, card_id=stranger.card_id, at=LATER)
        )
        assert grounds == {"card-is-own": "A5.n1"}

    def when_the_holder_has_a_new_card(self):
        with as_("officer") as officer:
            self.new_card = enrolment.replace_card(
                request_id=uuid4(), card_id=self.holder.card_id, actor=officer, at=LATER
            )

    def then_the_old_card_stays_dead_beside_it(self):
        grounds = grounds_of(
            lambda: steps.prepared(self.prescription, card_id=self.holder.card_id, at=LATER)
        )
        assert grounds == {"card-is-valid": "A5.n4"}

    def then_the_holder_is_served(self):
        pickup = spine.prepared(self.prescription, card_id=self.new_card, at=LATER)
        spine.completed(pickup, at=LATER)
        assert self.on_hand() == 1000 - 2 * 56

    def when_the_office_hears_that_the_holder_came_in_person(self):
        committed(losing.decided)(self.in_person, falls=False, reason=losing.REASON, at=LATER)

    def then_nothing_falls_on_them(self):
        assert fen_on("receivable", "rehab", "person") == 0
        assert fen_on("payable", "rehab", "programme") == -2 * FEN

    def on_hand(self) -> int:
        with as_("dispenser"):
            return StockBalance.objects.get(organisation__code="hc-101").on_hand
