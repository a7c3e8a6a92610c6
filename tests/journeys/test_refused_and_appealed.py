"""A story of a refusal: the family reads every ground with its clause, appeals once, and another decides."""

from uuid import uuid4

import pytest

from anxin.documents.filling.notice import notice
from anxin.enrolment import queries, services
from anxin.enrolment.models import Application, Decision
from anxin.people.models import Welfare
from anxin.privacy.door import Look
from anxin.rules.decisions import Refused
from tests.enrolment import admitting
from tests.enrolment.admitting import AT
from tests.world import become

pytestmark = pytest.mark.django_db


class TestRefusedAndAppealed:
    def test_the_refusal_is_kept_and_somebody_else_approves_what_was_proved(self):
        self.given_a_poor_person_whose_poverty_was_not_written_down()
        self.when_the_office_refuses()
        self.then_the_notice_to_the_family_names_the_ground_and_its_clause()
        self.when_the_family_appeals_with_the_proof()
        self.then_who_refused_may_not_decide_again()
        self.when_another_colleague_decides()
        self.then_it_is_approved_and_the_refusal_stands_beside_it()
        self.then_there_is_no_second_appeal()

    def given_a_poor_person_whose_poverty_was_not_written_down(self):
        form = admitting.filled(person=admitting.person(poverty=()))
        self.application = admitting.passed(admitting.submitted(form))

    def when_the_office_refuses(self):
        admitting.decided(self.application, verdict="refuse")

    def then_the_notice_to_the_family_names_the_ground_and_its_clause(self):
        actor = become("officer")
        decision = queries.decisions_of(self.application)[0]
        unmet = [one for one in decision.criteria if not one["met"]]
        assert [one["clause"] for one in unmet] == ["3.1.c"]
        found = Application.objects.get(id=self.application)
        printed = str(notice(found, decision, look=Look(actor=actor, page="审批结果告知书")))
        assert unmet[0]["reason"] in printed

    def when_the_family_appeals_with_the_proof(self):
        actor = become("officer")
        Welfare.objects.filter(person__applications=self.application).update(
            poverty=["minimum_living"]
        )
        services.appeal(
            request_id=uuid4(),
            application_id=self.application,
            reason="补交低保证",
            actor=actor,
            at=AT,
        )

    def then_who_refused_may_not_decide_again(self):
        with pytest.raises(Refused, match="另一名复审人"):
            admitting.decided(self.application)

    def when_another_colleague_decides(self):
        admitting.decided(self.application, colleague="second_reviewer")

    def then_it_is_approved_and_the_refusal_stands_beside_it(self):
        become("reviewer")
        rows = Decision.objects.filter(application_id=self.application).order_by("recorded_at")
        assert [one.outcome for one in rows] == ["refused", "approved"]
        assert Application.objects.get(id=self.application).stage == "approved"

    def then_there_is_no_second_appeal(self):
        with pytest.raises(Refused):
            services.appeal(
                request_id=uuid4(),
                application_id=self.application,
                reason="再申诉",
                actor=become("officer"),
                at=AT,
            )
