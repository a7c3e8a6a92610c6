"""Who did not come stays on the list until they came, or until the day they promised (5.3.2.c, 7.3.c)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.absences import FOLLOW_UPS, Cause, FollowUp, Missed, examine_agreed, follow_up

DAY, PROMISED = date(2026, 11, 9), date(2026, 11, 30)
MOST = 31
days = st.dates(date(2019, 3, 18), date(2099, 12, 31))
maybe = st.none() | days


def missed(**known) -> Missed:
    facts = {
        "absent_on": DAY,
        "came_on": None,
        "is_explained": True,
        "promised_on": None,
        "booked_on": None,
    }
    return Missed(**{**facts, **known})


@pytest.mark.parametrize(
    ("known", "on", "expected"),
    [
        ({"is_explained": False}, DAY + timedelta(1), "open"),
        ({"is_explained": False}, DAY + timedelta(3650), "open"),
        ({"is_explained": False, "booked_on": PROMISED}, PROMISED, "open"),
        ({"promised_on": PROMISED}, PROMISED - timedelta(1), "waits"),
        ({"promised_on": PROMISED}, PROMISED, "returned"),
        ({"promised_on": PROMISED}, PROMISED + timedelta(900), "returned"),
        ({"booked_on": PROMISED}, PROMISED, "waits"),
        ({"booked_on": PROMISED}, PROMISED + timedelta(1), "returned"),
        ({"came_on": DAY - timedelta(1)}, PROMISED, "returned"),
        ({"came_on": DAY + timedelta(1)}, PROMISED, "settled"),
    ],
)
def test_the_day_before_and_the_day_of(known, on, expected):
    assert follow_up(missed(**known), on=on) == expected


@given(explained=st.booleans(), promised=maybe, booked=maybe, on=days, later=st.integers(0, 9999))
def test_time_alone_takes_nobody_off_the_list(explained, promised, booked, on, later):
    known = missed(is_explained=explained, promised_on=promised, booked_on=booked)
    asked = {FollowUp.OPEN, FollowUp.RETURNED}

    if follow_up(known, on=on) in asked:
        assert follow_up(known, on=on + timedelta(later)) in asked


@given(promised=maybe, booked=maybe, on=days)
def test_who_waits_comes_back_the_day_after_the_last_day_agreed_at_the_latest(promised, booked, on):
    known = missed(promised_on=promised, booked_on=booked)

    if follow_up(known, on=on) is FollowUp.WAITS:
        last = max(day for day in (promised, booked) if day is not None)
        assert follow_up(known, on=last + timedelta(1)) is FollowUp.RETURNED


def unmet(**changes) -> set[str]:
    facts = {
        "cause": Cause.FORGOT,
        "note": "",
        "promised_on": PROMISED,
        "is_booked": False,
        "on": DAY,
        "most_days": MOST,
    }
    return {one.code for one in examine_agreed(**{**facts, **changes}) if not one.met}


def test_a_cause_and_one_next_day_are_enough():
    assert unmet() == set()
    assert unmet(promised_on=None, is_booked=True) == set()


def test_neither_and_both_are_refused():
    assert unmet(promised_on=None) == {"next-is-agreed"}
    assert unmet(is_booked=True) == {"next-is-agreed"}


def test_another_cause_says_which():
    assert unmet(cause=Cause.OTHER, note=" ") == {"other-cause-is-explained"}
    assert unmet(cause=Cause.OTHER, note="家中办丧事") == set()


def test_a_promise_lies_ahead_and_not_far():
    assert unmet(promised_on=DAY) == {"promise-is-near"}
    assert unmet(promised_on=DAY + timedelta(MOST)) == set()
    assert unmet(promised_on=DAY + timedelta(MOST + 1)) == {"promise-is-near"}


def test_every_cause_and_every_state_has_its_word():
    assert {one.label for one in Cause} == {
        "外出务工",
        "迁居",
        "走失",
        "住院",
        "忘记",
        "路途困难",
        "拒绝服药",
        "联系不上",
        "其他",
    }
    assert set(FOLLOW_UPS) == set(FollowUp)
