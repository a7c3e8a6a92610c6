"""A story of a pick-up found wrong after its quarter was settled: every book is right in the end (5.5.c, 7.1.c)."""

import pytest

from anxin.dispensing.models import Pickup
from anxin.rules.quarters import Quarter
from anxin.settlement import queries
from anxin.settlement.models import ClaimLine
from tests.dispensing import steps as counter
from tests.settlement import steps
from tests.settlement.steps import Q4, SHARE, filed, given
from tests.settlement.test_taken_back import LATER, TAKEN_BACK, books, on_hand
from tests.world import become

pytestmark = pytest.mark.django_db
NEXT = Quarter(2027, 1)


class TestAReversalAfterTheQuarterClosed:
    def test_the_closed_quarter_stays_and_the_next_one_takes_it_back(self):
        self.given_two_pickups_settled_in_the_fourth_quarter()
        self.when_one_is_found_wrong_in_february_its_medicine_back_from_home()
        self.then_the_closed_quarter_stays_as_it_was()
        self.then_the_medicine_is_not_on_the_shelf_again()
        self.when_the_hospital_claims_the_next_quarter()
        self.then_a_negative_line_with_its_mark_stands_in_it()
        self.when_the_office_accepts_it()
        self.then_the_advance_has_paid_for_one_pickup_alone()

    def given_two_pickups_settled_in_the_fourth_quarter(self):
        counter.stocked()
        self.start = books()
        _, self.stands = given()
        _, self.wrong = given()
        self.claim = filed()
        steps.rest_accepted(self.claim)
        steps.accepted(steps.finished(self.claim))
        self.settled = books()
        assert self.settled["advance"] == self.start["advance"] - 2 * SHARE

    def when_one_is_found_wrong_in_february_its_medicine_back_from_home(self):
        counter.reversed_(self.wrong, reason="发给了别人", left_counter=True, at=TAKEN_BACK)
        assert Pickup.objects.get(id=self.wrong).stage == "reversed"

    def then_the_closed_quarter_stays_as_it_was(self):
        become("checker")
        claim = queries.find_claim(self.claim)
        assert claim.quarter == str(Q4)
        totals = queries.totals_of(claim)
        assert (totals.lines, totals.accepted) == (2, 2 * SHARE)
        assert books()["advance"] == self.settled["advance"]

    def then_the_medicine_is_not_on_the_shelf_again(self):
        assert on_hand() == 1000 - 2 * 56

    def when_the_hospital_claims_the_next_quarter(self):
        self.next = filed(quarter=NEXT, at=LATER)

    def then_a_negative_line_with_its_mark_stands_in_it(self):
        line = ClaimLine.objects.get(claim_id=self.next)
        assert (line.amount, line.pickup_id) == (-SHARE, self.wrong)
        become("checker")
        claim = queries.find_claim(self.next)
        assert [
            one.takes_back for one in queries.Lines(claim, queries.BY_CODE["taken_back"])[0:5]
        ] == [True]

    def when_the_office_accepts_it(self):
        steps.rest_accepted(self.next)
        steps.accepted(steps.finished(self.next))

    def then_the_advance_has_paid_for_one_pickup_alone(self):
        end = books()
        assert end["advance"] == self.start["advance"] - SHARE
        assert (end["cost"], end["payable"]) == (self.start["cost"] + SHARE, self.start["payable"])
        assert end["disallowed"] == self.start["disallowed"]
