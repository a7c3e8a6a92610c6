"""A move is taken over while it is withdrawn, at the counter, at an end: over connections of their own."""

from uuid import uuid4

import pytest
from django.db import transaction

from anxin.dispensing.models import Pickup
from anxin.enrolment import services
from anxin.enrolment.models import Card, Change, Enrolment, Move
from anxin.people.models import Person
from tests.dispensing import steps
from tests.dispensing.racing import meet
from tests.dispensing.steps import AT, TODAY
from tests.enrolment.leaving import ADDRESS, announced
from tests.enrolment.racing import complete, end
from tests.world import as_, organisation


def take_over(move_id):
    return lambda actor: services.take_over_mover(
        request_id=uuid4(),
        move_id=move_id,
        address=ADDRESS,
        keeps_hospital=False,
        because="",
        actor=actor,
        at=AT,
    )


def withdraw(move_id):
    return lambda actor: services.withdraw_move(
        request_id=uuid4(), move_id=move_id, because="不搬了", actor=actor, at=AT
    )


def report(patient):
    return lambda actor: services.report_end(
        request_id=uuid4(),
        person_id=patient.person_id,
        cause="refused",
        occurred_on=TODAY,
        evidence="本人书面声明",
        actor=actor,
        at=AT,
    )


@pytest.fixture
def moving(own_database):
    """Return somebody announced, with medicine set aside at the old hospital."""
    with transaction.atomic():
        patient, prescription_id = steps.ready()
        pickup_id = steps.prepared(prescription_id)
        return patient, pickup_id, announced(patient.person_id)


def whole(patient, move_id):
    """Say where everything of the person is, after looking that none of it stands alone."""
    with as_("reviewer"):
        person = Person.objects.get(id=patient.person_id)
        arrived = person.keeper_id == organisation("hc-103").id
        live = Card.objects.get(person_id=patient.person_id, stage="issued")
        assert (person.clinic_id == person.keeper_id) is True
        assert live.number[:3] == ("103" if arrived else "101")
        assert Change.objects.filter(person_id=patient.person_id).count() == int(arrived)
        assert (Move.objects.get(id=move_id).stage == "taken_over") == arrived
    return arrived


@pytest.mark.parametrize("taken_first", [True, False])
def test_taken_over_or_withdrawn_but_not_both(moving, taken_first):
    patient, _, move_id = moving
    jobs = [("other_officer", take_over(move_id)), ("officer", withdraw(move_id))]
    first, second = meet(*(jobs if taken_first else jobs[::-1]))
    assert first.result
    assert second.codes
    assert whole(patient, move_id) is taken_first


def test_what_is_being_handed_over_is_handed_over_and_then_they_move(moving):
    patient, pickup_id, move_id = moving
    first, second = meet(("dispenser", complete(pickup_id)), ("other_officer", take_over(move_id)))
    assert first.result
    assert second.result
    assert whole(patient, move_id)
    with as_("reviewer"):
        assert Pickup.objects.get(id=pickup_id).stage == "completed"


def test_nothing_is_handed_over_at_the_old_counter_once_they_moved(moving):
    patient, pickup_id, move_id = moving
    first, second = meet(("other_officer", take_over(move_id)), ("dispenser", complete(pickup_id)))
    assert first.result
    assert second.codes
    assert whole(patient, move_id)
    with as_("reviewer"):
        assert Pickup.objects.get(id=pickup_id).stage == "lapsed"


def test_nobody_is_taken_over_whose_right_has_just_ended(moving):
    patient, _, move_id = moving
    first, second = meet(("reviewer", end(patient)), ("other_officer", take_over(move_id)))
    assert first.result
    assert second.codes == ["move-still-waits"]
    with as_("reviewer"):
        assert Move.objects.get(id=move_id).stage == "withdrawn"
        assert Person.objects.get(id=patient.person_id).keeper_id == organisation("hc-101").id
        assert not Card.objects.filter(person_id=patient.person_id, stage="issued").exists()


def test_an_end_waits_for_the_taking_over_and_takes_the_new_card(moving):
    patient, _, move_id = moving
    first, second = meet(("other_officer", take_over(move_id)), ("reviewer", end(patient)))
    assert first.result
    assert second.result
    with as_("reviewer"):
        assert Enrolment.objects.get(id=patient.enrolment_id).stage == "ended"
        assert not Card.objects.filter(
            person_id=patient.person_id, stage__in=("issued", "lost")
        ).exists()


@pytest.mark.parametrize("report_first", [True, False])
def test_moved_or_reported_but_not_both(own_database, report_first):
    with transaction.atomic():
        patient = steps.enrolled()
    jobs = [("officer", report(patient)), ("second_officer", announce(patient))]
    first, second = meet(*(jobs if report_first else jobs[::-1]))
    assert first.result
    assert second.codes == ["mover-is-not-ending" if report_first else "reported-is-not-moving"]


def announce(patient):
    return lambda actor: announced(patient.person_id, by="second_officer")
