"""The made-up people are plausible, different, and nobody's."""

import re
from collections import Counter
from datetime import date, timedelta
from itertools import groupby

import pytest

from anxin.demo import names
from anxin.demo.numbers import with_check_character
from anxin.demo.people import ANNEX_6_TOWNS, MadeUpPerson, Story, made_up_people
from anxin.rules.eligibility import (
    Diagnosis,
    EligibilityTerms,
    Ground,
    GuardianKind,
    Living,
    Poverty,
    assess,
    grounds,
)

ON = date(2026, 11, 22)
TERMS = EligibilityTerms(residence_months=3, guardian_age=65, household_patients=2)
# What can be in use: 13x to 19x as public number metadata has them; 154 and 194 are not in it.
ASSIGNED = re.compile(r"1740[0-5]\d{6}|1(?:[38]\d|4\d|[59][0-35-9]|6[0-9]|7\d)\d{8}")
SPECIAL_STORIES_FAIL = {
    Story.NEWCOMER: {"3.1.a"},
    Story.IN_HOSPITAL: {"3.1.b"},
    Story.WITHOUT_GROUND: {"3.1.c"},
    Story.NEWCOMER_WITHOUT_GROUND: {"3.1.a", "3.1.c"},
    Story.NOT_CERTIFIED: {"3.1.d"},
    Story.OTHER_DIAGNOSIS: {"3.1.d"},
}


@pytest.fixture(scope="module")
def people() -> list[MadeUpPerson]:
    return list(made_up_people(5000, seed=20261122, on=ON))


def failing(person: MadeUpPerson, on: date = ON) -> set[str]:
    return {one.clause for one in assess(person.applicant(), terms=TERMS, on=on).unmet}


def checked_by_remainder(number: str) -> bool:
    """Check GB 11643 the other way: the weighted sum of all 18 leaves 1 when divided by 11."""
    digits = [10 if character == "X" else int(character) for character in number]
    return sum(d * pow(2, 17 - place, 11) for place, d in enumerate(digits)) % 11 == 1


class TestRepeating:
    def test_the_same_seed_gives_the_same_people(self) -> None:
        once, again = (list(made_up_people(300, seed=7, on=ON)) for _ in range(2))
        assert once == again

    def test_another_seed_gives_other_people(self) -> None:
        one, other = (list(made_up_people(50, seed=seed, on=ON)) for seed in (7, 8))
        assert not {person.identity_number for person in one} & {
            person.identity_number for person in other
        }

    def test_fewer_people_are_the_first_of_more(self, people: list[MadeUpPerson]) -> None:
        assert list(made_up_people(200, seed=20261122, on=ON)) == people[:200]

    @pytest.mark.parametrize("count", [0, 1, 8, 5000])
    def test_as_many_come_as_were_asked_for(self, count: int) -> None:
        assert sum(1 for _ in made_up_people(count, seed=1, on=ON)) == count


class TestIdentityNumbers:
    def test_every_number_is_nobodys_valid_and_different(self, people: list[MadeUpPerson]) -> None:
        numbers = [person.identity_number for person in people]
        assert len(set(numbers)) == 5000
        assert all(re.fullmatch(r"000000\d{11}[\dX]", number) for number in numbers)
        assert all(checked_by_remainder(number) for number in numbers)

    def test_it_tells_birth_and_sex(self, people: list[MadeUpPerson]) -> None:
        for person in people:
            assert person.identity_number[6:14] == f"{person.born:%Y%m%d}"
            assert int(person.identity_number[16]) % 2 == int(person.sex) % 2

    def test_guardians_have_numbers_of_their_own(self, people: list[MadeUpPerson]) -> None:
        by_household = {person.household: person.guardians for person in people}
        kin = [one for guardians in by_household.values() for one in guardians if one.born]
        held = [one.identity_number for one in kin if one.identity_number]
        assert len(held) == len(kin) > 4000
        assert len({*held, *(person.identity_number for person in people)}) == len(held) + 5000
        for one, number in zip(kin, held, strict=True):
            assert checked_by_remainder(number)
            assert number[6:14] == f"{one.born:%Y%m%d}"
            assert int(number[16]) % 2 == int(one.sex or "0") % 2

    @pytest.mark.parametrize(
        ("first_17", "last"), [("11010519491231002", "X"), ("44052418800101001", "4")]
    )
    def test_the_standards_own_examples_hold(self, first_17: str, last: str) -> None:
        assert with_check_character(first_17) == first_17 + last


class TestOtherNumbers:
    def test_a_phone_looks_like_one_and_can_be_nobodys(self, people: list[MadeUpPerson]) -> None:
        phones = [person.phone for person in people]
        phones += {one.phone for person in people for one in person.guardians}
        assert len(set(phones)) == len(phones)
        assert all(re.fullmatch(r"1[3-9]\d{9}", phone) for phone in phones)
        assert not any(ASSIGNED.fullmatch(phone) for phone in phones)

    def test_a_disability_certificate_follows_the_identity_number(
        self, people: list[MadeUpPerson]
    ) -> None:
        held = [person for person in people if person.disability_certificate]
        assert 2000 < len(held) < 2500
        for person in held:
            number = person.disability_certificate or ""
            assert re.fullmatch(person.identity_number + "[67][1-4]", number)
            if number[18] == "7":
                assert person.diagnosis is Diagnosis.INTELLECTUAL_DISABILITY

    def test_cards_are_different_and_only_the_insured_have_them(
        self, people: list[MadeUpPerson]
    ) -> None:
        cards = [person.insurance_number for person in people if person.insurance_number]
        special = [person.special_disease_card for person in people if person.special_disease_card]
        assert len(set(cards)) == len(cards)
        assert len(set(special)) == len(special) > 1500
        for person in people:
            assert (person.insurance_number is None) is (person.insurance == "none")
            assert person.insurance_number or not person.special_disease_card


