"""A day is called off while somebody is booked on it, or arrives: one of the two is told (5.2.1)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections, transaction

from anxin.clinics.models import Attendance, Booking, Call, ClinicDay
from anxin.pages.guards import refusal_of
from anxin.rules.decisions import Refused
from tests import world
from tests.clinics import steps
from tests.clinics.test_races import committed_person, wait_until_blocked

LATER = date(2026, 11, 30)


def meet(first: Callable[[], object], second: Callable[[], object], database: str) -> set[str]:
    """Let the second act come while the first is under way; return why the second was refused."""
    raised: list[Refused | IntegrityError] = []

    def follow() -> None:
        try:
            with transaction.atomic():
                second()
        except (Refused, IntegrityError) as error:
            raised.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=follow)
    with transaction.atomic():
        first()
        other.start()
        wait_until_blocked(database)
    other.join(20)
    refusals = [error if isinstance(error, Refused) else refusal_of(error) for error in raised]
    return {ground.code for one in refusals for ground in one.unmet}


@pytest.fixture
def today(own_database) -> tuple[str, object, object]:
    person = committed_person()
    with transaction.atomic():
        day = steps.clinic_day()
        steps.clinic_day(day=LATER)
    return own_database, person, day


def test_a_booking_that_comes_second_is_told(today):
    database, person, day = today

    told = meet(lambda: steps.called_off(day), lambda: steps.booked(day, person), database)

    assert told == {"clinic-day-stays-held"}
    with world.as_("officer"):
        assert not Booking.objects.exists()


def test_a_booking_that_comes_first_is_taken_along(today):
    database, person, day = today

    told = meet(lambda: steps.booked(day, person), lambda: steps.called_off(day), database)

    assert told == set()
    with world.as_("officer"):
        assert Call.objects.get().new_booking.clinic_day.day == LATER


def test_an_arrival_that_comes_second_is_told(today):
    database, person, day = today

    told = meet(lambda: steps.called_off(day), lambda: steps.arrived(day, person), database)

    assert told == {"clinic-day-stays-held"}
    with world.as_("officer"):
        assert not Attendance.objects.exists()


def test_a_day_on_which_somebody_just_arrived_is_not_called_off(today):
    database, person, day = today

    told = meet(lambda: steps.arrived(day, person), lambda: steps.called_off(day), database)

    assert told == {"clinic-day-has-not-begun"}
    with world.as_("officer"):
        assert ClinicDay.objects.get(id=day).is_held


def test_without_the_guard_somebody_would_be_booked_on_a_day_that_is_not_held(today):
    """The negative control."""
    _database, person, day = today
    with transaction.atomic():
        kept = Booking.objects.get(id=steps.booked(steps.clinic_day(day=date(2026, 12, 7)), person))
        steps.called_off(day)
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TRIGGER c_of_its_day ON clinics_booking")
    with world.as_("officer"):
        kept.pk, kept.clinic_day_id = None, day
        kept.id = person
        kept.save(force_insert=True)

    with world.as_("officer"):
        assert Booking.objects.filter(clinic_day_id=day).exists()
