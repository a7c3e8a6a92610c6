"""A story of a patient who sends the guardian, and the third time has to come or to have been seen."""

from datetime import timedelta

import pytest

from anxin.clinics.models import Attendance
from anxin.clinics.queries import read_board
from anxin.clinics.queries.days import day_in_reach
from anxin.clinics.queries.proxies import proxies_in_a_row
from anxin.rules.decisions import Refused
from tests import world
from tests.clinics import steps
from tests.clinics.steps import AT, TODAY

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=28)


class TestAProxyThreeTimes:
    def test_the_third_time_the_patient_comes_or_was_seen(self):
        self.given_a_patient_with_a_guardian()
        self.when_the_guardian_comes_twice_in_two_months()
        self.then_the_board_of_the_second_time_says_so()
        self.then_the_third_time_is_refused_with_its_clause()
        self.then_it_is_taken_where_the_patient_was_seen_lately()
        self.when_the_patient_comes_again()
        self.then_the_guardian_may_come_the_next_time()

    def given_a_patient_with_a_guardian(self):
        self.person = steps.enrolled(guardians=[steps.guardian()])
        self.days = {}

    def when_the_guardian_comes_twice_in_two_months(self):
        for month in range(2):
            self.comes("guardian", month)

    def then_the_board_of_the_second_time_says_so(self):
        actor, day = world.become("officer"), TODAY + MONTH
        board = read_board(day_in_reach(self.days[1]), actor=actor, on=day)
        [row] = [row for row in board.rows if row.person_id == self.person]
        assert row.in_a_row == 2

    def then_the_third_time_is_refused_with_its_clause(self):
        with pytest.raises(Refused) as refused:
            self.comes("guardian", 2)
        [ground] = refused.value.unmet
        assert (ground.code, ground.clause) == ("proxies-within-limit", "working-rules:proxy")
        assert "已连续 2 次" in ground.reason

    def then_it_is_taken_where_the_patient_was_seen_lately(self):
        too_long_ago = TODAY + 2 * MONTH - timedelta(days=31)
        with pytest.raises(Refused, match="proxies-within-limit"):
            self.comes("guardian", 2, seen_on=too_long_ago)
        seen_on = too_long_ago + timedelta(days=1)
        attendance = self.comes("guardian", 2, seen_on=seen_on)
        assert Attendance.objects.get(id=attendance).seen_on == seen_on

    def when_the_patient_comes_again(self):
        self.comes("patient", 3)

    def then_the_guardian_may_come_the_next_time(self):
        world.become("officer")
        assert proxies_in_a_row([self.person], before=TODAY + 4 * MONTH) == {}
        assert self.comes("guardian", 4)

    def comes(self, who, month, *, seen_on=None):
        day, at = TODAY + month * MONTH, AT + month * MONTH
        if month not in self.days:
            self.days[month] = steps.clinic_day(day=day, at=at)
        return steps.arrived(self.days[month], self.person, came=who, seen_on=seen_on, at=at)
