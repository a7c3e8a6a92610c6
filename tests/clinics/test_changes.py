"""A clinic day is moved or cancelled: who is booked anew, who is called, what is refused (5.2.1)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from anxin.clinics import queries
from anxin.clinics.models import Attendance, Booking, Call, CallOutcome, ClinicDay, ClinicDayEvent
from anxin.clinics.queries.calls import calls_of, days_with_open_calls
from anxin.clinics.queries.changes import affected_by, next_in_place_of
from anxin.clinics.queries.days import bookings
from anxin.clinics.queries.expected import booked_on
from anxin.enrolment import services as admission
from anxin.pages.guards import refusal_of
from tests import world
from tests.clinics import steps
from tests.clinics.test_attending import refused

pytestmark = pytest.mark.django_db
TOMORROW, NEXT_WEEK = date(2026, 11, 24), date(2026, 11, 30)
LATER = date(2026, 12, 14)


def day_of(day: date = TOMORROW, **more):
    return steps.clinic_day(day=day, **more)


def expected_on(day: date) -> set:
    world.become("officer")
    return booked_on(steps.place(world.POINT), day)


def calls(day, by: str = "officer"):
    world.become(by)
    return calls_of(ClinicDay.objects.get(id=day))


class TestMoving:
    def test_who_was_booked_is_booked_on_the_new_day_and_called(self):
        person, day = steps.enrolled(), day_of()
        steps.booked(day, person)

        event = ClinicDayEvent.objects.get(id=steps.called_off(day, new_day=NEXT_WEEK))

        assert (event.clinic_day.stage, event.moved_to.day) == ("moved", NEXT_WEEK)
        assert (expected_on(TOMORROW), expected_on(NEXT_WEEK)) == (set(), {person})
        [one] = calls(day)
        assert (one.person_id, one.old_day, one.new_day) == (person, TOMORROW, NEXT_WEEK)

    def test_a_day_that_stands_already_takes_them_in(self):
        person, both, day, other = steps.enrolled(), steps.enrolled(), day_of(), day_of(NEXT_WEEK)
        steps.booked(day, person)
        steps.booked(day, both)
        steps.booked(other, both)

        steps.called_off(day, new_day=NEXT_WEEK)

        assert expected_on(NEXT_WEEK) == {person, both}
        assert ClinicDay.objects.filter(day=NEXT_WEEK).count() == 1
        assert Booking.objects.filter(clinic_day=other).count() == 2

    def test_the_same_day_again_is_no_move(self):
        with refused(new_day_differs="working-rules:called-off"):
            steps.called_off(day_of(), new_day=TOMORROW)

    def test_a_day_gone_by_and_a_missing_reason_are_told_at_once(self):
        with refused(day_is_ahead="5.2.1", change_has_reason="working-rules:called-off"):
            steps.called_off(day_of(), new_day=date(2026, 11, 20), because=" ")

    def test_the_doctor_sits_nowhere_else_on_the_new_day(self):
        steps.clinic_day(day=NEXT_WEEK, point=world.OTHER_POINT)

        with refused(doctor_is_at_one_point="working-rules:rota"):
            steps.called_off(day_of(), new_day=NEXT_WEEK)

    def test_the_doctor_is_free_again_on_the_old_day(self):
        steps.called_off(day_of(), new_day=NEXT_WEEK)

        assert steps.clinic_day(day=TOMORROW, point=world.OTHER_POINT)

    def test_sent_twice_it_is_moved_once(self):
        day, request = day_of(), uuid4()

        first = steps.called_off(day, new_day=NEXT_WEEK, request_id=request)

        assert steps.called_off(day, new_day=NEXT_WEEK, request_id=request) == first
        assert ClinicDay.objects.filter(day=NEXT_WEEK).count() == 1


class TestCancelling:
    def test_people_go_to_the_points_next_day(self):
        person, day = steps.enrolled(), day_of()
        day_of(LATER)
        day_of(NEXT_WEEK)
        steps.booked(day, person)

        steps.called_off(day)

        assert ClinicDay.objects.get(id=day).stage == "cancelled"
        assert expected_on(NEXT_WEEK) == {person}

    def test_without_a_later_day_they_stay_on_the_list_without_a_booking(self):
        person, day = steps.enrolled(), day_of()
        steps.booked(day, person)

        steps.called_off(day)

        [one] = calls(day)
        assert (one.new_day, one.runs_out) == (None, True)
        assert not bookings().filter(person_id=person).exists()

    def test_a_second_doctor_of_that_day_takes_them_and_nobody_is_called(self):
        person, day = steps.enrolled(), day_of()
        day_of(doctor="junior_psychiatrist")
        steps.booked(day, person)

        steps.called_off(day)

        assert expected_on(TOMORROW) == {person}
        assert calls(day) == []

    def test_a_cancelled_day_is_not_changed_again(self):
        day = day_of()
        steps.called_off(day)

        with refused(clinic_day_is_held="5.2.1"):
            steps.called_off(day, new_day=NEXT_WEEK)

    def test_a_day_on_which_somebody_arrived_stays(self):
        day = steps.clinic_day()
        steps.arrived(day, steps.enrolled())

        with refused(clinic_day_has_not_begun="working-rules:called-off"):
            steps.called_off(day)

    def test_who_is_in_hospital_that_day_is_not_called(self):
        person, day = steps.enrolled(), day_of()
        steps.booked(day, person)
        admission.admit(
            request_id=uuid4(),
            person_id=person,
            hospital="江津区精神卫生中心",
            since=steps.TODAY,
            actor=world.become("reviewer"),
            at=steps.AT,
        )

        steps.called_off(day)

        assert calls(day) == []


class TestBeforeConfirming:
    def test_who_runs_out_before_the_new_day_is_named_with_the_last_covered_day(self):
        out, enough, day = steps.enrolled(), steps.enrolled(), day_of()
        for person in (out, enough):
            steps.booked(day, person)
        steps.supplied(out, days=5, on=steps.TODAY)
        steps.supplied(enough, days=28, on=steps.TODAY)
        world.become("psychiatrist")

        found = affected_by(ClinicDay.objects.get(id=day), new_day=NEXT_WEEK)

        assert [(one.person_id, one.last_covered, one.runs_out) for one in found] == [
            (out, steps.TODAY + timedelta(days=4), True),
            (enough, steps.TODAY + timedelta(days=27), False),
        ]

    def test_medicine_until_the_day_before_is_enough(self):
        person, day = steps.enrolled(), day_of()
        steps.booked(day, person)
        steps.supplied(person, days=(NEXT_WEEK - steps.TODAY).days, on=steps.TODAY)
        world.become("psychiatrist")
        clinic_day = ClinicDay.objects.get(id=day)

        assert [one.runs_out for one in affected_by(clinic_day, new_day=NEXT_WEEK)] == [False]
        after = NEXT_WEEK + timedelta(days=1)
        assert [one.runs_out for one in affected_by(clinic_day, new_day=after)] == [True]

    def test_the_next_day_is_the_points_own(self):
        day = day_of()
        steps.clinic_day(day=NEXT_WEEK, point=world.OTHER_POINT)

        assert next_in_place_of(ClinicDay.objects.get(id=day)) is None


class TestACalledOffDay:
    def test_it_takes_no_booking_and_no_arrival(self):
        person, day = steps.enrolled(), steps.clinic_day()
        steps.called_off(day)

        with refused(clinic_day_is_held="5.2.1"):
            steps.booked(day, person)
        with refused(clinic_day_is_held="5.2.1"):
            steps.arrived(day, person)

    @pytest.mark.parametrize("row", ["booking", "attendance"])
    def test_nor_does_the_database_take_one(self, row):
        person, day, other = steps.enrolled(), steps.clinic_day(), day_of(NEXT_WEEK)
        if row == "booking":
            made = Booking.objects.get(id=steps.booked(other, person))
            steps.called_off(day)
            world.become("officer")
        else:
            made = Attendance.objects.get(
                id=steps.arrived(day_of(steps.TODAY, doctor="junior_psychiatrist"), person)
            )
            world.become("psychiatrist")
            steps.called_off(day)
            world.become("officer")
        made.id, made.clinic_day_id = uuid4(), day

        with pytest.raises(IntegrityError) as error, transaction.atomic():
            made.save(force_insert=True)
        assert refusal_of(error.value).unmet[0].code == "clinic-day-stays-held"

    def test_nothing_asks_for_it_any_more(self):
        day = day_of()
        steps.called_off(day)
        point = steps.place(world.POINT)

        assert queries.next_clinic_day(point, steps.TODAY) is None
        assert queries.next_day_after(point, steps.TODAY) is None
        assert queries.days_on(TOMORROW) == []
        assert [one.stage for one in queries.days_of(point, month=TOMORROW)] == ["cancelled"]


class TestCalling:
    def one(self):
        """Return somebody to be called, the changed day and a later one."""
        person, day = steps.enrolled(), day_of()
        steps.booked(day, person)
        later = day_of(LATER)
        steps.called_off(day, new_day=NEXT_WEEK)
        return calls(day)[0].call.id, day, later, person

    def open(self) -> list[int]:
        world.become("officer")
        return [count for _day, count in days_with_open_calls(on=steps.TODAY)]

    def test_the_task_lasts_until_everybody_is_called(self):
        call, *_ = self.one()
        assert self.open() == [1]

        steps.called(call, "not_reached", note="关机")
        assert self.open() == [1]
        steps.called(call)

        assert self.open() == []
        assert [one.outcome for one in CallOutcome.objects.all()] == ["not_reached", "reached"]

    def test_who_comes_another_day_is_booked_there_and_no_longer_on_the_new_one(self):
        call, day, later, person = self.one()

        steps.called(call, "another_day", day=later)

        assert (expected_on(NEXT_WEEK), expected_on(LATER)) == (set(), {person})
        assert calls(day)[0].new_day == LATER
        assert self.open() == []

    def test_another_day_has_to_be_chosen(self):
        call, *_ = self.one()

        with refused(another_day_is_chosen="working-rules:called-off"):
            steps.called(call, "another_day")

    def test_who_will_not_come_is_not_expected(self):
        call, *_ = self.one()

        steps.called(call, "refuses", note="不想来")
        assert expected_on(NEXT_WEEK) == set()
        steps.called(call, "reached", note="又愿意了")

        assert len(expected_on(NEXT_WEEK)) == 1

    def test_a_day_changed_again_has_a_list_of_its_own(self):
        _call, day, later, person = self.one()
        moved = ClinicDay.objects.get(day=NEXT_WEEK)

        steps.called_off(moved.id, new_day=LATER)

        assert self.open() == [1]
        assert calls(moved.id)[0].new_day == LATER
        assert expected_on(LATER) == {person}
        assert (day, later) != (moved.id, moved.id)

    @pytest.mark.parametrize("colleague", ["other_officer", "centre_psychiatrist", "psychiatrist"])
    def test_who_does_not_keep_the_file_or_guide_the_point_is_refused(self, colleague):
        call, *_ = self.one()

        with refused(call_is_in_reach="working-rules:called-off"):
            steps.called(call, by=colleague)

    def test_another_township_sees_no_call(self):
        self.one()

        world.become("other_officer")
        assert days_with_open_calls(on=steps.TODAY) == []
        assert not Call.objects.exists()


class TestWhoMay:
    @pytest.mark.parametrize(
        "colleague", ["officer", "dispenser", "pharmacist", "storekeeper", "centre_psychiatrist"]
    )
    def test_only_a_psychiatrist_of_the_guiding_hospital_changes_a_day(self, colleague):
        day = day_of()

        with refused(point_is_in_reach="5.2.1"):
            steps.called_off(day, by=colleague)

    def test_the_database_refuses_another_hospital(self):
        day = day_of()
        act = ClinicDay.objects.get(id=day).act_id
        world.become("centre_psychiatrist")

        with pytest.raises(IntegrityError) as error, transaction.atomic():
            ClinicDayEvent.objects.create(
                clinic_day_id=day,
                move="cancel",
                because="越权",
                occurred_on=steps.TODAY,
                act_id=act,
            )
        assert "clinic_day_changed_by_its_hospital" in str(
            error.value.__cause__.diag.constraint_name
        )
