"""What was adopted is laid over the pack, day by day, and holds for one unit of work (7.4)."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.policy.overlay import Adopted, laid, lay_over
from anxin.policy.pack import packaged, use, with_values

BASE = packaged()
ONE_DAY = timedelta(days=1)
SINCE = date(2026, 12, 1)


def adopted(number: int = 1, **changes) -> Adopted:
    facts = {
        "number": number,
        "subject": "monthly_cap_fen",
        "since": SINCE,
        "value": 30_000,
        "pending": False,
        "words": "每人每月300元。",
    }
    return Adopted(**{**facts, **changes})


@pytest.fixture(autouse=True)
def _nothing_is_left_behind():
    yield
    use(None)


class TestAValue:
    def test_it_holds_from_its_day_and_not_the_day_before(self):
        policy = laid(BASE, [adopted()])
        assert policy.monthly_cap(SINCE) == 30_000
        assert policy.monthly_cap(SINCE - ONE_DAY) == BASE.monthly_cap(SINCE - ONE_DAY)

    def test_of_two_from_one_day_the_later_adopted_holds(self):
        rows = [adopted(2, value=40_000), adopted(1, value=30_000)]
        assert laid(BASE, rows).monthly_cap(SINCE) == 40_000

    def test_it_can_be_undecided_again(self):
        policy = laid(
            BASE, [adopted(1), adopted(2, since=SINCE + ONE_DAY, value=None, pending=True)]
        )
        assert policy.monthly_cap(SINCE) == 30_000
        assert policy.monthly_cap(SINCE + ONE_DAY) is None

    def test_its_words_stand_among_the_clauses(self):
        policy = laid(BASE, [adopted(7)])
        row = policy.parameters["monthly_cap_fen"].row_on(SINCE)
        assert policy.clauses[row.source].text == "每人每月300元。"

    def test_the_version_names_pack_and_number(self):
        assert laid(BASE, [adopted(3)]).version == f"{BASE.version}+3"
        assert laid(BASE, []).version == BASE.version

    @given(
        st.lists(
            st.tuples(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(1, 90_000)),
            min_size=1,
            max_size=8,
        ),
        st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    )
    def test_on_any_day_the_newest_that_has_begun_holds(self, rows, day):
        policy = laid(
            BASE, [adopted(n, since=since, value=value) for n, (since, value) in enumerate(rows, 1)]
        )
        begun = [(since, n, value) for n, (since, value) in enumerate(rows) if since <= day]
        expected = max(begun)[2] if begun else BASE.monthly_cap(day)
        assert policy.monthly_cap(day) == expected


class TestACalendar:
    YEAR = 2031

    def test_a_year_with_its_notice_is_no_longer_provisional(self):
        new_year = date(self.YEAR, 1, 1)
        saturday = date(self.YEAR, 1, 4)
        policy = laid(
            BASE,
            [adopted(subject=f"calendar:{self.YEAR}", days={new_year: False, saturday: True})],
        )
        assert BASE.calendar.is_provisional(new_year)
        assert not policy.calendar.is_provisional(new_year)
        assert not policy.calendar.is_working_day(new_year)
        assert policy.calendar.is_working_day(saturday)

    def test_it_replaces_the_whole_year_and_no_other(self):
        policy = laid(BASE, [adopted(subject="calendar:2026", days={})])
        assert policy.calendar.is_working_day(date(2026, 10, 1))
        assert policy.calendar.exceptions[date(2025, 10, 1)] is False


class TestAUnitOfWork:
    def test_load_answers_with_what_was_adopted_until_the_next_begins(self):
        lay_over("1:a", lambda number: [adopted(number)])
        assert load().monthly_cap(SINCE) == 30_000
        lay_over("", lambda number: [])
        assert load() is BASE

    def test_the_proposals_are_read_once_for_each_stamp(self):
        asked: list[int] = []

        def fetch(number: int) -> list[Adopted]:
            asked.append(number)
            return [adopted(n) for n in range(1, number + 1)]

        for stamp in ("41:b", "41:b", "42:c", "42:c"):
            lay_over(stamp, fetch)
        assert asked == [41, 42]

    def test_another_thread_is_not_touched(self):
        lay_over("43:d", lambda number: [adopted(number)])
        seen: list[object] = []
        thread = Thread(target=lambda: seen.append(load()))
        thread.start()
        thread.join()
        assert seen == [BASE]


def test_a_trial_leaves_the_policy_alone():
    tried = with_values(BASE, guardian_age=60)
    assert tried.value("guardian_age", SINCE) == 60
    assert tried.version.endswith("?")
    assert load().value("guardian_age", SINCE) == 65
