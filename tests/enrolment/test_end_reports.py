"""A township's report that a right should end: nothing ends by it, the office answers (A5.n3)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from anxin.enrolment import queries
from anxin.enrolment.models import (
    Card,
    Change,
    EndReport,
    EndReportEvent,
    Enrolment,
    PlaceCount,
)
from anxin.enrolment.services import end_reports as service
from anxin.rules.decisions import Refused
from anxin.rules.end_report_stages import EndReportMove
from tests.dispensing import steps
from tests.dispensing.steps import ADMITTED, AT, TODAY
from tests.enrolment.leaving import (
    announced,
    ended,
    report_withdrawn,
    reported,
    returned,
)
from tests.enrolment.test_ending import end, undo
from tests.enrolment.test_moving import act, codes
from tests.world import become

pytestmark = pytest.mark.django_db


def stage_of(patient):
    become("reviewer")
    return Enrolment.objects.get(id=patient.enrolment_id).stage


class TestReporting:
    @pytest.mark.parametrize("cause", ["left_district", "refused", "not_eligible"])
    def test_nothing_ends_by_it(self, cause):
        patient = steps.enrolled()
        become("officer")
        before = queries.standing(patient.person_id, on=TODAY)
        used = PlaceCount.objects.get(name="district").used

        reported(patient.person_id, cause=cause)

        become("officer")
        assert queries.standing(patient.person_id, on=TODAY) == before
        assert PlaceCount.objects.get(name="district").used == used
        assert not Change.objects.exists()

    def test_the_day_may_be_that_of_the_right_and_today(self):
        patient = steps.enrolled()
        report_withdrawn(reported(patient.person_id, day=ADMITTED.date()))
        reported(patient.person_id, day=TODAY)

    @pytest.mark.parametrize(
        ("more", "told"),
        [
            ({"cause": "died"}, {"cause-is-reported"}),
            ({"evidence": " "}, {"report-has-evidence"}),
            ({"day": TODAY + timedelta(days=1)}, {"reported-day-has-come"}),
            ({"day": ADMITTED.date() - timedelta(days=1)}, {"reported-day-has-come"}),
            (
                {"cause": "died", "evidence": "", "day": TODAY + timedelta(days=1)},
                {"cause-is-reported", "report-has-evidence", "reported-day-has-come"},
            ),
        ],
    )
    def test_it_is_refused_with_every_ground(self, more, told):
        patient = steps.enrolled()
        with pytest.raises(Refused) as refused:
            reported(patient.person_id, **more)
        assert codes(refused) == told
        assert not EndReport.objects.exists()

    def test_one_report_at_a_time(self):
        patient = steps.enrolled()
        reported(patient.person_id)
        with pytest.raises(Refused) as refused:
            reported(patient.person_id, cause="refused")
        assert codes(refused) == {"report-is-new"}

    def test_not_while_a_move_waits_and_the_other_way_round(self):
        patient, other = steps.enrolled(), steps.enrolled()
        announced(patient.person_id)
        with pytest.raises(Refused) as refused:
            reported(patient.person_id)
        assert codes(refused) == {"reported-is-not-moving"}
        reported(other.person_id)
        with pytest.raises(Refused) as refused:
            announced(other.person_id)
        assert codes(refused) == {"mover-is-not-ending"}

    def test_not_after_the_end(self):
        patient = steps.enrolled()
        end(patient)
        with pytest.raises(Refused) as refused:
            reported(patient.person_id)
        assert codes(refused) == {"reported-right-lasts"}

    def test_another_town_has_nobody_to_report(self):
        patient = steps.enrolled()
        with pytest.raises(Refused) as refused:
            reported(patient.person_id, by="other_officer")
        assert codes(refused) == {"reported-right-lasts"}

    def test_the_same_request_reports_once(self):
        patient, request_id = steps.enrolled(), uuid4()
        first = reported(patient.person_id, request_id=request_id)
        assert reported(patient.person_id, request_id=request_id) == first
        assert EndReport.objects.count() == 1


class TestTheOffice:
    @pytest.mark.parametrize(
        ("cause", "clause"),
        [("left_district", "3.1.a"), ("refused", "A5.n3"), ("not_eligible", "A5.n3")],
    )
    def test_ends_by_the_cause_the_day_and_the_evidence_of_the_township(self, cause, clause):
        patient = steps.enrolled()
        day = TODAY - timedelta(days=3)
        report_id = reported(patient.person_id, cause=cause, day=day, evidence="入户核实")

        ended(report_id)

        assert stage_of(patient) == "ended"
        made = Change.objects.get(person_id=patient.person_id)
        assert (made.kind, made.occurred_on, made.because, made.clause) == (
            cause,
            day,
            "入户核实",
            clause,
        )
        assert made.details == {"report": str(report_id)}
        assert EndReport.objects.get(id=report_id).stage == "ended"
        assert Card.objects.get(id=patient.card_id).stage == "cancelled"

    def test_sends_it_back_with_the_reason_and_the_right_goes_on(self):
        patient = steps.enrolled()
        report_id = returned(reported(patient.person_id))
        assert stage_of(patient) == "active"
        assert EndReportEvent.objects.get(report_id=report_id).because == "证明看不清"
        with pytest.raises(Refused) as refused:
            ended(report_id)
        assert codes(refused) == {"move-is-open"}
        ended(reported(patient.person_id))
        assert stage_of(patient) == "ended"

    @pytest.mark.parametrize("answer", [returned, report_withdrawn])
    def test_an_answer_has_its_reason(self, answer):
        report_id = reported(steps.enrolled().person_id)
        with pytest.raises(Refused) as refused:
            answer(report_id, because=" ")
        assert codes(refused) == {"report-return-has-reason"}

    def test_two_answers_are_one(self):
        report_id, request_id = reported(steps.enrolled().person_id), uuid4()
        ended(report_id, request_id=request_id)
        ended(report_id, request_id=request_id)
        assert Change.objects.count() == 1

    def test_undoes_what_was_ended_by_a_report(self):
        patient = steps.enrolled()
        ended(reported(patient.person_id))
        undo(patient)
        assert stage_of(patient) == "active"


class TestAnotherEnd:
    @pytest.mark.parametrize("answer", [None, returned])
    def test_closes_the_report(self, answer):
        patient = steps.enrolled()
        report_id = reported(patient.person_id)
        if answer:
            answer(report_id)
        end(patient, by="officer")
        become("officer")
        assert EndReport.objects.get(id=report_id).stage == "withdrawn"
        assert queries.end_reports(stage="reported").count() == 0


class TestTheDatabase:
    def event(self, report_id, made, colleague):
        become(colleague)
        report = EndReport.objects.get(id=report_id)
        service._write_event(report, EndReportMove(made), "x", act_id=act(), on=TODAY)

    def test_the_township_ends_nothing(self):
        report_id = reported(steps.enrolled().person_id)
        for made in ("end", "return"):
            with pytest.raises(ProgrammingError, match="not this duty"), transaction.atomic():
                self.event(report_id, made, "officer")

    def test_the_office_withdraws_nothing(self):
        report_id = reported(steps.enrolled().person_id)
        with pytest.raises(ProgrammingError, match="not this duty"), transaction.atomic():
            self.event(report_id, "withdraw", "reviewer")

    def test_a_report_does_not_end_without_the_right(self):
        report_id = reported(steps.enrolled().person_id)
        with pytest.raises(IntegrityError, match="by its cause"), transaction.atomic():
            self.event(report_id, "end", "reviewer")

    def test_a_death_is_not_reported(self):
        patient = steps.enrolled()
        become("officer")
        with pytest.raises(IntegrityError, match="reports_these_causes"), transaction.atomic():
            EndReport.objects.create(
                person_id=patient.person_id,
                enrolment_id=patient.enrolment_id,
                cause="died",
                occurred_on=TODAY,
                evidence="x",
                stage="reported",
                act_id=act(),
            )


class TestScope:
    def test_the_other_town_the_village_and_the_police_see_none_of_it(self):
        reported(steps.enrolled().person_id)
        counts = {}
        for colleague in ("officer", "reviewer", "other_officer", "village", "police", "finance"):
            become(colleague)
            counts[colleague] = queries.end_reports().count()
        assert counts == {
            "officer": 1,
            "reviewer": 1,
            "other_officer": 0,
            "village": 0,
            "police": 0,
            "finance": 0,
        }


def test_the_day_is_the_local_one():
    patient = steps.enrolled()
    last_minute = AT.replace(hour=15, minute=59)
    reported(patient.person_id, day=TODAY, at=last_minute)
    other = steps.enrolled()
    with pytest.raises(Refused) as refused:
        reported(other.person_id, day=TODAY + timedelta(days=1), at=last_minute)
    assert codes(refused) == {"reported-day-has-come"}
    reported(other.person_id, day=TODAY + timedelta(days=1), at=last_minute + timedelta(minutes=1))
