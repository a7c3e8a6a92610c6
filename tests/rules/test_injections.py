"""Long-acting injections: the day before and the day of each window, and what a missed one asks for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.rules.injection_advice import dose_mg, missed
from anxin.rules.injections import (
    Given,
    Scheme,
    Site,
    Standing,
    Step,
    examine_day,
    next_due,
    scheme_of,
    sites_for,
    step_on,
)

DAY_ONE = date(2026, 3, 2)
TERMS = load().injection_terms(DAY_ONE)
MONTHLY = 100_000
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def on_day(number: int) -> date:
    """Return a day of the course, the first being day 1."""
    return DAY_ONE + timedelta(days=number - 1)


def given_on(*doses: tuple[int, Step]) -> list[Given]:
    return [Given(on=on_day(number), step=step, micrograms=MONTHLY) for number, step in doses]


def due(history, scheme=Scheme.LOADED):
    return next_due(history, scheme=scheme, interval_days=28, terms=TERMS)


FIRST = given_on((1, Step.FIRST))
SECOND = given_on((1, Step.FIRST), (8, Step.SECOND))
REGULAR = given_on((1, Step.FIRST), (8, Step.SECOND), (36, Step.REGULAR))


class TestWhatComesNext:
    def test_the_second_dose_is_a_week_after_the_first_within_four_days(self):
        found = due(FIRST)

        assert found.step is Step.SECOND
        assert (found.due_on, found.opens_on, found.closes_on) == (on_day(8), on_day(4), on_day(12))

    @pytest.mark.parametrize("second", [4, 8, 12, 20])
    def test_the_first_monthly_dose_is_five_weeks_after_the_very_first(self, second):
        found = due(given_on((1, Step.FIRST), (second, Step.SECOND)))

        assert (found.step, found.due_on) == (Step.REGULAR, on_day(36))
        assert (found.opens_on, found.closes_on) == (on_day(29), on_day(43))

    def test_then_a_month_after_the_last(self):
        found = due([Given(on=date(2026, 1, 31), step=Step.REGULAR, micrograms=MONTHLY)])

        assert found.due_on == date(2026, 2, 28)

    def test_after_two_caught_up_a_month_after_the_second_of_them(self):
        found = due(given_on((1, Step.AGAIN_FIRST), (8, Step.AGAIN_SECOND)))

        assert found.due_on == date(2026, 4, 9)

    def test_a_second_whose_first_was_taken_back_is_counted_from_itself(self):
        assert due(given_on((8, Step.SECOND))).due_on == date(2026, 4, 9)

    def test_haloperidol_follows_every_four_weeks(self):
        found = due(given_on((1, Step.REGULAR)), Scheme.STEADY)

        assert (found.opens_on, found.due_on, found.closes_on) == (
            on_day(22),
            on_day(29),
            on_day(36),
        )

    def test_before_the_first_and_for_single_ones_nothing_is_due(self):
        assert due([]) is None
        assert due(given_on((1, Step.ONCE)), Scheme.ONCE) is None


@pytest.mark.parametrize(
    ("number", "standing"),
    [
        (3, Standing.EARLY),
        (4, Standing.DUE),
        (12, Standing.DUE),
        (13, Standing.LATE),
    ],
)
def test_both_ends_of_a_window_belong_to_it(number, standing):
    assert due(FIRST).standing(on=on_day(number)) is standing


class TestWhichInjectionItIs:
    @pytest.mark.parametrize(
        ("history", "number", "step"),
        [
            ([], 1, Step.FIRST),
            (FIRST, 8, Step.SECOND),
            (FIRST, 28, Step.SECOND),
            (FIRST, 29, Step.AGAIN_FIRST),
            (FIRST, 50, Step.AGAIN_FIRST),
            (FIRST, 51, Step.FIRST),
            (SECOND, 36, Step.REGULAR),
            (REGULAR, 36 + 42, Step.REGULAR),
            (REGULAR, 36 + 43, Step.AGAIN_FIRST),
            (given_on((1, Step.AGAIN_FIRST)), 8, Step.AGAIN_SECOND),
            (given_on((1, Step.AGAIN_FIRST)), 29, Step.AGAIN_FIRST),
        ],
    )
    def test_by_how_long_the_last_is_gone(self, history, number, step):
        assert step_on(history, scheme=Scheme.LOADED, terms=TERMS, on=on_day(number)) is step

    @pytest.mark.parametrize(
        ("day", "step"), [(date(2026, 10, 6), Step.AGAIN_FIRST), (date(2026, 10, 7), Step.FIRST)]
    )
    def test_after_six_months_it_begins_anew(self, day, step):
        assert REGULAR[-1].on == date(2026, 4, 6)
        assert step_on(REGULAR, scheme=Scheme.LOADED, terms=TERMS, on=day) is step

    def test_begun_elsewhere_it_goes_on(self):
        asked = {"scheme": Scheme.LOADED, "terms": TERMS, "on": DAY_ONE}

        assert step_on([], **asked, continues=True) is Step.REGULAR
        assert step_on([], **asked) is Step.FIRST

    def test_haloperidol_has_no_beginning(self):
        assert step_on([], scheme=Scheme.STEADY, terms=TERMS, on=DAY_ONE) is Step.REGULAR


class TestOutsideTheWindow:
    @pytest.mark.parametrize(
        ("number", "code"),
        [(3, "injection-has-opened"), (13, "injection-in-time")],
    )
    def test_it_asks_for_a_reason(self, number, code):
        found = due(FIRST)
        bare = examine_day(found, drug="善思达", reasoned=False, on=on_day(number))
        reasoned = examine_day(found, drug="善思达", reasoned=True, on=on_day(number))

        assert [c.code for c in bare if not c.met] == [code]
        assert all(c.met for c in reasoned)

    def test_inside_or_before_the_first_it_asks_for_nothing(self):
        assert examine_day(None, drug="善思达", reasoned=False, on=DAY_ONE) == ()
        found = examine_day(due(FIRST), drug="善思达", reasoned=False, on=on_day(12))
        assert all(c.met for c in found)

    def test_the_refusal_names_dose_and_days(self):
        (_, late) = examine_day(due(FIRST), drug="善思达", reasoned=False, on=on_day(13))

        assert late.reason.startswith("善思达：起始第二针应在 2026-03-05 到 2026-03-13 之间注射")


class TestAMissedInjection:
    @pytest.mark.parametrize(
        ("history", "number", "begins"),
        [
            (FIRST, 12, None),
            (FIRST, 13, "距第一针不满 4 周"),
            (FIRST, 28, "距第一针不满 4 周"),
            (FIRST, 29, "距第一针已满 4 周"),
            (FIRST, 50, "距第一针已满 4 周"),
            (FIRST, 51, "间隔太长"),
            (REGULAR, 36 + 37, None),
            (REGULAR, 36 + 38, "距上一针不超过 6 周"),
            (REGULAR, 36 + 42, "距上一针不超过 6 周"),
            (REGULAR, 36 + 43, "距上一针超过 6 周、不超过 6 个月"),
            (REGULAR, 36 + 183, "距上一针超过 6 周、不超过 6 个月"),
            (REGULAR, 36 + 184, "间隔太长"),
        ],
    )
    def test_is_caught_up_by_how_late_it_is(self, history, number, begins):
        asked = {"scheme": Scheme.LOADED, "interval_days": 28, "terms": TERMS}
        told = missed(history, **asked, on=on_day(number))

        assert (told is None) == (begins is None)
        assert str(told).startswith(begins or "None")

    def test_of_haloperidol_is_given_at_once_and_counted_from_then(self):
        history = given_on((1, Step.REGULAR))
        asked = {"scheme": Scheme.STEADY, "interval_days": 28, "terms": TERMS}

        assert missed(history, **asked, on=on_day(36)) is None
        assert "每 28 天一次" in str(missed(history, **asked, on=on_day(37)))

    def test_two_caught_up_after_a_high_dose_are_lower(self):
        high = [Given(on=DAY_ONE, step=Step.REGULAR, micrograms=150_000)]
        low = [Given(on=DAY_ONE, step=Step.REGULAR, micrograms=75_000)]

        assert dose_mg(Step.AGAIN_FIRST, high, terms=TERMS) == 100
        assert dose_mg(Step.AGAIN_FIRST, low, terms=TERMS) == 75
        assert dose_mg(Step.AGAIN_FIRST, FIRST, terms=TERMS) == 100
        assert dose_mg(Step.FIRST, [], terms=TERMS) == 150
        assert dose_mg(Step.SECOND, FIRST, terms=TERMS) == 100
        assert dose_mg(Step.REGULAR, SECOND, terms=TERMS) is None


class TestWhereItGoes:
    @pytest.mark.parametrize("step", [Step.FIRST, Step.SECOND, Step.AGAIN_FIRST, Step.AGAIN_SECOND])
    def test_while_it_begins_into_the_deltoid(self, step):
        assert sites_for(Scheme.LOADED, step) == (Site.DELTOID_LEFT, Site.DELTOID_RIGHT)

    def test_then_anywhere_and_haloperidol_into_the_buttock(self):
        assert sites_for(Scheme.LOADED, Step.REGULAR) == tuple(Site)
        assert sites_for(Scheme.ONCE, Step.ONCE) == tuple(Site)
        assert sites_for(Scheme.STEADY, Step.REGULAR) == (Site.GLUTEAL_LEFT, Site.GLUTEAL_RIGHT)

    @pytest.mark.parametrize(
        ("drug", "form", "scheme"),
        [
            ("善思达", "针", Scheme.LOADED),
            ("哈力多", "针", Scheme.STEADY),
            ("齐拉西酮", "针", Scheme.ONCE),
            ("奥氮平", "片", None),
        ],
    )
    def test_the_catalogue_says_how_a_medicine_is_given(self, drug, form, scheme):
        assert scheme_of(load().catalogue.find(drug, form)) is scheme


@given(gaps=st.lists(st.integers(1, 400), max_size=8), start=days)
def test_whatever_happened_one_thing_is_next_and_it_lies_ahead(gaps, start):
    history, day = [], start
    for gap in [0, *gaps]:
        day += timedelta(days=gap)
        step = step_on(history, scheme=Scheme.LOADED, terms=TERMS, on=day)
        history.append(Given(on=day, step=step, micrograms=MONTHLY))
    found = due(history)

    assert day < found.due_on
    assert found.opens_on <= found.due_on <= found.closes_on
    assert found.step in {Step.SECOND, Step.AGAIN_SECOND, Step.REGULAR}


@given(start=days, numbers=st.permutations([0, 1, 2, 3]))
def test_whoever_comes_in_every_window_is_never_asked_for_a_reason(start, numbers):
    history = []
    day = start
    for shift in numbers:
        step = step_on(history, scheme=Scheme.LOADED, terms=TERMS, on=day)
        assert all(c.met for c in examine_day(due(history), drug="x", reasoned=False, on=day))
        assert step in {Step.FIRST, Step.SECOND, Step.REGULAR}
        history.append(Given(on=day, step=step, micrograms=MONTHLY))
        day = due(history).due_on + timedelta(days=shift)


@given(gap=st.integers(1, 800))
def test_guidance_is_given_exactly_when_it_is_late(gap):
    asked = {"scheme": Scheme.LOADED, "interval_days": 28, "terms": TERMS}
    for history in (FIRST, REGULAR):
        day = history[-1].on + timedelta(days=gap)
        late = due(history).standing(on=day) is Standing.LATE
        assert (missed(history, **asked, on=day) is not None) == late
