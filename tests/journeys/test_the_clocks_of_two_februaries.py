"""A story of the Spring Festival: what is handed in around it is due by the working days of the notice."""

from datetime import date

import pytest

from anxin.enrolment import queries
from anxin.enrolment.models import Application
from tests.enrolment.admitting import confirmed, filled, submitted
from tests.world import become, beijing

# The festival of 2024: off from the 10th to the 17th of February, at work on Sundays 4 and 18.
# That of 2026: off from the 15th to the 23rd, at work on Saturdays 14 and 28.
STORIES = [
    (date(2024, 2, 9), date(2024, 2, 18), date(2024, 2, 23), date(2024, 2, 23)),
    (date(2024, 2, 18), date(2024, 2, 18), date(2024, 2, 23), date(2024, 2, 23)),
    (date(2024, 2, 19), date(2024, 3, 11), date(2024, 3, 18), date(2024, 3, 20)),
    (date(2026, 2, 10), date(2026, 2, 10), date(2026, 2, 24), date(2026, 2, 24)),
    (date(2026, 2, 11), date(2026, 3, 10), date(2026, 3, 17), date(2026, 3, 20)),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("handed_in", "intake", "review_due", "forward_by"), STORIES)
class TestAnApplicationAroundTheFestival:
    def test_is_late_the_day_after_its_last_working_day(
        self, handed_in, intake, review_due, forward_by
    ):
        self.given_an_application_handed_in_on(handed_in)
        self.then_its_batch_and_its_days_are(intake, review_due, forward_by)
        self.when_the_village_confirms_and_the_township_lets_it_lie()
        self.then_the_office_hears_of_it_the_day_after_and_not_before(review_due)

    def given_an_application_handed_in_on(self, day):
        self.at = beijing(day.year, day.month, day.day)
        self.application = submitted(filled(signed_on=day), at=self.at)

    def then_its_batch_and_its_days_are(self, intake, review_due, forward_by):
        become("officer")
        found = Application.objects.get(id=self.application)
        told = (found.intake_on, found.first_review_due_on, found.forward_by)
        assert told == (intake, review_due, forward_by)

    def when_the_village_confirms_and_the_township_lets_it_lie(self):
        confirmed(self.application, at=self.at)

    def then_the_office_hears_of_it_the_day_after_and_not_before(self, review_due):
        become("reviewer")
        assert not queries.late(review_due).filter(id=self.application).exists()
        after = date.fromordinal(review_due.toordinal() + 1)
        assert queries.late(after).filter(id=self.application).exists()
