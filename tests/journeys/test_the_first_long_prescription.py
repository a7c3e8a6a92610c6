"""The first twelve weeks at once: not by a 医师, by a 主治医师 with the patient's signature (rx-2021)."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from anxin.clinics import services as clinics
from anxin.clinics.models import Prescription
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.world import become, beijing, organisation, staff_id

pytestmark = pytest.mark.django_db

TWELVE_WEEKS = 84
JUNIOR, ATTENDING = "junior_psychiatrist", "psychiatrist"
NEXT, NEXT_DAY = beijing(2027, 2, 5), date(2027, 2, 5)


class TestTheFirstLongPrescription:
    def test_is_written_by_an_attending_physician_and_the_next_by_any(self):
        self.given_somebody_at_the_point_and_two_doctors_there(TODAY, AT)
        self.then_a_physician_is_refused_with_the_clause_of_the_title()
        self.then_an_attending_physician_is_refused_without_the_signature()
        self.then_not_even_signed_may_it_last_longer()
        self.when_the_attending_physician_signs_twelve_weeks()
        self.when_it_is_handed_over()
        self.then_the_next_long_one_may_be_a_physicians()

    def given_somebody_at_the_point_and_two_doctors_there(self, day: date, at):
        steps.stocked(at=AT)
        self.patient = steps.enrolled()
        self.attendance = self.arrives(day, at)

    def then_a_physician_is_refused_with_the_clause_of_the_title(self):
        assert self.refused(by=JUNIOR) == [("long.title", "rx-2021:title")]

    def then_an_attending_physician_is_refused_without_the_signature(self):
        assert self.refused(by=ATTENDING, signed=False) == [("long.signature", "rx-2021:signature")]
        assert [code for code, _ in self.refused(by=JUNIOR, signed=False)] == [
            "long.signature",
            "long.title",
        ]

    def then_not_even_signed_may_it_last_longer(self):
        assert self.refused(by=ATTENDING, days=TWELVE_WEEKS + 1) == [
            ("long.12weeks", "rx-2021:max")
        ]

    def when_the_attending_physician_signs_twelve_weeks(self):
        self.made = self.prescribe(by=ATTENDING)
        become(ATTENDING)
        found = Prescription.objects.get(id=self.made)
        assert (found.days, found.first_long, found.prescriber_title) == (84, True, "主治医师")

    def when_it_is_handed_over(self):
        steps.passed(self.made)
        steps.completed(steps.prepared(self.made, next_in=77))

    def then_the_next_long_one_may_be_a_physicians(self):
        self.attendance = self.arrives(NEXT_DAY, NEXT)
        made = self.prescribe(by=JUNIOR, days=70, at=NEXT)
        become(JUNIOR)
        assert Prescription.objects.get(id=made).first_long is False

    # ---- What the colleagues do ----

    def arrives(self, day: date, at) -> UUID:
        point = organisation("hc-101").id
        for doctor in (ATTENDING, JUNIOR):
            actor = become(doctor)
            clinics.publish_day(
                request_id=uuid4(),
                organisation_id=point,
                day=day,
                doctor_id=staff_id(doctor),
                actor=actor,
                at=at,
            )
        return steps.arrived(self.patient, at=at)

    def prescribe(self, *, by: str, days: int = TWELVE_WEEKS, signed: bool = True, at=AT) -> UUID:
        return clinics.prescribe(
            request_id=uuid4(),
            attendance_id=self.attendance,
            risk_level=0,
            findings="病情稳定",
            long_signed=signed,
            self_pay_consent=False,
            lines=[steps.asked(days=days)],
            actor=become(by),
            at=at,
        )

    def refused(self, **asked) -> list[tuple[str, str]]:
        with pytest.raises(Refused) as refused, transaction.atomic():
            self.prescribe(**asked)
        return [(ground.code, ground.clause) for ground in refused.value.unmet]
