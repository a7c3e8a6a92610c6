"""Who lives together, and the two-patients rule computed from it (3.1.c)."""

from datetime import date
from uuid import uuid4

import pytest

from anxin.people import queries
from anxin.people.households import household_of, leave_household, patients_at_home
from anxin.people.likeness import likely_housemates
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from anxin.rules.eligibility import Living
from tests.enrolment.admitting import AT, guardian, person
from tests.people.linking import elsewhere, linked, merged, registered
from tests.world import become

BEGIN, END = date(2026, 3, 2), date(2026, 11, 5)


def leaves(person_id, until, colleague="officer"):
    return leave_household(
        request_id=uuid4(), person_id=person_id, until=until, actor=become(colleague), at=AT
    )


@pytest.fixture
def home(db):
    one, other = registered(), registered()
    linked(one, other, since=BEGIN)
    return one, other


class TestTheNumberOfPatients:
    @pytest.mark.parametrize(
        ("on", "number"),
        [
            (date(2026, 3, 1), 1),
            (BEGIN, 2),
            (date(2026, 11, 4), 2),
            (END, 1),
        ],
        ids=["the day before", "the day of", "the last day", "the day of leaving"],
    )
    def test_counts_who_lives_there_on_the_day(self, home, on, number):
        one, other = home
        leaves(other, END)

        assert patients_at_home(one, declared=1, on=on) == number

    def test_is_what_admission_turns_on(self, home):
        look = Look(actor=become("reviewer"), page="测试")

        facts = queries.applicant(home[0], living=Living.HOME, look=look, on=BEGIN)
        assert facts.household_patients == 2
        before = queries.applicant(home[0], living=Living.HOME, look=look, on=date(2026, 3, 1))
        assert before.household_patients == 1

    @pytest.mark.parametrize(("declared", "number"), [(1, 2), (3, 3)])
    def test_a_declared_number_never_lowers_it(self, home, declared, number):
        assert patients_at_home(home[0], declared=declared, on=BEGIN) == number

    def test_a_third_counts_too(self, home):
        one, third = home[0], registered()
        linked(one, third)
        assert patients_at_home(one, declared=1, on=AT.date()) == 3


class TestLinking:
    def test_a_third_joins_the_household_of_the_first(self, home):
        third = registered()
        assert linked(third, home[1]) == household_of(home[0], on=BEGIN).household_id

    def test_nobody_lives_in_two_households(self, home):
        one, other = registered(), registered()
        linked(one, other)
        with pytest.raises(Refused, match="lives-in-no-other"):
            linked(one, home[0])

    def test_who_left_may_join_another(self, home):
        leaves(home[1], END)
        third = registered()
        linked(home[1], third, since=END)

        assert household_of(home[1], on=END).members == (third,)

    def test_nobody_lives_with_themselves_or_from_tomorrow(self, home):
        one = registered()
        with pytest.raises(Refused, match="two-people"):
            linked(one, one)
        with pytest.raises(Refused, match="household-has-begun"):
            linked(one, registered(), since=date(2026, 11, 10))

    def test_nobody_leaves_before_they_joined(self, home):
        with pytest.raises(Refused, match="leaves-after-joining"):
            leaves(home[0], date(2026, 3, 1))

    def test_an_officer_cannot_link_somebody_of_another_centre(self, db):
        ours, theirs = registered(), elsewhere()
        with pytest.raises(Refused, match="both-are-found"):
            linked(ours, theirs)

    def test_across_two_centres_it_shows_the_number_alone(self, db):
        ours, theirs = registered(), elsewhere()
        linked(ours, theirs, colleague="reviewer")
        become("officer")

        home = household_of(ours, on=BEGIN)
        assert (home.members, home.patients, home.elsewhere) == ((), 2, 1)
        assert household_of(theirs, on=BEGIN) is None


class TestCandidates:
    def test_share_the_address_or_the_guardian(self, db):
        mother = guardian(identity_number="", name="同一监护人")
        one = registered(person=person(address="油溪镇 白沙村3组8号"), guardians=(mother,))
        other = registered(person=person(address="油溪镇白沙村3组８号"))
        registered(person=person(address="油溪镇白沙村3组9号"))
        become("officer")

        assert likely_housemates(one) == [other]


def test_who_lives_in_a_household_is_not_merged_away(home):
    one, other = home
    third = registered()
    with pytest.raises(Refused, match="no-right-left-behind"):
        merged(third, other)
    assert patients_at_home(one, declared=1, on=BEGIN) == 2
