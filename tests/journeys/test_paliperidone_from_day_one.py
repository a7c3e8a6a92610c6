"""善思达 from its first day: two doses a week apart, monthly, one that is missed and caught up.

Day 1 is 16 March 2026. Numbers are days of the course; amounts are milligrams.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from anxin.clinics import queries
from anxin.clinics.models import Injection
from anxin.clinics.services import Prescribed
from anxin.privacy.door import Look
from anxin.rules.injections import Step
from tests.dispensing import steps
from tests.dispensing.steps import PALIPERIDONE, PALIPERIDONE_150
from tests.journeys.spine import (
    completed,
    enrolled_person,
    everything_holds,
    grounds_of,
    prepared,
    prescribed,
    stage_of,
    stocked_point,
)
from tests.world import as_, beijing

DAY_ONE = beijing(2026, 3, 16)
ADMITTED = beijing(2026, 3, 9)
CLAUSE = "working-rules:injections"


def at(day: int) -> datetime:
    return DAY_ONE + timedelta(days=day - 1)


def on(day: int) -> date:
    return at(day).date()


@pytest.mark.usefixtures("own_database")
class TestPaliperidoneFromDayOne:
    def test_each_injection_has_its_day_its_dose_and_its_place(self):
        self.given_somebody_admitted_and_needles_at_the_point()
        self.when_the_first_is_given_into_the_deltoid(day=1)
        self.then_the_second_is_due(day=8, opens=4, closes=12)
        self.then_on_day_three_it_is_too_early_without_a_reason()
        self.then_the_second_is_refused_into_the_buttock(day=8)
        self.when_the_second_is_given(day=8)
        self.then_the_first_monthly_one_is_counted_from_day_one(day=36)
        self.when_a_monthly_one_is_given_into_the_buttock(day=36)

        self.then_weeks_late_the_page_says_how_to_catch_up(day=86)
        self.then_a_reason_is_asked_for(day=86)
        self.when_two_are_caught_up_a_week_apart(first=86, second=93)
        self.then_it_goes_on_a_month_later(day=93)
        everything_holds()

    def given_somebody_admitted_and_needles_at_the_point(self):
        for product in (PALIPERIDONE, PALIPERIDONE_150):
            stocked_point(10, product=product, price=52_500, at=ADMITTED)
        self.person = enrolled_person(at=ADMITTED)

    def when_the_first_is_given_into_the_deltoid(self, *, day: int):
        self.give(self.needle(PALIPERIDONE_150), day=day)
        assert self.last().step == "first"
        assert (self.last().micrograms, self.last().site) == (150_000, "deltoid_left")

    def then_the_second_is_due(self, *, day: int, opens: int, closes: int):
        shown = self.shown(day=2)
        assert (shown.due.step, shown.due.due_on) == (Step.SECOND, on(day))
        assert (shown.due.opens_on, shown.due.closes_on) == (on(opens), on(closes))
        assert (shown.step, shown.mg, shown.standing) == ("起始第二针", 100, "未到时间")

    def then_on_day_three_it_is_too_early_without_a_reason(self):
        early = grounds_of(lambda: steps.prescribed(self.person, self.needle(), at=at(3)))
        assert early == {"injection-has-opened": CLAUSE}

    def then_the_second_is_refused_into_the_buttock(self, *, day: int):
        self.pickup = self.set_aside(self.needle(), day=day)
        wrong = grounds_of(lambda: self.inject("gluteal_left", day=day))
        assert wrong == {"site-suits-dose": CLAUSE}
        assert grounds_of(lambda: steps.completed(self.pickup, at=at(day))) == {
            "injection-is-recorded": CLAUSE
        }
        assert stage_of(self.pickup) == "prepared"

    def when_the_second_is_given(self, *, day: int):
        self.inject("deltoid_right", day=day)
        assert (self.last().step, self.last().micrograms) == ("second", 100_000)

    def then_the_first_monthly_one_is_counted_from_day_one(self, *, day: int):
        due = self.shown(day=9).due
        assert (due.step, due.due_on) == (Step.REGULAR, on(day))
        assert (due.opens_on, due.closes_on) == (on(29), on(43))

    def when_a_monthly_one_is_given_into_the_buttock(self, *, day: int):
        self.give(self.needle(), day=day, site="gluteal_right")
        assert (self.last().step, self.last().site) == ("regular", "gluteal_right")
        assert self.shown(day=37).due.due_on == date(2026, 5, 20)

    def then_weeks_late_the_page_says_how_to_catch_up(self, *, day: int):
        shown = self.shown(day=day)
        assert (shown.step, shown.mg, shown.standing) == ("补打第一针", 100, "已过时间")
        assert str(shown.advice).startswith("距上一针超过 6 周、不超过 6 个月")
        assert shown.sites == ("左上臂三角肌", "右上臂三角肌")

    def then_a_reason_is_asked_for(self, *, day: int):
        late = grounds_of(lambda: steps.prescribed(self.person, self.needle(), at=at(day)))
        assert late == {"injection-in-time": CLAUSE}

    def when_two_are_caught_up_a_week_apart(self, *, first: int, second: int):
        self.give(self.needle(reason="外出务工，今天返乡"), day=first)
        assert self.last().step == "again_first"
        self.give(self.needle(), day=second, site="deltoid_right")
        assert self.last().step == "again_second"

    def then_it_goes_on_a_month_later(self, *, day: int):
        due = self.shown(day=day + 1).due
        assert (due.step, due.due_on) == (Step.REGULAR, date(2026, 7, 16))

    # ---- What the colleagues do ----

    def give(self, line, *, day: int, site: str = "deltoid_left"):
        self.pickup = self.set_aside(line, day=day)
        self.inject(site, day=day)

    def set_aside(self, line, *, day: int) -> UUID:
        made = prescribed(self.person, line, at=at(day))
        return prepared(made, at=at(day), next_in=7)

    def needle(self, product: str = PALIPERIDONE, *, reason: str = "") -> Prescribed:
        with as_("psychiatrist"):
            return steps.needle(product, reason=reason)

    def inject(self, site: str, *, day: int):
        with as_("dispenser"):
            told = steps.injected(self.pickup, site=site, at=at(day))
        return completed(self.pickup, injections=told, at=at(day))

    def last(self) -> Injection:
        with as_("psychiatrist"):
            return Injection.objects.order_by("given_on").last()

    def shown(self, *, day: int) -> queries.CourseShown:
        with as_("psychiatrist") as actor:
            (found,) = queries.schedule_of(
                self.person.person_id, look=Look(actor=actor, page="看诊开方"), on=on(day)
            )
        return found
