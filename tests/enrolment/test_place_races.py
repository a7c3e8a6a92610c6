"""Places, offers and reviews with two colleagues at the same moment, on two real connections."""

from __future__ import annotations

from uuid import uuid4

import pytest

from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.enrolment import services
from anxin.enrolment.invariants import INVARIANTS
from anxin.enrolment.models import (
    Agreement,
    AnnualReview,
    Application,
    Enrolment,
    Offer,
    PlaceCount,
)
from anxin.organisations.models import Town
from anxin.rules.decisions import Refused
from anxin.upkeep.services import _recomputed
from tests.enrolment import admitting
from tests.enrolment.admitting import AT
from tests.enrolment.test_annual_reviews import BEFORE
from tests.enrolment.test_races import at_once, committed, deciding
from tests.world import TOWN, as_, staff_id

pytestmark = pytest.mark.slow


def doing(colleague, service, **arguments):
    def job():
        with acting_as(staff_id(colleague)) as actor:
            return service(request_id=uuid4(), actor=actor, **{"at": AT, **arguments})

    return job


def set_places(number, **scope):
    doing("reviewer", services.set_places, places=number, because="文件", **scope)()


def used():
    with as_("reviewer"):
        return PlaceCount.objects.get(name="district").used


def stages(*applications):
    with as_("reviewer"):
        found = {one.id: one.stage for one in Application.objects.all()}
    return [found[one] for one in applications]


def refused(answers):
    return [one for one in answers if isinstance(one, Refused)]


def everything_holds():
    with acting_as(SYSTEM_STAFF):
        assert [
            (one.name, found.examples)
            for one in INVARIANTS
            if not (found := _recomputed(one)).holds
        ] == []


def one_waits_and_one_asks():
    """Somebody waits, somebody else is being decided on, and there is one place."""
    set_places(0)
    first = committed(admitting.decided)
    other = committed(admitting.passed)
    set_places(1)
    return first, other


def test_an_offer_and_an_approval_at_once_leave_the_place_to_who_waited(own_database):
    first, other = one_waits_and_one_asks()

    at_once(deciding(other, "second_reviewer"), doing("reviewer", services.offer_places))

    assert stages(first, other) == ["waiting", "waiting"]
    with as_("reviewer"):
        assert Offer.objects.get(stage="open").application_id == first
    assert used() == 1
    everything_holds()


def test_two_offices_notify_at_once_and_one_is_told_that_nobody_is_left(own_database):
    one_waits_and_one_asks()

    answers = at_once(
        doing("reviewer", services.offer_places), doing("second_reviewer", services.offer_places)
    )

    assert len(refused(answers)) == 1
    with as_("reviewer"):
        assert Offer.objects.filter(stage="open").count() == 1
    assert used() == 1


def test_the_last_place_is_approved_or_reinstated_not_both(own_database):
    enrolment = committed(admitting.signed)
    with as_("reviewer"):
        person = Enrolment.objects.get(id=enrolment).person_id
    doing(
        "reviewer", services.end_enrolment, enrolment_id=enrolment, because="误登", clause="A5.n3"
    )()
    other = committed(admitting.passed)
    set_places(1)

    at_once(
        deciding(other, "second_reviewer"),
        doing("reviewer", services.undo_end, person_id=person, because="更正"),
    )

    with as_("reviewer"):
        back = Enrolment.objects.get(id=enrolment).stage == "active"
    assert back is (stages(other) == ["waiting"])
    assert used() == 1
    everything_holds()


def test_a_towns_last_place_is_given_once_while_the_district_has_more(own_database):
    first, second = committed(admitting.passed), committed(admitting.passed)
    with as_("reviewer"):
        town = Town.objects.get(code=TOWN)
    set_places(1, town_id=town.id)
    set_places(9)

    at_once(deciding(first, "reviewer"), deciding(second, "second_reviewer"))

    assert sorted(stages(first, second)) == ["approved", "waiting"]
    with as_("reviewer"):
        assert PlaceCount.objects.get(town=town).used == 1
    everything_holds()


def test_the_number_is_lowered_or_the_place_given_not_both(own_database):
    other = committed(admitting.passed)
    set_places(1)

    at_once(
        deciding(other, "second_reviewer"),
        doing("reviewer", services.set_places, places=0, because="文件"),
    )

    with as_("reviewer"):
        count = PlaceCount.objects.get(name="district")
    assert count.used <= count.places
    assert (count.places, stages(other)) in ((1, ["approved"]), (0, ["waiting"]))


def test_a_review_is_proposed_decided_and_renewed_once(own_database):
    enrolment = committed(admitting.signed)
    propose = {"enrolment_id": enrolment, "keeps": True, "evidence": "", "at": BEFORE}

    answers = at_once(
        doing("officer", services.propose_review, **propose),
        doing("second_officer", services.propose_review, **propose),
    )
    assert len(refused(answers)) == 1
    with as_("reviewer"):
        review = AnnualReview.objects.get()
    decide = {"review_id": review.id, "verdict": "keep", "reason": "", "at": BEFORE}
    answers = at_once(
        doing("reviewer", services.decide_review, **decide),
        doing("second_reviewer", services.decide_review, **decide),
    )
    assert len(refused(answers)) == 1
    renew = {
        "review_id": review.id,
        "signed_for_hospital": "测试院长",
        "signed_for_person": "guardian",
        "at": BEFORE,
    }
    answers = at_once(
        doing("officer", services.renew_agreement, **renew),
        doing("second_officer", services.renew_agreement, **renew),
    )
    assert len(refused(answers)) == 1
    with as_("officer"):
        assert Agreement.objects.filter(enrolment_id=enrolment).count() == 2
    everything_holds()
