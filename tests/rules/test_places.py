"""Places: never more than there are, and in the order of approval."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.places import (
    Room,
    Suspended,
    has_lapsed,
    may_set,
    offer_lapses,
    place_for,
    room_for,
    who_gets,
)

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


rooms = st.dictionaries(
    st.sampled_from(["district", "town", "other"]), st.none() | few, min_size=3, max_size=3
)
lines = st.lists(st.sampled_from([("district",), ("district", "town"), ("district", "other")]))


@given(line=lines, free=rooms)
def test_no_room_gives_more_than_it_has(line, free):
    has = who_gets(line, free)

    for name, number in free.items():
        given_here = sum(got and name in one for one, got in zip(line, has, strict=True))
        assert number is None or given_here <= number


@given(line=lines, free=rooms)
def test_nobody_is_passed_over_but_for_a_room_of_their_own(line, free):
    has = who_gets(line, free)

    for i, got in enumerate(has):
        before = [one for one, had in zip(line[:i], has[:i], strict=True) if had]
        full = [
            name
            for name in line[i]
            if free[name] is not None and sum(name in one for one in before) >= free[name]
        ]
        assert got is not bool(full)


@given(line=lines, free=rooms)
def test_who_comes_later_changes_nothing_for_who_came_before(line, free):
    longer = [*line, ("district",)]

    assert who_gets(longer, free)[: len(line)] == who_gets(line, free)


@given(places=few, used=few, over=few)
def test_used_and_free_are_the_places_until_they_are_exceeded(places, used, over):
    room = Room(name="", places=places, used=min(used, places), over=over)

    assert room.free == max(0, places - room.taken)
    assert (room.free == 0) or room.taken + room.free == places


def test_a_refusal_tells_the_room_that_is_full():
    found = room_for(
        {"all": Room(name="", places=9, used=3), "town": Room(name="油溪镇", places=2, used=2)},
        ["all", "town"],
        ahead=[],
    )

    assert not found.met
    assert "油溪镇共 2 个，已用 2" in found.reason


def test_who_waits_for_another_room_does_not_stand_in_the_way():
    found = {
        "all": Room(name="", places=5, used=4),
        "town": Room(name="油溪镇", places=2, used=2),
    }

    assert room_for(found, ["all"], ahead=[("all", "town")]).met
    assert not room_for(found, ["all"], ahead=[("all",)]).met


@pytest.mark.parametrize(
    ("places", "used", "over", "new", "may"),
    [
        (5, 3, 0, 3, True),
        (5, 3, 0, 2, False),
        (5, 3, 0, None, True),
        (3, 3, 2, 4, True),
        (3, 3, 2, 2, False),
    ],
)
def test_the_number_may_be_set_to_what_is_used_and_no_lower(places, used, over, new, may):
    assert may_set(Room(name="", places=places, used=used, over=over), new).met is may


def test_an_offer_is_good_for_its_days_and_lapses_on_the_next():
    lapses_on = offer_lapses(date(2026, 11, 9), days=15)

    assert lapses_on == date(2026, 11, 24)
    assert not has_lapsed(lapses_on, on=lapses_on - timedelta(days=1))
    assert has_lapsed(lapses_on, on=lapses_on)


@pytest.mark.parametrize(
    ("rule", "counts", "at_once"), [(1, True, True), (2, False, True), (3, False, False)]
)
def test_what_becomes_of_a_place_in_hospital(rule, counts, at_once):
    found = Suspended(rule)

    assert (found.counts, found.returns_at_once) == (counts, at_once)
