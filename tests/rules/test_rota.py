"""The rota of a month: each working day of a pattern once, nothing outside the month (5.2.1)."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.rules.rota import EVERY, LAST, Pattern, double_booked, draw, month_days, patterns_behind

CALENDAR = load().calendar
DECEMBER = date(2026, 12, 1)
months = st.dates(date(2019, 3, 18), date(2099, 12, 31))
patterns = st.builds(
    Pattern,
    st.integers(0, 6),
    st.frozensets(st.sampled_from([LAST, 1, 2, 3, 4, 5]), min_size=1),
)


def drawn(*asked: Pattern, month: date = DECEMBER):
    return draw(asked, month=month, calendar=CALENDAR)


def test_second_tuesdays_and_fourth_fridays():
    found = drawn(Pattern(1, frozenset({2})), Pattern(4, frozenset({4})))

    assert found.working == (date(2026, 12, 8), date(2026, 12, 25))
    assert found.resting == ()


def test_every_wednesday_has_its_fifth():
    assert drawn(Pattern(2, EVERY)).working[-1] == date(2026, 12, 30)


def test_the_last_friday_is_the_fourth_or_the_fifth():
    last = Pattern(4, frozenset({LAST}))

    assert drawn(last).working == (date(2026, 12, 25),)
    assert drawn(last, month=date(2026, 10, 1)).working == (date(2026, 10, 30),)


def test_a_holiday_is_left_out_and_told():
    found = drawn(Pattern(3, EVERY), month=date(2026, 10, 1))

    assert found.resting == (date(2026, 10, 1),)
    assert found.working[0] == date(2026, 10, 8)


def test_a_made_up_working_saturday_is_worked():
    found = drawn(Pattern(5, EVERY), month=date(2026, 10, 1))

    assert found.working == (date(2026, 10, 10),)


def test_last_months_days_tell_the_pattern_to_go_on_with():
    days = [date(2026, 11, 10), date(2026, 11, 27), date(2026, 11, 13)]

    assert patterns_behind(days) == (
        Pattern(1, frozenset({2})),
        Pattern(4, frozenset({2, 4})),
    )


def test_one_doctor_at_two_points_on_a_day_is_told_with_both():
    day = date(2026, 12, 8)
    found = double_booked([("油溪", "甲", day), ("石门", "甲", day), ("石门", "乙", day)])

    assert found == {("甲", day): frozenset({"油溪", "石门"})}


@given(asked=st.lists(patterns, max_size=4), month=months)
def test_each_day_of_the_patterns_stands_once_and_none_outside_the_month(asked, month):
    found = draw(asked, month=month, calendar=CALENDAR)
    days = [*found.working, *found.resting]

    assert len(days) == len(set(days))
    assert all((day.year, day.month) == (month.year, month.month) for day in days)
    assert set(days) == {day for one in asked for day in one.days_in(month)}


@given(asked=st.lists(patterns, max_size=4), month=months)
def test_what_is_worked_is_worked_and_what_rests_rests(asked, month):
    found = draw(asked, month=month, calendar=CALENDAR)

    assert all(CALENDAR.is_working_day(day) for day in found.working)
    assert not any(CALENDAR.is_working_day(day) for day in found.resting)


@given(weekday=st.integers(0, 6), month=months)
def test_every_one_of_a_weekday_means_each_of_them(weekday, month):
    days = Pattern(weekday, EVERY).days_in(month)

    assert days == tuple(d for d in month_days(month) if d.weekday() == weekday)
    assert all(later - earlier == timedelta(7) for earlier, later in pairwise(days))


@given(asked=patterns, month=months)
def test_going_on_with_what_was_gives_the_same_month_again(asked, month):
    days = asked.days_in(month)
    again = {day for one in patterns_behind(days) for day in one.days_in(month)}

    assert set(days) <= again
    assert again - set(days) <= {d for d in month_days(month) if d.day > 28}
