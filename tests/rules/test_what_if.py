"""Other values tried on the register: the same change nothing, and sums add up (7.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.rules.cost_sharing import Payer
from anxin.rules.disclosure import SMALLEST_TOLD
from anxin.rules.eligibility import Applicant, Diagnosis, Guardian, GuardianKind, Living, Poverty
from anxin.rules.money import Fen
from anxin.rules.places import Suspended
from anxin.rules.what_if import (
    BORNE,
    OVER_CAP,
    TRIABLE,
    Criterion,
    Registered,
    Stand,
    Takes,
    Values,
    may_try,
    month_of,
    try_values,
    why_not,
)
from anxin.rules.what_if_totals import told_of, totals_of
from tests.rules.test_eligibility import applicants

ON = date(2026, 11, 24)
TERMS = load().eligibility_terms(ON)
VALUES = Values(
    terms=TERMS,
    places=None,
    suspended=Suspended.KEPT,
    cap=None,
    federation_yearly=None,
    project_yearly=None,
)
fen = st.integers(0, 50_000).map(Fen)
takes = st.builds(
    lambda days, parts, rest: Takes(
        days=days,
        total=Fen(sum(parts) + rest),
        basic_insurance=parts[0],
        special_disease=parts[1],
        civil_assistance=parts[2],
    ),
    st.integers(1, 366),
    st.tuples(fen, fen, fen),
    fen,
)
people = st.builds(
    Registered,
    applicant=applicants,
    stand=st.sampled_from(Stand),
    suspended=st.booleans(),
    certified=st.booleans(),
    takes=st.none() | takes,
)
registers = st.lists(people, max_size=30)
values = st.builds(
    Values,
    terms=st.builds(
        lambda months, age, patients: replace(
            TERMS, residence_months=months, guardian_age=age, household_patients=patients
        ),
        st.integers(0, 24),
        st.integers(50, 80),
        st.integers(1, 4),
    ),
    places=st.none() | st.integers(0, 40),
    suspended=st.sampled_from(Suspended),
    cap=st.none() | fen,
    federation_yearly=st.none() | fen,
    project_yearly=st.none() | fen,
)


def somebody(**changes):
    applicant = Applicant(
        resident_since=date(2020, 1, 1),
        living=Living.HOME,
        police_listed=False,
        poverty=frozenset(),
        household_patients=1,
        guardians=(Guardian(kind=GuardianKind.PERSON, born=date(1959, 1, 1)),),
        diagnosis=Diagnosis.SCHIZOPHRENIA,
        diagnosis_certified=True,
    )
    outside = {
        "stand": Stand.OUTSIDE, "suspended": False, "certified": False, "takes": None
    }  # fmt: skip
    facts = {name: changes.pop(name, given) for name, given in outside.items()}
    return Registered(applicant=replace(applicant, **changes), **facts)


def aged(age):
    return replace(VALUES, terms=replace(TERMS, guardian_age=age))


def given_out(total, *, days=30, special=0):
    return Takes(
        days=days,
        total=Fen(total),
        basic_insurance=Fen(0),
        special_disease=Fen(special),
        civil_assistance=Fen(0),
    )


@given(register=registers, held=values)
def test_the_same_values_change_nothing(register, held):
    tried = try_values(register, now=held, then=held, on=ON)

    assert tried.now == tried.then
    assert not any((tried.coming, tried.leaving, tried.leaving_line))


@given(register=registers, now=values, then=values)
def test_the_numbers_add_up(register, now, then):
    tried = try_values(register, now=now, then=then, on=ON)

    served = sum(one.stand is Stand.SERVED for one in register)
    line = sum(one.stand is Stand.WAITING for one in register)
    assert tried.people == len(register)
    assert tried.now.served == served
    assert tried.then.served == served - sum(tried.leaving.values())
    assert tried.now.admitted + tried.now.waiting == line
    joining = sum(tried.coming.values()) - sum(tried.leaving_line.values())
    assert tried.then.admitted + tried.then.waiting == line + joining
    for picture in (tried.now, tried.then):
        if picture.month:
            assert set(picture.month.shares) == set(BORNE)
            assert min(picture.month.shares.values()) >= 0
            assert picture.month.over_people <= picture.served + picture.admitted


@given(register=registers, now=values, then=values)
def test_nobody_gets_a_place_beyond_the_number_and_undecided_places_make_nobody_wait(
    register, now, then
):
    for picture, held in zip(
        ((tried := try_values(register, now=now, then=then, on=ON)).now, tried.then),
        (now, then),
        strict=True,
    ):
        if held.places is None:
            assert picture.waiting == 0
        else:
            assert picture.admitted <= held.places


@given(takes=takes, certified=st.booleans(), held=values)
def test_a_month_has_a_payer_for_every_fen_or_is_above_the_cap(takes, certified, held):
    month = month_of(takes, certified=certified, values=held)

    assert month.total == (takes.total * 60 + takes.days) // (2 * takes.days)
    assert month.shares[Payer.PERSON] == 0
    if held.cap is not None:
        assert month.shares[Payer.PROGRAMME] <= held.cap
    assert bool(month.shares[OVER_CAP]) == bool(month.over_people)


class TestWhoMoves:
    def test_an_older_age_sends_away_who_had_no_other_ground(self):
        old, new = aged(65), aged(67)
        alone = somebody(stand=Stand.SERVED)
        poor = somebody(stand=Stand.SERVED, poverty=frozenset({Poverty.MINIMUM_LIVING}))
        tried = try_values([alone, poor], now=old, then=new, on=ON)
        assert tried.leaving == {Criterion.GUARDIAN_AGE: 1}
        assert (tried.now.served, tried.then.served) == (2, 1)
        back = try_values([somebody()], now=new, then=old, on=ON)
        assert back.coming == {Criterion.GUARDIAN_AGE: 1}
        assert back.then.admitted == 1

    @pytest.mark.parametrize(("age", "moved"), [(66, 0), (67, 1)])
    def test_the_day_of_the_birthday_decides(self, age, moved):
        born = Guardian(kind=GuardianKind.PERSON, born=date(1959, 11, 24))
        one = somebody(stand=Stand.SERVED, guardians=(born,))
        tried = try_values([one], now=aged(65), then=aged(age), on=ON)
        assert sum(tried.leaving.values()) == moved

    def test_residence_and_household_are_told_apart(self):
        terms = replace(TERMS, residence_months=120, household_patients=3)
        weak = somebody(
            stand=Stand.SERVED,
            guardians=(Guardian(kind=GuardianKind.PERSON, born=date(1990, 1, 1)),),
            household_patients=2,
        )
        months = replace(VALUES, terms=replace(TERMS, residence_months=120))
        household = replace(VALUES, terms=replace(terms, residence_months=3))
        assert try_values([weak], now=VALUES, then=months, on=ON).leaving == {
            Criterion.RESIDENCE: 1
        }
        assert try_values([weak], now=VALUES, then=household, on=ON).leaving == {
            Criterion.HOUSEHOLD: 1
        }

    def test_who_no_longer_qualifies_already_is_the_yearly_reviews_and_no_move(self):
        lapsed = somebody(
            stand=Stand.SERVED,
            guardians=(Guardian(kind=GuardianKind.PERSON, born=date(1990, 1, 1)),),
        )
        tried = try_values([lapsed], now=VALUES, then=aged(80), on=ON)
        assert (tried.lapsed, tried.leaving, tried.then.served) == (1, {}, 1)

    def test_a_stay_in_hospital_sends_nobody_away_and_lets_nobody_in(self):
        inside = somebody(stand=Stand.SERVED, suspended=True, living=Living.HOSPITAL)
        tried = try_values([inside], now=VALUES, then=aged(60), on=ON)
        assert tried.leaving == {}
        waits = somebody(living=Living.HOSPITAL)
        assert try_values([waits], now=aged(70), then=VALUES, on=ON).coming == {}

    def test_who_waits_and_no_longer_qualifies_leaves_the_line(self):
        tried = try_values([somebody(stand=Stand.WAITING)], now=VALUES, then=aged(70), on=ON)
        assert tried.leaving_line == {Criterion.GUARDIAN_AGE: 1}
        assert (tried.now.admitted, tried.then.admitted, tried.then.waiting) == (1, 0, 0)


class TestPlacesAndMoney:
    def test_fewer_places_make_more_wait_and_a_lent_place_is_free(self):
        line = [somebody(stand=Stand.WAITING)] * 3
        inside = somebody(stand=Stand.SERVED, suspended=True)
        kept = replace(VALUES, places=2)
        lent = replace(kept, suspended=Suspended.LENT)
        tried = try_values([inside, *line], now=kept, then=lent, on=ON)
        assert (tried.now.admitted, tried.now.waiting) == (1, 2)
        assert (tried.then.admitted, tried.then.waiting) == (2, 1)

    def test_who_comes_in_costs_the_average(self):
        served = [somebody(stand=Stand.SERVED, takes=given_out(x)) for x in (10_000, 20_000)]
        tried = try_values([*served, somebody(stand=Stand.WAITING)], now=VALUES, then=VALUES, on=ON)
        assert tried.now.month.total == 45_000
        assert tried.now.estimated == 1
        assert tried.known == 2

    def test_a_cap_shows_who_is_above_it_and_by_how_much(self):
        served = [somebody(stand=Stand.SERVED, takes=given_out(x)) for x in (10_000, 20_000)]
        tried = try_values(served, now=VALUES, then=replace(VALUES, cap=Fen(15_000)), on=ON)
        assert tried.now.month.over_people == 0
        assert tried.then.month.over_people == 1
        assert tried.then.month.shares[OVER_CAP] == 5_000
        assert tried.then.month.shares[Payer.PROGRAMME] == 25_000
        assert tried.then.month.total == tried.now.month.total

    def test_the_federations_sum_is_for_holders_of_its_certificate(self):
        held = replace(VALUES, federation_yearly=Fen(12_000))
        month = month_of(given_out(10_000), certified=True, values=held)
        assert month.shares[Payer.FEDERATION] == 1_000
        month = month_of(given_out(10_000), certified=False, values=held)
        assert month.shares[Payer.FEDERATION] == 0

    def test_what_was_settled_keeps_its_part(self):
        month = month_of(given_out(20_000, days=60, special=5_000), certified=False, values=VALUES)
        assert month.shares[Payer.SPECIAL_DISEASE] == 2_500
        assert month.shares[Payer.PROGRAMME] == 7_500

    def test_without_any_pick_up_nothing_is_estimated(self):
        tried = try_values([somebody(stand=Stand.SERVED)], now=VALUES, then=VALUES, on=ON)
        assert tried.now.month is None


class TestWhatCanBeTried:
    def test_values_that_decide_neither_people_nor_money_say_why(self):
        told = {name for name in load().parameters if why_not(name, pending=False) is None}
        assert told == TRIABLE
        assert "结算单" in str(why_not("special_disease_yearly_fen", pending=False))
        assert why_not("guardian_age", pending=True)
        assert why_not("monthly_cap_fen", pending=True) is None

    def test_both_grounds_of_a_refusal_are_told(self):
        found = may_try(subject="intake_day", pending=False, unanswered=False)
        assert [one.clause for one in found.unmet] == ["7.4", "7.4"]
        assert may_try(subject="places", pending=False, unanswered=True).granted


class TestWhatIsKeptAndTold:
    @given(register=registers, now=values, then=values)
    def test_only_numbers_are_kept(self, register, now, then):
        kept = totals_of(try_values(register, now=now, then=then, on=ON))
        assert all(value is None or type(value) is int for value in kept.values())
        assert len(kept) < 50

    @given(register=registers, now=values, then=values)
    def test_no_few_people_are_told_and_nothing_is_made_up(self, register, now, then):
        kept = totals_of(try_values(register, now=now, then=then, on=ON))
        told = told_of(kept)
        assert set(told) == set(kept)
        assert all(told[name] in (None, kept[name]) for name in kept)
        counts = [name for name in told if ".cost" not in name and told[name]]
        assert all(told[name] >= SMALLEST_TOLD for name in counts)

    def test_few_who_leave_take_the_second_picture_along(self):
        stays = somebody(stand=Stand.SERVED, poverty=frozenset(Poverty), takes=given_out(9_000))
        leaves = somebody(stand=Stand.SERVED, takes=given_out(7_000))
        told = told_of(
            totals_of(try_values([stays] * 20 + [leaves], now=VALUES, then=aged(70), on=ON))
        )
        assert told["now.cost"] == 187_000
        assert told["leaving.guardian_age"] is None
        assert told["then.served"] is told["then.cost"] is told["then.cost.programme"] is None
