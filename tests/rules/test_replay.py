"""The same facts still give the same findings (3.1.e, 7.4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from anxin.rules.eligibility import EligibilityTerms
from anxin.rules.replay import replay

TERMS = EligibilityTerms(residence_months=3, guardian_age=65, household_patients=2)
FACTS = {
    "resident_since": "2020-01-01",
    "living": "home",
    "police_listed": False,
    "poverty": [],
    "household_patients": 1,
    "guardians": [{"kind": "person", "born": "1960-11-09"}],
    "diagnosis": 1,
    "diagnosis_certified": True,
    "on": "2026-11-09",
}
KEPT = [{"clause": c, "met": True} for c in ("3.1.a", "3.1.b", "3.1.c", "3.1.d")]


def differences(facts=FACTS, kept=KEPT, terms=TERMS):
    found = replay(facts, kept, terms=terms)
    return [(d.clause, d.was_met, d.is_met) for d in found.differences]


def test_what_was_decided_rightly_is_found_again():
    assert replay(FACTS, KEPT, terms=TERMS).agrees


def test_the_day_before_the_guardians_birthday_differs():
    facts = {**FACTS, "on": "2026-11-08"}
    assert differences(facts) == [("3.1.c", True, False)]


@pytest.mark.parametrize(
    ("changes", "clause"),
    [
        ({"resident_since": "2026-10-01"}, "3.1.a"),
        ({"resident_since": None}, "3.1.a"),
        ({"living": "hospital"}, "3.1.b"),
        ({"diagnosis": None}, "3.1.d"),
    ],
)
def test_a_decision_that_should_not_have_been_is_named_with_its_clause(changes, clause):
    assert differences({**FACTS, **changes}) == [(clause, True, False)]


def test_a_criterion_that_was_not_looked_at_is_named():
    assert differences(kept=KEPT[:-1]) == [("3.1.d", None, True)]
    assert differences(kept=[*KEPT, {"clause": "3.1.x", "met": True}]) == [("3.1.x", True, None)]


def test_other_terms_find_otherwise():
    assert differences(terms=replace(TERMS, guardian_age=70)) == [("3.1.c", True, False)]
    assert replay({**FACTS, "police_listed": True}, KEPT, terms=TERMS).agrees


def test_facts_of_another_form_are_a_bug():
    with pytest.raises(KeyError):
        replay({"on": date(2026, 1, 1).isoformat()}, KEPT, terms=TERMS)
