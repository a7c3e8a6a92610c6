"""The office decides: criteria with clauses, places, and three opinions by three people."""

import json
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from anxin.enrolment import services
from anxin.enrolment.models import (
    Application,
    ApplicationEvent,
    Decision,
    DecisionFacts,
    Opinion,
    PlaceCount,
)
from anxin.organisations.models import DutyAssignment, Staff
from anxin.organisations.services import give_duty
from anxin.people.services import list_by_police
from anxin.rules.access import Duty
from anxin.rules.decisions import Refused
from tests.enrolment import admitting
from tests.enrolment.admitting import AT, decided, filled, guardian, passed, person, submitted
from tests.world import become, duties_held, organisation, staff_id

pytestmark = pytest.mark.django_db

RICH = {"poverty": ()}


def set_places(number):
    become("reviewer")
    PlaceCount.objects.filter(name="district").update(places=number)


def used():
    become("reviewer")
    return PlaceCount.objects.get(name="district").used


def newest_decision(application_id):
    become("reviewer")
    return Decision.objects.filter(application_id=application_id).order_by("-recorded_at")[0]


class TestApproving:
    def test_an_approval_is_kept_with_criteria_facts_and_the_policy_that_decided(self):
        found = newest_decision(decided())

        assert found.outcome == "approved"
        assert [one["clause"] for one in found.criteria] == ["3.1.a", "3.1.b", "3.1.c", "3.1.d"]
        assert all(one["met"] for one in found.criteria)
        assert found.policy_version.startswith("jiangjin@")
        assert found.facts.grounds == ["poor"]
        assert found.facts.facts["poverty"] == ["minimum_living"]

    def test_the_same_request_decides_once(self):
        found, request_id = passed(), uuid4()
        asked = {
            "request_id": request_id,
            "application_id": found,
            "verdict": "approve",
            "reason": "",
            "actor": become("reviewer"),
            "at": AT,
        }

        assert services.decide(**asked) == services.decide(**asked)
        assert Decision.objects.filter(application_id=found).count() == 1
        with pytest.raises(Refused, match="request-is-new"):
            services.decide(**{**asked, "verdict": "refuse"})

    @pytest.mark.parametrize(
        ("form", "clauses"),
        [
            (lambda: filled(person=person(resident_since=date(2026, 9, 1))), {"3.1.a"}),
            (lambda: filled(person=person(**RICH)), {"3.1.c"}),
            (lambda: filled(person=person(certified_by="", certified_on=None)), {"3.1.d"}),
            (
                lambda: filled(
                    person=person(**RICH, certified_by="", resident_since=date(2026, 9, 1))
                ),
                {"3.1.a", "3.1.c", "3.1.d"},
            ),
        ],
    )
    def test_what_the_rules_refuse_cannot_be_approved_and_every_ground_is_named(
        self, form, clauses
    ):
        found = passed(submitted(form()))

        with pytest.raises(Refused) as refusal, transaction.atomic():
            decided(found)

        assert {one.clause for one in refusal.value.unmet} == clauses
        assert Application.objects.get(id=found).stage == "township_passed"

    def test_who_is_in_hospital_is_refused_until_discharged(self):
        found = passed()
        application = Application.objects.get(id=found)
        actor = become("psychiatrist") if application.person.clinic_id else become("reviewer")
        stay = services.admit(
            request_id=uuid4(),
            person_id=application.person_id,
            hospital="江津区精神康复院",
            since=date(2026, 11, 1),
            actor=actor,
            at=AT,
        )
        with pytest.raises(Refused, match="lives-at-home"), transaction.atomic():
            decided(found)

        services.discharge(
            request_id=uuid4(), stay_id=stay, until=date(2026, 11, 8), actor=actor, at=AT
        )

        assert newest_decision(decided(found)).outcome == "approved"

    @pytest.mark.parametrize(
        "form",
        [
            lambda: filled(person=person(**RICH), guardians=(), applied_by="patient"),
            lambda: filled(person=person(**RICH), guardians=(guardian(born=date(1950, 1, 1)),)),
            lambda: filled(person=person(**RICH, household_patients=2)),
        ],
        ids=["no guardian", "guardian over 65", "two patients in one household"],
    )
    def test_each_ground_alone_suffices(self, form):
        assert newest_decision(decided(passed(submitted(form())))).outcome == "approved"


class TestRefusingAndReturning:
    def test_a_refusal_tells_every_criterion_that_failed(self):
        found = decided(passed(submitted(filled(person=person(**RICH)))), verdict="refuse")
        decision = newest_decision(found)

        assert decision.outcome == "refused"
        assert [one["clause"] for one in decision.criteria if not one["met"]] == ["3.1.c"]
        assert "3.1.c" in decision.reason

    def test_refusing_against_the_rules_needs_a_reason(self):
        found = passed()

        with pytest.raises(Refused, match="decision-has-reason"), transaction.atomic():
            decided(found, verdict="refuse")
        assert (
            newest_decision(decided(found, verdict="refuse", reason="材料系伪造")).outcome
            == "refused"
        )

    def test_a_return_needs_a_reason_and_is_no_decision(self):
        found = passed()

        with pytest.raises(Refused, match="decision-has-reason"), transaction.atomic():
            decided(found, verdict="return")
        decided(found, verdict="return", reason="诊断证明模糊")

        assert Application.objects.get(id=found).stage == "returned"
        assert not Decision.objects.filter(application_id=found).exists()

    def test_nothing_is_decided_before_the_first_review(self):
        with pytest.raises(Refused, match="move-is-open"):
            decided(admitting.confirmed())


