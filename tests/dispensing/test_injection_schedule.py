"""A long-acting injection is prescribed in its window or with a reason, and its day calls people back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from anxin.clinics import queries
from anxin.clinics.models import PrescriptionLine
from anxin.clinics.queries.reasons import reasons_of
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from anxin.rules.injections import Step
from tests import world
from tests.dispensing import steps
from tests.dispensing.steps import HALOPERIDOL_DEPOT, PALIPERIDONE, PALIPERIDONE_150
from tests.world import beijing

pytestmark = pytest.mark.django_db

DAY_ONE = date(2026, 11, 20)
FIRST = beijing(2026, 11, 20)


def at_day(number: int):
    """Return ten o'clock on a day of the course, the first being day 1."""
    return FIRST + timedelta(days=number - 1)


@pytest.fixture
def begun() -> steps.Patient:
    """Return somebody who had the first of the two beginning doses, and tablets for four weeks."""
    steps.stocked()
    for product in (PALIPERIDONE, PALIPERIDONE_150):
        steps.stocked(product=product, units=10, price=100)
    patient = steps.enrolled()
    give(patient, steps.needle(PALIPERIDONE_150), steps.asked(), day=1)
    return patient


def give(patient: steps.Patient, *lines, day: int, site: str = "deltoid_left") -> UUID:
    at = at_day(day)
    made = steps.reviewed(patient, *lines, at=at)
    pickup = steps.prepared(made, at=at)
    return steps.completed(pickup, injections=steps.injected(pickup, site=site, at=at), at=at)


def refused_on(patient: steps.Patient, line, *, day: int) -> set[str]:
    with pytest.raises(Refused) as refused, transaction.atomic():
        steps.prescribed(patient, line, at=at_day(day))
    return {ground.code for ground in refused.value.unmet}


class TestPrescribing:
    @pytest.mark.parametrize("day", [4, 8, 12])
    def test_the_second_within_its_days(self, begun, day):
        steps.prescribed(begun, steps.needle(), at=at_day(day))

    @pytest.mark.parametrize(
        ("day", "code"), [(3, "injection-has-opened"), (13, "injection-in-time")]
    )
    def test_outside_them_with_a_reason_that_is_signed(self, begun, day, code):
        assert refused_on(begun, steps.needle(), day=day) == {code}

        made = steps.prescribed(begun, steps.needle(reason="大雪封路，今天才到"), at=at_day(day))
        world.become("psychiatrist")
        line = PrescriptionLine.objects.get(prescription_id=made)
        assert line.reason == "大雪封路，今天才到"
        signed = queries.signed_content(line.prescription, [line])
        assert signed["lines"][0]["reason"] == line.reason

    def test_begun_elsewhere_it_goes_on_and_that_is_signed_too(self, begun):
        made = steps.prescribed(begun, steps.needle(continues=True), at=at_day(13))
        world.become("psychiatrist")
        line = PrescriptionLine.objects.get(prescription_id=made)
        assert queries.signed_content(line.prescription, [line])["lines"][0]["continues"]

    def test_tablets_are_asked_nothing(self, begun):
        steps.prescribed(begun, steps.asked(), at=at_day(20))


class TestTheDayThatCallsBack:
    def test_is_the_injections_not_the_end_of_its_supply(self, begun):
        world.become("officer")
        found = reasons_of([begun.person_id])[begun.person_id]

        assert found.due is not None
        assert (found.day, found.due.step) == (at_day(8).date(), Step.SECOND)

    def test_is_the_tablets_end_where_that_comes_first(self, begun):
        give(begun, steps.needle(), day=8)
        world.become("officer")
        found = reasons_of([begun.person_id])[begun.person_id]

        assert (found.day, found.due) == (at_day(29).date(), None)

    def test_is_forgotten_where_the_doctor_left_it_out(self, begun):
        give(begun, steps.asked(), day=14)
        world.become("officer")
        found = reasons_of([begun.person_id])[begun.person_id]

        assert found.due is None

    def test_stands_on_the_list_with_its_window(self, begun):
        steps.clinic_day(day=at_day(29).date(), at=FIRST)
        world.become("officer")
        (found,) = queries.running_out(on=at_day(2).date())

        assert (found.person_id, found.ends) == (begun.person_id, at_day(8).date())
        assert (found.due.opens_on, found.due.closes_on) == (
            at_day(4).date(),
            at_day(12).date(),
        )


class TestTheSchedule:
    def shown(self, patient: steps.Patient, *, day: int):
        actor = world.become("psychiatrist")
        (found,) = queries.schedule_of(
            patient.person_id, look=Look(actor=actor, page="看诊开方"), on=at_day(day).date()
        )
        return found

    def test_says_what_is_due_today(self, begun):
        found = self.shown(begun, day=8)

        assert (found.step, found.mg, found.standing) == ("起始第二针", 100, "可以注射")
        assert found.sites == ("左上臂三角肌", "右上臂三角肌")
        assert (found.last_mg, found.advice) == (150, None)

    def test_says_what_a_missed_one_asks_for(self, begun):
        found = self.shown(begun, day=35)

        assert (found.step, found.mg, found.standing) == ("补打第一针", 100, "已过时间")
        assert str(found.advice).startswith("距第一针已满 4 周")


class TestTheNextDayAgreed:
    @pytest.fixture
    def depot(self) -> steps.Patient:
        """Return somebody at a point with haloperidol decanoate and tablets."""
        steps.stocked()
        steps.stocked(product=HALOPERIDOL_DEPOT, units=10, price=100)
        return steps.enrolled()

    @pytest.mark.parametrize(("next_in", "refused"), [(28, False), (35, False), (36, True)])
    def test_lies_in_the_window_where_nothing_is_taken_home(self, depot, next_in, refused):
        made = steps.reviewed(depot, steps.needle(HALOPERIDOL_DEPOT), at=FIRST)
        assert _grounds(made, next_in) == ["next-injection-in-time"] * refused

    @pytest.mark.parametrize(("next_in", "refused"), [(27, False), (28, True)])
    def test_lies_before_the_tablets_end_where_some_are(self, depot, next_in, refused):
        lines = (steps.needle(HALOPERIDOL_DEPOT), steps.asked())
        made = steps.reviewed(depot, *lines, at=FIRST)
        assert _grounds(made, next_in) == ["next-pickup-in-time"] * refused

    def test_on_the_clinic_day_of_the_injection_itself(self, depot):
        made = steps.reviewed(depot, steps.needle(HALOPERIDOL_DEPOT), at=FIRST)
        steps.clinic_day(day=at_day(29).date(), at=FIRST)
        steps.prepared(made, at=FIRST, next_in=28)


def _grounds(prescription_id: UUID, next_in: int) -> list[str]:
    """Return why a pick-up is not prepared for a next day; nothing where it is."""
    try:
        with transaction.atomic():
            steps.prepared(prescription_id, at=FIRST, next_in=next_in)
    except Refused as refusal:
        return [ground.code for ground in refusal.unmet]
    return []
