"""A story of somebody who left the district: reported, sent back, reported better, ended by one click (A5.n3)."""

from datetime import timedelta

import pytest

from anxin.enrolment import queries
from anxin.enrolment.models import Card, Change, EndReport, PlaceCount
from anxin.enrolment.tasks import tasks_for
from tests.dispensing import steps
from tests.dispensing.steps import TODAY
from tests.enrolment.leaving import ended, reported, returned
from tests.journeys.spine import everything_holds
from tests.world import become

pytestmark = pytest.mark.django_db


class TestReportedAsLeft:
    def test_medicine_goes_on_until_the_office_has_looked(self):
        self.given_somebody_with_medicine_set_aside()
        self.when_the_township_reports_that_they_left()
        self.then_the_office_is_asked_and_nothing_has_ended()
        self.when_the_office_sends_it_back()
        self.then_the_township_finds_the_reason_first()
        self.then_medicine_is_handed_over_as_ever()
        self.when_the_township_reports_with_the_certificate()
        self.when_the_office_ends_the_right_by_it()
        self.then_cause_day_and_evidence_are_the_townships()
        self.then_card_and_place_are_gone_and_nothing_waits()

    def given_somebody_with_medicine_set_aside(self):
        self.patient, prescription = steps.ready()
        self.pickup = steps.prepared(prescription)
        become("reviewer")
        self.used = PlaceCount.objects.get(name="district").used

    def when_the_township_reports_that_they_left(self):
        self.report = reported(self.patient.person_id, evidence="邻居说已搬走")

    def then_the_office_is_asked_and_nothing_has_ended(self):
        (task,) = tasks_for(become("reviewer"), on=TODAY)
        assert task.title == "核实终止上报：迁出本区"
        assert str(self.report) in task.url
        assert tasks_for(become("officer"), on=TODAY) == []
        now = queries.standing(self.patient.person_id, on=TODAY)
        assert (now.enrolment_stage, now.card_stage) == ("active", "issued")

    def when_the_office_sends_it_back(self):
        returned(self.report, because="请附户籍迁移证明")

    def then_the_township_finds_the_reason_first(self):
        (task,) = tasks_for(become("officer"), on=TODAY)
        assert (task.returned, task.detail) == (True, "请附户籍迁移证明")
        assert tasks_for(become("reviewer"), on=TODAY) == []
        assert tasks_for(become("other_officer"), on=TODAY) == []

    def then_medicine_is_handed_over_as_ever(self):
        assert steps.completed(self.pickup) == self.pickup

    def when_the_township_reports_with_the_certificate(self):
        self.day = TODAY - timedelta(days=2)
        self.report = reported(
            self.patient.person_id, day=self.day, evidence="户籍迁移证明 11月18日"
        )
        assert tasks_for(become("officer"), on=TODAY) == []

    def when_the_office_ends_the_right_by_it(self):
        ended(self.report)

    def then_cause_day_and_evidence_are_the_townships(self):
        become("officer")
        change = Change.objects.get(person_id=self.patient.person_id)
        assert (change.kind, change.occurred_on, change.because) == (
            "left_district",
            self.day,
            "户籍迁移证明 11月18日",
        )
        told = [str(one.title) for one in queries.history(self.patient.person_id)]
        assert told.count("上报终止：迁出本区") == 2
        assert "终止上报 · 退回" in told
        assert "迁出本区" in told

    def then_card_and_place_are_gone_and_nothing_waits(self):
        become("reviewer")
        assert Card.objects.get(id=self.patient.card_id).stage == "cancelled"
        assert PlaceCount.objects.get(name="district").used == self.used - 1
        stages = EndReport.objects.order_by("recorded_at").values_list("stage", flat=True)
        assert list(stages) == ["withdrawn", "ended"]
        assert tasks_for(become("officer"), on=TODAY) == []
        everything_holds()
