"""Laws that the working days and the deadlines keep on every day."""

from datetime import date, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.rules.admission import deadlines, intake_day_for
from anxin.rules.days import Calendar, add_months, days_by_month, month_of

CALENDAR = load().calendar
known_days = st.dates(date(2019, 3, 18), date(2026, 11, 30))
any_days = st.dates(date(2019, 3, 18), date(2099, 12, 31))


def terms(on):
    return load().admission_terms(on)


@given(day=st.dates(date(2004, 1, 1), date(2026, 12, 31)))
def test_the_table_agrees_with_the_package_it_was_seeded_from(day):
    assert CALENDAR.is_working_day(day) == chinese_calendar.is_workday(day)


@given(day=any_days)
def test_the_next_and_the_last_working_day_are_worked_and_nothing_worked_lies_between(day):
    after, before = CALENDAR.next_working_day(day), CALENDAR.last_working_day(day)

    assert before <= day <= after
    assert CALENDAR.is_working_day(after)
    assert CALENDAR.is_working_day(before)
    between = [before + timedelta(days=n) for n in range(1, (after - before).days)]
    assert not any(CALENDAR.is_working_day(d) for d in between if d != day)


@given(day=any_days, count=st.integers(1, 30))
def test_adding_working_days_passes_exactly_so_many(day, count):
    end = CALENDAR.add_working_days(day, count)
    passed = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]

    assert sum(CALENDAR.is_working_day(d) for d in passed) == count
    assert CALENDAR.is_working_day(end)


@given(handed_in=any_days)
def test_the_intake_day_is_the_first_one_on_or_after_handing_in(handed_in):
    intake = intake_day_for(handed_in, terms=terms(handed_in), calendar=CALENDAR)
    months = [handed_in.replace(day=1), add_months(handed_in.replace(day=1), 1)]
    intakes = [CALENDAR.next_working_day(month.replace(day=10)) for month in months]

    assert intake == min(day for day in intakes if day >= handed_in)


@given(handed_in=any_days)
def test_the_deadlines_stand_in_their_order_and_on_working_days(handed_in):
    found = deadlines(handed_in, terms=terms(handed_in), calendar=CALENDAR)
    days = (found.intake_day, found.first_review_due, found.forward_by)

    assert handed_in <= found.intake_day < found.first_review_due <= found.forward_by
    assert all(CALENDAR.is_working_day(day) for day in days)
    assert month_of(found.intake_day) == month_of(found.forward_by)
    assert found.forward_by.day <= 20 or found.forward_by == found.first_review_due


@given(handed_in=any_days)
def test_the_answer_is_provisional_exactly_where_the_batch_lies_beyond_the_notices(handed_in):
    found = deadlines(handed_in, terms=terms(handed_in), calendar=CALENDAR)

    assert found.provisional == (found.intake_day.year > 2026)


@given(first=any_days, second=any_days)
def test_who_hands_in_later_is_never_taken_in_earlier(first, second):
    early, late = sorted((first, second))

    assert intake_day_for(early, terms=terms(early), calendar=CALENDAR) <= intake_day_for(
        late, terms=terms(late), calendar=CALENDAR
    )


def test_an_empty_calendar_rests_at_weekends_and_is_provisional():
    empty = Calendar(exceptions={}, years=frozenset())

    assert empty.next_working_day(date(2027, 1, 9)) == date(2027, 1, 11)
    assert empty.is_provisional(date(2027, 1, 9))


@given(day=st.dates(date(1900, 1, 1), date(2200, 1, 1)), months=st.integers(-40, 1000))
def test_months_on_keep_the_day_or_end_with_the_month(day, months):
    found = add_months(day, months)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


@given(day=any_days, days=st.integers(1, 1000))
def test_the_days_of_a_period_fall_into_its_months(day, days):
    counts = days_by_month(day, days)
    expected: dict[str, int] = {}
    for n in range(days):
        month = month_of(day + timedelta(days=n))
        expected[month] = expected.get(month, 0) + 1

    assert counts == expected
    assert list(counts) == sorted(counts)
