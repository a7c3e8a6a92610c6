"""What the doctor sees before typing: cover, risk, stability, who came (7.3.c, working-rules:stability)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anxin.clinics import services
from anxin.clinics.models import Visit
from anxin.clinics.queries.wellbeing import wellbeing_of
from anxin.enrolment import services as admission
from anxin.exchange import services as exchange
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.decisions import Refused
from tests import world
from tests.clinics import steps
from tests.clinics.steps import AT, TODAY

pytestmark = pytest.mark.django_db


def wellbeing(person, *, on=TODAY):
    actor = world.become("psychiatrist")
    return wellbeing_of(person, look=Look(actor=actor, page="看诊开方"), on=on)


def write(attendance, *, stability, risk_level=0):
    return services.prescribe(
        request_id=uuid4(),
        attendance_id=attendance,
        risk_level=risk_level,
        stability=stability,
        findings="",
        long_signed=False,
        self_pay_consent=False,
        lines=[steps.line()],
        actor=world.become("psychiatrist"),
        at=AT,
    )


class TestCover:
    def test_somebody_without_medicine_yet_has_none(self):
        assert wellbeing(steps.enrolled()).covered is None

    def test_days_without_medicine_are_counted_and_days_in_hospital_are_not(self):
        person = steps.enrolled()
        steps.supplied(person, days=28, on=TODAY)
        found = wellbeing(person, on=TODAY + timedelta(days=40)).covered
        assert (found.rate.numerator, found.rate.denominator, found.longest_gap) == (28, 40, 12)
        admission.admit(
            request_id=uuid4(),
            person_id=person,
            hospital="江津区精神卫生中心",
            since=TODAY,
            actor=world.become("reviewer"),
            at=AT,
        )
        found = wellbeing(person, on=TODAY + timedelta(days=40)).covered
        assert (found.rate.numerator, found.longest_gap) == (40, 0)

    def test_it_is_recorded(self):
        person = steps.enrolled()
        wellbeing(person)
        world.become("auditor")
        readings = AccessRecord.objects.filter(person_ids__contains=[person])
        assert any("wellbeing" in one.fields for one in readings)


class TestStability:
    @pytest.fixture
    def attendance(self):
        return steps.arrived(steps.clinic_day(), steps.enrolled())

    def test_the_doctors_word_stands_on_the_page_of_the_next_visit(self, attendance):
        write(attendance, stability="stable")
        [seen] = wellbeing(Visit.objects.get().person_id).visits
        assert (seen.on, seen.risk_level, seen.stability) == (TODAY, 0, "稳定")

    def test_without_a_word_the_level_tells_what_it_can(self, attendance):
        write(attendance, stability="", risk_level=3)
        [seen] = wellbeing(Visit.objects.get().person_id).visits
        assert seen.stability == "不稳定"

    def test_a_word_against_the_level_is_refused_and_nothing_is_stored(self, attendance):
        with pytest.raises(Refused, match="stability-fits-risk"):
            write(attendance, stability="stable", risk_level=1)
        assert not Visit.objects.exists()

    def test_the_database_refuses_it_too(self, attendance):
        write(attendance, stability="stable")
        row = Visit.objects.get()
        row.pk, row.risk_level = uuid4(), 1
        with pytest.raises(IntegrityError, match="visit_stability_fits_risk"), transaction.atomic():
            row.save(force_insert=True)


def test_alerts_of_worsening_are_shown():
    person = steps.enrolled()
    exchange.raise_alert(
        request_id=uuid4(),
        person_id=person,
        signs=["self_harm"],
        note="",
        actor=world.become("dispenser"),
        at=AT,
    )
    [seen] = wellbeing(person).alerts
    assert (seen.signs, seen.stage) == (("有自伤、自杀言行",), "待卫生院接收")
