"""Laws of eligibility, and the words that people read."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.rules.eligibility import (
    Applicant,
    Diagnosis,
    Ground,
    Guardian,
    GuardianKind,
    Living,
    Poverty,
    assess,
    grounds,
    is_older_than,
)

TERMS = load().eligibility_terms(date(2026, 11, 10))
days = st.dates(date(2019, 3, 18), date(2040, 1, 1))
births = st.dates(date(1920, 1, 1), date(2010, 1, 1))
guardians = st.builds(Guardian, kind=st.sampled_from(GuardianKind), born=st.none() | births)
applicants = st.builds(
    Applicant,
    resident_since=st.none() | st.dates(date(2010, 1, 1), date(2040, 1, 1)),
    living=st.sampled_from(Living),
    police_listed=st.booleans(),
    poverty=st.frozensets(st.sampled_from(Poverty)),
    household_patients=st.integers(0, 3),
    guardians=st.lists(guardians, max_size=3).map(tuple),
    diagnosis=st.none() | st.sampled_from(Diagnosis),
    diagnosis_certified=st.booleans(),
)


@given(applicant=applicants, on=days)
def test_the_four_criteria_stand_in_order_each_with_a_whole_sentence(applicant, on):
    decision = assess(applicant, terms=TERMS, on=on)

    assert [c.clause for c in decision.conditions] == ["3.1.a", "3.1.b", "3.1.c", "3.1.d"]
    assert all(
        c.reason and "{" not in c.reason and "None" not in c.reason for c in decision.conditions
    )


@given(applicant=applicants, on=days)
def test_the_third_criterion_is_met_exactly_where_a_ground_holds(applicant, on):
    held = grounds(applicant, terms=TERMS, on=on)

    assert assess(applicant, terms=TERMS, on=on).conditions[2].met == bool(held)
    assert list(held) == [ground for ground in Ground if ground in held]


@given(applicant=applicants, on=days, later=st.integers(0, 2000))
def test_who_has_lived_here_long_enough_stays_so(applicant, on, later):
    then = date.fromordinal(on.toordinal() + later)

    if assess(applicant, terms=TERMS, on=on).conditions[0].met:
        assert assess(applicant, terms=TERMS, on=then).conditions[0].met


@given(born=births, on=days)
def test_older_than_65_is_the_age_in_whole_years_at_66(born, on):
    birthday_has_come = (on.month, on.day) >= (born.month, born.day) or (
        (born.month, born.day) == (2, 29) and (on.month, on.day) >= (2, 28) and on.year % 4 != 0
    )
    age = on.year - born.year - (not birthday_has_come)

    assert is_older_than(born, 65, on=on) == (age >= 66)


def test_a_guardian_whose_birthday_is_unknown_is_not_taken_for_old():
    applicant = Applicant(
        resident_since=date(2020, 1, 1),
        living=Living.HOME,
        police_listed=False,
        poverty=frozenset(),
        household_patients=1,
        guardians=(Guardian(kind=GuardianKind.PERSON),),
        diagnosis=Diagnosis.BIPOLAR,
        diagnosis_certified=True,
    )

    assert grounds(applicant, terms=TERMS, on=date(2026, 11, 10)) == ()


def test_every_diagnosis_has_its_name_and_its_icd_categories():
    assert next(iter(Diagnosis)).label == "精神分裂症"
    assert Diagnosis.EPILEPSY.icd10_prefixes == ("G40", "F06")
    assert all(d.label and d.icd10_prefixes for d in Diagnosis)
    assert all(item.label for item in [*Poverty, *Ground])
