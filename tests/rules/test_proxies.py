"""How often another may come in the patient's place (working-rules:proxy)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.rules.proxies import ProxyTerms, examine_proxy

ON = date(2026, 11, 23)
TERMS = ProxyTerms(most=2, seen_within_days=30)


def grounds(**facts):
    asked = {"is_proxy": True, "in_a_row": 2, "seen_on": None, **facts}
    return {one.code for one in examine_proxy(**asked, terms=TERMS, on=ON) if not one.met}


@pytest.mark.parametrize(
    ("facts", "unmet"),
    [
        ({"in_a_row": 1}, set()),
        ({"in_a_row": 2}, {"proxies-within-limit"}),
        ({"in_a_row": 9, "is_proxy": False}, set()),
        ({"seen_on": ON - timedelta(days=30)}, set()),
        ({"seen_on": ON - timedelta(days=31)}, {"proxies-within-limit"}),
        ({"seen_on": ON}, set()),
        ({"seen_on": ON + timedelta(days=1)}, {"seen-in-past"}),
    ],
)
def test_the_third_in_a_row_needs_the_patient_or_that_they_were_seen(facts, unmet):
    assert grounds(**facts) == unmet


@given(in_a_row=st.integers(0, 20), ago=st.integers(0, 90))
def test_having_seen_the_patient_more_lately_never_makes_it_stricter(in_a_row, ago):
    later = grounds(in_a_row=in_a_row, seen_on=ON - timedelta(days=ago // 2))
    assert later <= grounds(in_a_row=in_a_row, seen_on=ON - timedelta(days=ago))


def test_the_pack_sets_both_numbers():
    assert load().proxy_terms(ON) == TERMS