class TestPlaces:
    def test_an_approval_takes_a_place_and_a_withdrawal_gives_it_back(self):
        before = used()
        found = decided()
        assert used() == before + 1

        services.withdraw_application(
            request_id=uuid4(), application_id=found, because="迁出", actor=become("officer"), at=AT
        )

        assert used() == before

    def test_the_end_of_an_enrolment_gives_its_place_back(self):
        before = used()
        enrolment = admitting.signed()
        services.end_enrolment(
            request_id=uuid4(),
            enrolment_id=enrolment,
            because="迁出本区",
            clause="A5.n3",
            actor=become("reviewer"),
            at=AT,
        )

        assert used() == before

    def test_without_a_free_place_the_application_waits_and_is_told_why(self):
        set_places(used())
        found = decided()

        assert Application.objects.get(id=found).stage == "waiting"
        assert newest_decision(found).outcome == "waiting"
        assert (
            "服药名额不足"
            in ApplicationEvent.objects.get(
                application_id=found, move="put_on_waiting_list"
            ).because
        )

    def test_a_place_that_comes_free_goes_to_who_waits_longest(self):
        set_places(used())
        first, second, third = decided(), decided(), passed()
        set_places(used() + 1)

        with pytest.raises(Refused, match="前面候补 1 人"), transaction.atomic():
            decided(second)
        assert Application.objects.get(id=decided(third)).stage == "waiting"
        assert Application.objects.get(id=decided(first)).stage == "approved"
        with pytest.raises(Refused, match="place-is-free"), transaction.atomic():
            decided(second)

    def test_the_application_cannot_write_the_count(self):
        become("reviewer")

        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            PlaceCount.objects.update(used=0)


class TestThreeOpinionsByThreePeople:
    def test_the_clerk_of_the_village_cannot_later_decide_at_the_office(self):
        found = passed()
        move_to_the_office("village")

        with pytest.raises(IntegrityError, match="three different people"), transaction.atomic():
            decided(found, colleague="village")

    def test_the_officer_who_registered_may_review(self):
        found = passed()
        become("reviewer")

        hands = {
            one.level: one.recorded_by_id for one in Opinion.objects.filter(application_id=found)
        }
        assert hands == {"village": staff_id("village"), "township": staff_id("officer")}

    def test_an_opinion_of_another_level_is_not_a_duty_s_to_give(self):
        found = passed()
        become("officer")

        with pytest.raises(ProgrammingError, match="not this duty"), transaction.atomic():
            Opinion.objects.create(
                id=uuid4(),
                application_id=found,
                level="office",
                agrees=True,
                organisation=organisation("office"),
                act_id=Application.objects.get(id=found).act_id,
            )

    @pytest.mark.parametrize("move", ["approve", "refuse", "put_on_waiting_list"])
    def test_no_move_of_a_decision_without_its_decision(self, move):
        found = passed()
        become("reviewer")

        with pytest.raises(IntegrityError, match="no decision stands beside"), transaction.atomic():
            slip_in(found, move)

    @pytest.mark.parametrize("move", ["approve", "refuse"])
    def test_a_township_officer_cannot_make_the_office_s_moves(self, move):
        found = passed()
        become("officer")

        with pytest.raises(ProgrammingError, match="not this duty"), transaction.atomic():
            slip_in(found, move)


def slip_in(application_id, move):
    ApplicationEvent.objects.create(
        id=uuid4(),
        application_id=application_id,
        move=move,
        occurred_on=date(2026, 11, 9),
        act_id=Application.objects.get(id=application_id).act_id,
    )


def move_to_the_office(colleague):
    from anxin.database.prepare import SYSTEM_STAFF
    from anxin.database.work import enter_as

    enter_as(SYSTEM_STAFF)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_date")
        (today,) = cursor.fetchone()
    DutyAssignment.objects.filter(id=duties_held(colleague)[0].id).update(until=today)
    give_duty(
        Staff.objects.get(id=staff_id(colleague)),
        duty=Duty.OFFICE_REVIEWER,
        organisation=organisation("office"),
        since=today,
    )


def listed(form, *, listed=True):
    list_by_police(
        request_id=uuid4(),
        identity_number=form.person.identity_number,
        listed=listed,
        since=date(2026, 1, 1),
        actor=become("police"),
        at=AT,
    )


class TestThePoliceListing:
    def test_it_is_a_ground_of_its_own(self):
        form = filled(person=person(**RICH))
        found = passed(submitted(form))
        listed(form)

        assert newest_decision(decided(found)).facts.grounds == ["police_listed"]

    def test_a_listing_taken_back_no_longer_counts(self):
        form = filled(person=person(**RICH))
        found = passed(submitted(form))
        listed(form)
        listed(form, listed=False)

        with pytest.raises(Refused, match="has-ground"):
            decided(found)

    def test_the_decision_says_the_same_of_who_is_listed_and_who_is_not(self):
        plain = newest_decision(decided(passed(submitted(filled()))))
        form = filled(person=replace(person(), poverty=()))
        found = passed(submitted(form))
        listed(form)
        flagged = newest_decision(decided(found))

        assert json.dumps(plain.criteria) == json.dumps(flagged.criteria)
        assert plain.reason == flagged.reason

    def test_the_township_cannot_read_the_facts_of_a_decision(self):
        found = decided()
        become("officer")

        assert Decision.objects.filter(application_id=found).exists()
        assert not DecisionFacts.objects.exists()
