"""A story of a month as it should be: two clinic days, medicine that never runs out, one claim (5.2, 5.3.2, 5.5.c)."""

from datetime import date, timedelta

import pytest

from anxin.clinics.queries.expected import running_out
from anxin.clinics.queries.supply import last_ends
from anxin.dispensing.models import Pickup
from anxin.settlement import queries
from tests.dispensing import steps
from tests.dispensing.steps import beijing
from tests.settlement.steps import filed, rest_accepted
from tests.world import become

pytestmark = pytest.mark.django_db
FIRST, SECOND = beijing(2026, 10, 16), beijing(2026, 11, 13)
FILED = beijing(2027, 1, 5)


class TestANormalMonth:
    def test_medicine_follows_on_without_a_gap_and_every_fen_is_claimed_once(self):
        self.given_two_people_of_one_clinic()
        self.when_both_come_on_the_first_clinic_day()
        self.then_each_has_medicine_until_after_the_next_one()
        self.when_both_come_again_four_weeks_later()
        self.then_the_second_supply_starts_when_the_first_ends()
        self.then_nobody_runs_out()
        self.then_the_quarters_claim_holds_four_lines_and_nothing_speaks_against_any()

    def given_two_people_of_one_clinic(self):
        steps.stocked(at=FIRST)
        self.people = [steps.enrolled(at=beijing(2026, 10, 9)) for _ in range(2)]

    def when_both_come_on_the_first_clinic_day(self):
        steps.clinic_day(day=SECOND.date(), at=beijing(2026, 10, 9))
        self.first = [self.served(one, at=FIRST, next_on=SECOND.date()) for one in self.people]

    def served(self, patient: steps.Patient, *, at, next_on: date) -> Pickup:
        prescription = steps.reviewed(patient, steps.asked(days=30), at=at)
        next_in = (next_on - at.date()).days
        pickup = steps.completed(steps.prepared(prescription, at=at, next_in=next_in), at=at)
        return Pickup.objects.get(id=pickup)

    def then_each_has_medicine_until_after_the_next_one(self):
        for pickup in self.first:
            assert pickup.starts_on == FIRST.date()
            assert pickup.next_pickup_on == SECOND.date() < pickup.until

    def when_both_come_again_four_weeks_later(self):
        again = SECOND.date() + timedelta(days=28)
        self.second = [self.served(one, at=SECOND, next_on=again) for one in self.people]

    def then_the_second_supply_starts_when_the_first_ends(self):
        for earlier, later in zip(self.first, self.second, strict=True):
            assert later.starts_on == earlier.until
            assert (later.person_share, later.programme) == (0, 60 * steps.PRICE)

    def then_nobody_runs_out(self):
        become("officer")
        ends = last_ends(one.person_id for one in self.people)
        assert set(ends.values()) == {FIRST.date() + timedelta(days=60)}
        waiting = {one.person_id for one in running_out(on=SECOND.date())}
        assert waiting.isdisjoint({one.person_id for one in self.people})

    def then_the_quarters_claim_holds_four_lines_and_nothing_speaks_against_any(self):
        claim = filed(at=FILED)
        totals = queries.totals_of(queries.find_claim(claim))
        assert (totals.lines, totals.claimed, totals.late) == (4, 4 * 60 * steps.PRICE, 0)
        rest_accepted(claim)
        assert queries.totals_of(queries.find_claim(claim)).undecided == 0
