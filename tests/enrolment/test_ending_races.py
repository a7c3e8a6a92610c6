"""The end of a right meets the counter and the card desk, over connections of their own."""

from uuid import uuid4

import pytest
from django.db import transaction

from anxin.dispensing.models import Pickup
from anxin.enrolment import services
from anxin.enrolment.models import Card, Enrolment
from tests.dispensing import steps
from tests.dispensing.racing import meet
from tests.dispensing.steps import AT
from tests.enrolment.racing import complete, end
from tests.world import as_


def replace(card_id):
    return lambda actor: services.replace_card(
        request_id=uuid4(), card_id=card_id, actor=actor, at=AT
    )


@pytest.fixture
def at_the_counter(own_database):
    """Return somebody whose medicine is set aside."""
    with transaction.atomic():
        patient, prescription_id = steps.ready()
        return patient, steps.prepared(prescription_id)


def stage_of(pickup_id):
    with as_("dispenser"):
        return Pickup.objects.get(id=pickup_id).stage


def test_nothing_is_handed_over_once_the_end_is_written(at_the_counter):
    patient, pickup_id = at_the_counter
    first, second = meet(("officer", end(patient)), ("dispenser", complete(pickup_id)))
    assert first.result
    assert second.codes
    assert stage_of(pickup_id) == "lapsed"


def test_an_end_waits_for_what_is_being_handed_over_and_leaves_it(at_the_counter):
    patient, pickup_id = at_the_counter
    first, second = meet(("dispenser", complete(pickup_id)), ("officer", end(patient)))
    assert first.result
    assert second.result
    assert stage_of(pickup_id) == "completed"


@pytest.mark.parametrize("end_first", [True, False])
def test_a_right_that_ends_while_its_card_is_replaced_keeps_no_live_card(at_the_counter, end_first):
    patient, _ = at_the_counter
    jobs = [("reviewer", end(patient)), ("officer", replace(patient.card_id))]
    meet(*(jobs if end_first else jobs[::-1]))
    with as_("officer"):
        assert Enrolment.objects.get(id=patient.enrolment_id).stage == "ended"
        live = Card.objects.filter(person_id=patient.person_id, stage__in=("issued", "lost"))
        assert not live.exists()