class TestEligibility:
    def test_nine_in_ten_qualify(self, people: list[MadeUpPerson]) -> None:
        assert 4400 < sum(not failing(person) for person in people) < 4650

    def test_each_story_fails_where_it_says(self, people: list[MadeUpPerson]) -> None:
        for person in people:
            assert failing(person) == SPECIAL_STORIES_FAIL.get(person.story, set()), person.story

    def test_who_qualifies_has_done_so_for_a_year(self, people: list[MadeUpPerson]) -> None:
        for person in people:
            if person.story not in SPECIAL_STORIES_FAIL:
                assert not failing(person, ON - timedelta(days=366))

    @pytest.mark.parametrize("seed", range(10))
    def test_a_small_demonstration_has_every_ground_and_diagnosis(self, seed: int) -> None:
        few = list(made_up_people(20, seed=seed, on=ON))
        held = {ground for one in few for ground in grounds(one.applicant(), terms=TERMS, on=ON)}
        assert held == set(Ground)
        assert {one.story for one in few} == set(Story)
        assert {one.diagnosis for one in few} == {*Diagnosis, None}

    def test_most_have_schizophrenia_and_every_poverty_occurs(
        self, people: list[MadeUpPerson]
    ) -> None:
        count = Counter(person.diagnosis for person in people)
        assert 3300 < count[Diagnosis.SCHIZOPHRENIA] < 3900
        assert {kind for person in people for kind in person.poverty} == set(Poverty)
        assert 400 < sum(person.police_listed for person in people) < 650
        assert {person.risk_level for person in people} == set(range(6))


class TestFamilies:
    def test_two_patients_of_a_household_share_it(self, people: list[MadeUpPerson]) -> None:
        households = [
            list(group) for _, group in groupby(people[:-1], key=lambda person: person.household)
        ]
        shared = [group for group in households if len(group) > 1]
        assert len(shared) > 100
        for one, other in shared:
            assert one.household_patients == other.household_patients == 2
            assert (one.address, one.guardians) == (other.address, other.guardians)
        assert all(group[0].household_patients == 1 for group in households if len(group) == 1)

    def test_ages_fit_the_relation(self, people: list[MadeUpPerson]) -> None:
        for person in people:
            for one in person.guardians:
                if one.born is None:
                    assert one.kind is GuardianKind.ORGANISATION
                    continue
                older_by = (person.born - one.born).days // 365
                if one.relation_code in {"51", "52"}:
                    assert 20 <= older_by <= 36
                elif one.relation_code in {"20", "30"}:
                    assert -36 <= older_by <= -20
                else:
                    assert -7 <= older_by <= 7
                if one.relation_code in {"71", "75"}:
                    assert one.born < person.born
                if one.relation_code in {"73", "77"}:
                    assert one.born > person.born

    def test_a_spouse_is_of_the_other_sex(self, people: list[MadeUpPerson]) -> None:
        spouses = [
            (person.sex, one.sex)
            for person in people
            for one in person.guardians
            if one.relation_code in {"11", "12"}
        ]
        assert set(spouses) == {("1", "2"), ("2", "1")}

    def test_dates_lie_in_a_life(self, people: list[MadeUpPerson]) -> None:
        for person in people:
            assert person.born <= person.resident_since <= ON
            assert person.born < person.diagnosed_on <= ON
            assert (ON - person.born).days // 366 >= 15

    def test_only_the_hospital_story_is_in_hospital(self, people: list[MadeUpPerson]) -> None:
        inside = {person.story for person in people if person.living is Living.HOSPITAL}
        assert inside == {Story.IN_HOSPITAL}


class TestPlacesAndNames:
    def test_every_town_of_annex_6_has_people(self, people: list[MadeUpPerson]) -> None:
        assert len(set(ANNEX_6_TOWNS)) == 30
        assert {person.town for person in people} == set(ANNEX_6_TOWNS)

    def test_a_caller_may_give_the_towns(self) -> None:
        found = {
            person.town for person in made_up_people(50, seed=1, on=ON, towns=["甲镇", "乙街道"])
        }
        assert found == {"甲镇", "乙街道"}

    def test_villages_are_known_beforehand(self, people: list[MadeUpPerson]) -> None:
        for person in people:
            assert person.village in names.villages_of(person.town)
            assert person.town + person.village in person.address
        assert all(len(set(names.villages_of(town))) == 3 for town in ANNEX_6_TOWNS)

    def test_rare_characters_are_there_from_the_start(self) -> None:
        first = "".join(person.name for person in made_up_people(12, seed=1, on=ON))
        assert set("啟䶮𬱖𠮷") <= set(first)

    def test_long_names_and_two_character_surnames_occur(self, people: list[MadeUpPerson]) -> None:
        assert any("·" in person.name for person in people)
        assert any(person.name.startswith(("尉迟", "欧阳", "万俟")) for person in people)

    def test_names_repeat_no_more_than_names_do(self, people: list[MadeUpPerson]) -> None:
        count = Counter(person.name for person in people)
        assert len(count) > 3000
        assert count.most_common(1)[0][1] < 15
