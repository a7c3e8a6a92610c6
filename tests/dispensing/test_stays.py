"""Admission to hospital, as the clinic and the counter see it (5.1.6.1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.clinics import queries, services
from anxin.clinics import tasks as clinic_tasks
from anxin.clinics.models import ClinicDay
from anxin.clinics.queries.board import Step
from anxin.clinics.queries.days import bookings
from anxin.clinics.queries.discharged import discharged
from anxin.dispensing.models import Pickup, PickupEvent
from anxin.enrolment import services as enrolment
from anxin.enrolment.models import HospitalStay
from anxin.pharmacy.models import Lot
from anxin.pharmacy.queries import stock_of
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY, Patient
from tests.web.conftest import Browse
from tests.world import become, organisation

pytestmark = pytest.mark.django_db
HOSPITAL = "江津区精神卫生中心"


def admit(person_id: UUID, *, since: date = TODAY, at: datetime = AT) -> UUID:
    return enrolment.admit(
        request_id=uuid4(),
        person_id=person_id,
        hospital=HOSPITAL,
        since=since,
        actor=become("psychiatrist"),
        at=at,
    )


def discharge(stay_id: UUID, *, until: date, at: datetime) -> None:
    enrolment.discharge(
        request_id=uuid4(), stay_id=stay_id, until=until, actor=become("psychiatrist"), at=at
    )


def booked(patient: Patient, day: date, *, at: datetime = AT) -> ClinicDay:
    doctor = become("psychiatrist")
    day_id = services.publish_day(
        request_id=uuid4(),
        organisation_id=organisation("hc-101").id,
        day=day,
        doctor_id=doctor.staff_id,
        actor=doctor,
        at=at,
    )
    services.book(
        request_id=uuid4(),
        clinic_day_id=day_id,
        person_id=patient.person_id,
        actor=become("officer"),
        at=at,
    )
    return ClinicDay.objects.get(id=day_id)


def free() -> int:
    become("dispenser")
    point, product = organisation("hc-101").id, Lot.objects.get().product_id
    return sum(lot.available for lot in stock_of(point, [product], on=TODAY))


class TestWhatIsPrepared:
    def test_goes_back_to_the_shelf_with_the_reason_and_the_clause(self):
        patient, prescription_id = steps.ready()
        before = free()
        pickup_id = steps.prepared(prescription_id)
        assert free() < before

        admit(patient.person_id)

        assert free() == before
        become("dispenser")
        assert Pickup.objects.get(id=pickup_id).stage == "lapsed"
        why = PickupEvent.objects.get(pickup_id=pickup_id)
        assert (why.clause, why.because) == ("5.1.6.1", "登记住院，暂停领药，备好的药已退回")

    def test_of_somebody_else_stays(self):
        steps.stocked()
        patient, other = steps.enrolled(), steps.enrolled()
        pickup_id = steps.prepared(steps.reviewed(patient))

        admit(other.person_id)

        become("dispenser")
        assert Pickup.objects.get(id=pickup_id).stage == "prepared"

    def test_is_prepared_anew_after_the_discharge_while_the_prescription_lasts(self):
        patient, prescription_id = steps.ready()
        steps.prepared(prescription_id)
        stay_id = admit(patient.person_id)
        discharge(stay_id, until=TODAY, at=AT)

        again = steps.prepared(prescription_id)

        assert Pickup.objects.get(id=again).stage == "prepared"


class TestBookings:
    @pytest.mark.parametrize(("days_before", "stands"), [(-1, True), (0, False), (1, False)])
    def test_stand_up_to_the_day_before_the_admission(self, days_before: int, *, stands: bool):
        patient = steps.enrolled()
        since = TODAY
        day = booked(patient, since + timedelta(days=days_before), at=AT - timedelta(days=3))
        admit(patient.person_id, since=since)

        become("officer")
        assert bookings().filter(clinic_day=day).exists() is stands

    @pytest.mark.parametrize(("days_after", "stands"), [(-1, False), (0, True), (1, True)])
    def test_stand_again_from_the_day_of_the_discharge(self, days_after: int, *, stands: bool):
        patient = steps.enrolled()
        home = TODAY + timedelta(days=7)
        day = booked(patient, home + timedelta(days=days_after))
        stay_id = admit(patient.person_id)
        discharge(stay_id, until=home, at=AT + timedelta(days=7))

        become("officer")
        assert bookings().filter(clinic_day=day).exists() is stands

    def test_of_a_stay_are_listed_on_the_board_as_in_hospital(self):
        patient = steps.enrolled()
        day = booked(patient, TODAY + timedelta(days=2))
        admit(patient.person_id)

        officer = become("officer")
        board = queries.read_board(day, actor=officer, on=TODAY)
        assert [row.person_id for row in board.at(Step.IN_HOSPITAL)] == [patient.person_id]
        assert board.at(Step.EXPECTED) == []


class TestAfterTheDischarge:
    LATER = AT + timedelta(days=7)
    HOME = TODAY + timedelta(days=7)

    def waiting(self) -> list[UUID]:
        become("officer")
        return [one.person_id for one in discharged(on=self.HOME)]

    def test_a_booking_is_the_next_step_until_it_is_made(self):
        patient = steps.enrolled()
        stay_id = admit(patient.person_id)
        assert self.waiting() == []
        discharge(stay_id, until=self.HOME, at=self.LATER)
        assert self.waiting() == [patient.person_id]

        tasks = clinic_tasks.tasks_for(become("officer"), on=self.HOME)
        assert "已出院，恢复领药，请预约门诊" in [task.title for task in tasks]

        booked(patient, self.HOME + timedelta(days=1), at=self.LATER)
        assert self.waiting() == []

    def test_who_never_stayed_is_not_asked(self):
        steps.enrolled()
        assert self.waiting() == []

    def test_another_township_has_nothing_to_do(self):
        patient = steps.enrolled()
        discharge(admit(patient.person_id), until=self.HOME, at=self.LATER)
        become("other_officer")
        assert discharged(on=self.HOME) == []


class TestPages:
    def test_the_counter_says_that_the_medicine_went_back_and_why(self, browse: Browse):
        at = now()
        steps.stocked(at=at)
        patient = steps.enrolled(at=at - timedelta(days=14))
        pickup_id = steps.prepared(steps.reviewed(patient, at=at), at=at)
        admit(patient.person_id, since=localdate(at), at=at)

        page = browse("dispenser").get(reverse("dispensing:counter")).content.decode()
        assert "因住院停止发药" in page
        assert reverse("dispensing:pickup", args=[pickup_id]) in page
        assert "住院期间暂停领药" in page
        record = browse("dispenser").get(reverse("dispensing:pickup", args=[pickup_id]))
        assert "登记住院，暂停领药，备好的药已退回" in record.content.decode()

    def test_the_board_has_its_tab(self, browse: Browse):
        at = now()
        patient = steps.enrolled(at=at - timedelta(days=14))
        day = booked(patient, localdate(at), at=at)
        admit(patient.person_id, since=localdate(at), at=at)

        address = reverse("clinics:day", args=[day.id]) + "?step=in_hospital"
        page = browse("officer").get(address).content.decode()
        assert "住院期间取消" in page
        assert HospitalStay.objects.filter(person_id=patient.person_id).exists()
