"""Two colleagues at the same moment, on two real connections."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections, transaction

from anxin.database.work import acting_as
from anxin.enrolment import services
from anxin.enrolment.models import (
    Application,
    ApplicationEvent,
    Card,
    Decision,
    Enrolment,
    PlaceCount,
)
from anxin.enrolment.queries.places import place_of
from anxin.pages.guards import refusal_of
from anxin.rules.decisions import Refused
from tests.enrolment import admitting
from tests.enrolment.admitting import AT
from tests.world import as_, organisation, staff_id

pytestmark = pytest.mark.slow


def committed(step, *arguments):
    """Run steps of an admission and commit them."""
    with transaction.atomic():
        return step(*arguments)


def at_once(*jobs):
    """Run jobs on connections of their own, starting together; a refusal is an answer."""
    gate = Barrier(len(jobs))

    def run(job):
        try:
            gate.wait()
            return job()
        except IntegrityError as error:
            return refusal_of(error)
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def deciding(application_id, colleague):
    def job():
        with acting_as(staff_id(colleague)) as actor:
            return services.decide(
                request_id=uuid4(),
                application_id=application_id,
                verdict="approve",
                reason="",
                actor=actor,
                at=AT,
            )

    return job


def set_places(number):
    with as_("reviewer"):
        PlaceCount.objects.update(places=number)


def test_the_last_place_goes_to_one_and_the_other_is_told_to_wait(own_database):
    first, second = committed(admitting.passed), committed(admitting.passed)
    set_places(1)

    at_once(deciding(first, "reviewer"), deciding(second, "second_reviewer"))

    with as_("reviewer"):
        stages = {one.stage for one in Application.objects.filter(id__in=[first, second])}
        assert stages == {"approved", "waiting"}
        assert PlaceCount.objects.get().used == 1
        waiting = Decision.objects.get(outcome="waiting")
        assert "服药名额不足" in waiting.reason
        assert ApplicationEvent.objects.get(move="put_on_waiting_list").clause == "5.1.4"


def test_without_the_lock_the_database_still_gives_no_place_twice(own_database, monkeypatch):
    first, second = committed(admitting.passed), committed(admitting.passed)
    set_places(1)
    both_have_read = Barrier(2, timeout=10)

    def seen_by_both(application_id):
        found = place_of(application_id)
        both_have_read.wait()
        return found

    for module in ("decisions", "places"):
        monkeypatch.setattr(f"anxin.enrolment.services.{module}.lock_places", lambda: None)
    monkeypatch.setattr("anxin.enrolment.services.decisions.place_of", seen_by_both)
    answers = at_once(deciding(first, "reviewer"), deciding(second, "second_reviewer"))

    refused = [one for one in answers if isinstance(one, Refused)]
    assert [one.unmet[0].code for one in refused] == ["place-is-free"]
    with as_("reviewer"):
        assert PlaceCount.objects.get().used == 1
        assert Application.objects.filter(stage="approved").count() == 1


def test_the_same_person_applying_twice_at_once_is_registered_once(own_database):
    form = admitting.filled()

    def job():
        with acting_as(staff_id("officer")) as actor:
            return services.submit_application(request_id=uuid4(), filled=form, actor=actor, at=AT)

    answers = at_once(job, job)

    refused = [one for one in answers if isinstance(one, Refused)]
    assert len(refused) == 1
    assert refused[0].unmet[0].clause == "5.1.2.a"
    with as_("officer"):
        assert Application.objects.count() == 1


def test_the_same_form_sent_twice_at_once_is_one_application(own_database):
    form, request_id = admitting.filled(), uuid4()

    def job():
        with acting_as(staff_id("officer")) as actor:
            return services.submit_application(
                request_id=request_id, filled=form, actor=actor, at=AT
            )

    first, second = at_once(job, job)

    assert first == second
    with as_("officer"):
        assert Application.objects.count() == 1


def test_the_agreement_is_signed_once_and_one_card_issued(own_database):
    application = committed(admitting.approved)

    def job():
        with acting_as(staff_id("officer")) as actor:
            return services.sign_agreement(
                request_id=uuid4(),
                application_id=application,
                clinic_id=organisation("hc-101").id,
                clinic_reason="",
                signed_for_hospital="测试院长",
                signed_for_person="guardian",
                actor=actor,
                at=AT,
            )

    answers = at_once(job, job)

    assert len([one for one in answers if isinstance(one, Refused)]) == 1
    with as_("officer"):
        assert (Enrolment.objects.count(), Card.objects.count()) == (1, 1)


def test_a_card_replaced_twice_at_once_is_replaced_once(own_database):
    enrolment = committed(admitting.signed)
    with as_("officer"):
        card = Card.objects.get(enrolment_id=enrolment)

    def job():
        with acting_as(staff_id("officer")) as actor:
            return services.replace_card(request_id=uuid4(), card_id=card.id, actor=actor, at=AT)

    answers = at_once(job, job)

    assert len([one for one in answers if isinstance(one, Refused)]) == 1
    with as_("officer"):
        assert Card.objects.filter(stage="issued").count() == 1


def test_admitted_twice_at_once_is_one_stay(own_database):
    enrolment = committed(admitting.signed)
    with as_("officer"):
        person = Enrolment.objects.get(id=enrolment).person_id

    def job(colleague):
        def admit():
            with acting_as(staff_id(colleague)) as actor:
                return services.admit(
                    request_id=uuid4(),
                    person_id=person,
                    hospital="江津区精神康复院",
                    since=date(2026, 11, 9),
                    actor=actor,
                    at=AT,
                )

        return admit

    answers = at_once(job("reviewer"), job("police"))

    assert len([one for one in answers if isinstance(one, Refused)]) == 1
    with as_("officer"):
        assert Enrolment.objects.get(id=enrolment).stage == "suspended"
