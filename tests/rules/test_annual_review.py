"""The yearly review: the day, the days before and after it, and what may be proposed and decided."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.annual_review import (
    ReviewTerms,
    Urgency,
    as_township_sees,
    changes,
    may_decide,
    may_propose,
    renewed_from,
    review_due,
    still_entitled,
    urgency,
)
from anxin.rules.eligibility import (
    Applicant,
    Diagnosis,
    EligibilityTerms,
    Guardian,
    GuardianKind,
    Living,
    Poverty,
)

TERMS = ReviewTerms(review_months=12, reminders=(60, 30, 7), office_days=10, commission_days=30)
ELIGIBLE = EligibilityTerms(residence_months=3, guardian_age=65, household_patients=2)
DUE = date(2027, 11, 9)
SOMEBODY = Applicant(
    resident_since=date(2000, 1, 1),
    living=Living.HOME,
    police_listed=False,
    poverty=frozenset({Poverty.MINIMUM_LIVING}),
    household_patients=1,
    guardians=(Guardian(kind=GuardianKind.PERSON, born=date(1966, 1, 2)),),
    diagnosis=Diagnosis.SCHIZOPHRENIA,
    diagnosis_certified=True,
)
ADMITTED = {
    "resident_since": "2000-01-01",
    "police_listed": True,
    "poverty": ["minimum_living"],
    "household_patients": 1,
    "guardians": [{"kind": "person", "born": "1966-01-02"}],
    "diagnosis": 1,
    "on": "2026-11-09",
}


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (date(2026, 11, 9), date(2027, 11, 9)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2023, 2, 28), date(2024, 2, 28)),
    ],
)
def test_it_is_due_a_year_after(last, due):
    assert review_due(last, TERMS) == due


@pytest.mark.parametrize(
    ("left", "found"),
    [
        (61, Urgency.FAR),
        (60, Urgency.FIRST),
        (31, Urgency.FIRST),
        (30, Urgency.SECOND),
        (8, Urgency.SECOND),
        (7, Urgency.LAST),
        (0, Urgency.LAST),
        (-1, Urgency.LATE),
        (-10, Urgency.LATE),
        (-11, Urgency.LATE_FOR_OFFICE),
        (-30, Urgency.LATE_FOR_OFFICE),
        (-31, Urgency.LATE_FOR_COMMISSION),
    ],
)
def test_how_near_it_is(left, found):
    assert urgency(DUE, terms=TERMS, on=DUE - timedelta(days=left)) is found


@given(st.integers(-200, 200))
def test_it_never_grows_less_urgent(left):
    today, tomorrow = (
        urgency(DUE, terms=TERMS, on=DUE + timedelta(days=d)) for d in (left, left + 1)
    )

    assert tomorrow >= today


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_a_renewal_leaves_no_gap_when_in_time_and_never_overlaps(until, on):
    starts = renewed_from(until, on=on)

    assert starts >= until
    assert (starts == until) is (on <= until)


@pytest.mark.parametrize(("days", "may"), [(61, False), (60, True), (-400, True)])
def test_it_may_be_proposed_from_the_first_reminder_on(days, may):
    found = may_propose(
        live=True,
        due_on=DUE,
        keeps=True,
        all_seen=True,
        evidence="",
        terms=TERMS,
        on=DUE - timedelta(days=days),
    )

    assert found.granted is may


@pytest.mark.parametrize(
    ("keeps", "all_seen", "evidence", "may"),
    [
        (True, True, "", True),
        (True, False, "", False),
        (True, False, "入户核实", True),
        (False, True, "", False),
        (False, False, " ", False),
        (False, False, "低保取消", True),
    ],
)
def test_what_the_facts_do_not_show_is_put_in_words(keeps, all_seen, evidence, may):
    found = may_propose(
        live=True,
        due_on=DUE,
        keeps=keeps,
        all_seen=all_seen,
        evidence=evidence,
        terms=TERMS,
        on=DUE,
    )

    assert found.granted is may


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("entitled", [True, False])
@pytest.mark.parametrize("same", [True, False])
def test_who_qualifies_keeps_it_who_does_not_loses_it_and_another_decides(keeps, entitled, same):
    found = may_decide(keeps=keeps, entitled=entitled, same_person=same)

    assert found.granted is (keeps is entitled and not same)


def test_a_stay_in_hospital_is_no_ground_to_end():
    there = replace(SOMEBODY, living=Living.HOSPITAL)

    assert still_entitled(there, terms=ELIGIBLE, on=DUE).granted


def test_a_guardian_turning_sixty_six_is_told_from_the_birthday_on():
    before = changes(ADMITTED, SOMEBODY, terms=ELIGIBLE, on=date(2032, 1, 1))
    after = changes(ADMITTED, SOMEBODY, terms=ELIGIBLE, on=date(2032, 1, 2))

    assert [str(one) for one in before] == []
    assert [str(one) for one in after] == ["监护人已满 66 周岁（1966-01-02 出生）"]


def test_a_guardian_who_was_that_old_at_admission_is_no_change():
    admitted = {**ADMITTED, "on": "2032-01-02"}

    assert changes(admitted, SOMEBODY, terms=ELIGIBLE, on=date(2033, 1, 2)) == ()


def test_what_changed_since_admission_is_told_but_for_the_police():
    now = replace(SOMEBODY, poverty=frozenset(), household_patients=2, guardians=())

    told = "；".join(str(one) for one in changes(ADMITTED, now, terms=ELIGIBLE, on=DUE))

    assert "贫困情况由“低保户”变为“无”" in told
    assert "一户患者人数由 1 人变为 2 人" in told
    assert "监护人有变化" in told
    assert "公安" not in told
    assert "列管" not in told


def test_a_ground_the_township_does_not_see_stays_open():
    rich = replace(SOMEBODY, poverty=frozenset())

    seen = as_township_sees(still_entitled(rich, terms=ELIGIBLE, on=DUE))

    assert [one.open for one in seen] == [False, True, False]
