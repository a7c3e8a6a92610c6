"""A story of a guardian's 66th birthday: ages count on the day of application (3.1.c).

Who applies the day before has no ground, however late it is decided; who applies on the day has.
"""

from datetime import date, timedelta

import pytest

from anxin.enrolment import queries
from tests.enrolment import admitting
from tests.enrolment.admitting import AT
from tests.journeys.spine import grounds_of
from tests.world import become

pytestmark = pytest.mark.django_db
EVE, ON_THE_DAY = AT, AT + timedelta(days=1)
MOTHER_BORN = date(1960, 11, 10)


class TestTheGuardianOver65:
    def test_counts_from_the_66th_birthday_and_not_a_day_before(self):
        self.given_one_applies_on_the_eve_of_the_birthday_and_one_on_the_day()
        self.then_the_early_one_has_no_ground_though_decided_after_the_birthday()
        self.when_the_office_decides_on_the_other()
        self.then_it_is_approved_on_the_ground_of_age()

    def given_one_applies_on_the_eve_of_the_birthday_and_one_on_the_day(self):
        self.early, self.on_the_day = (self.applied(at) for at in (EVE, ON_THE_DAY))

    def then_the_early_one_has_no_ground_though_decided_after_the_birthday(self):
        for at in (EVE, ON_THE_DAY):
            refused = grounds_of(lambda at=at: admitting.decided(self.early, at=at))
            assert refused == {"has-ground": "3.1.c"}

    def when_the_office_decides_on_the_other(self):
        admitting.decided(self.on_the_day, at=ON_THE_DAY)

    def then_it_is_approved_on_the_ground_of_age(self):
        become("reviewer")
        (decision,) = queries.decisions_of(self.on_the_day)
        assert decision.outcome == "approved"
        assert {one["clause"]: one["met"] for one in decision.criteria}["3.1.c"] is True

    def applied(self, at):
        """Hand in for somebody whose only ground can be the mother's age; both levels agree."""
        form = admitting.filled(
            person=admitting.person(poverty=()),
            guardians=(admitting.guardian(born=MOTHER_BORN),),
            signed_on=at.date(),
        )
        return admitting.passed(admitting.submitted(form, at=at), at=at)
