"""Places: never more than there are, and in the order of approval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.places import place_for

few = st.integers(min_value=0, max_value=50)


@pytest.mark.parametrize(
    ("places", "used", "ahead", "free"),
    [(1, 0, 0, True), (1, 1, 0, False), (2, 1, 0, True), (2, 1, 1, False), (0, 0, 0, False)],
)
def test_a_place_is_free_below_the_number_and_behind_nobody(places, used, ahead, free):
    assert place_for(places=places, used=used, ahead=ahead).met is free


@given(used=few, ahead=few)
def test_nobody_waits_while_the_number_is_not_set(used, ahead):
    found = place_for(places=None, used=used, ahead=ahead)

    assert found.met
    assert "待定" in found.reason


@given(places=few, used=few, ahead=few)
def test_who_waits_further_back_never_gets_a_place_sooner(places, used, ahead):
    if place_for(places=places, used=used, ahead=ahead + 1).met:
        assert place_for(places=places, used=used, ahead=ahead).met


@given(places=few, used=few)
def test_a_refusal_names_its_clause_and_the_numbers(places, used):
    found = place_for(places=places, used=used, ahead=0)

    assert found.clause == "5.1.4"
    assert str(places) in found.reason
    assert found.met is (used < places)
