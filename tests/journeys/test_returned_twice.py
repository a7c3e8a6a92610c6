"""A story of a file returned by the township and again by the office, every round of it kept (5.1.3, 5.1.4)."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from anxin.enrolment import queries, services
from anxin.enrolment.models import Application, ApplicationEvent, Opinion
from anxin.enrolment.tasks import tasks_for
from anxin.people.models import Clinical
from tests.enrolment import admitting
from tests.enrolment.admitting import AT
from tests.world import become

pytestmark = pytest.mark.django_db
NO_CERTIFICATE, NO_ADDRESS = "缺少诊断证明书原件", "家庭地址没有写到组"


class TestReturnedTwice:
    def test_each_reason_stands_on_the_row_until_it_is_put_right_and_both_rounds_are_kept(self):
        self.given_an_application_without_its_certificate()
        self.when_the_township_returns_it()
        self.then_the_officer_sees_it_first_with_the_reason(NO_CERTIFICATE)
        self.when_the_officer_puts_the_certificate_right()
        self.when_the_office_returns_it()
        self.then_the_officer_sees_it_first_with_the_reason(NO_ADDRESS)
        self.when_the_officer_puts_the_address_right()
        self.when_the_office_approves()
        self.then_both_rounds_are_kept_and_the_record_is_as_corrected()

    def given_an_application_without_its_certificate(self):
        details = admitting.person(certified_by="", certified_on=None)
        self.form = admitting.filled(person=details)
        self.application = admitting.confirmed(admitting.submitted(self.form))

    def when_the_township_returns_it(self):
        actor = become("officer")
        services.review_by_township(
            request_id=uuid4(),
            application_id=self.application,
            materials=[],
            agrees=False,
            text=NO_CERTIFICATE,
            actor=actor,
            at=AT,
        )

    def then_the_officer_sees_it_first_with_the_reason(self, reason):
        returned = [one for one in tasks_for(become("officer"), on=AT.date()) if one.returned]
        assert [reason in one.detail for one in returned] == [True]
        assert queries.returned_because([self.application]) == {self.application: reason}

    def when_the_officer_puts_the_certificate_right(self):
        self.corrected(certified_by="区精神康复院", certified_on=date(2015, 3, 2))

    def when_the_office_returns_it(self):
        admitting.passed(self.application)
        admitting.decided(self.application, verdict="return", reason=NO_ADDRESS)

    def when_the_officer_puts_the_address_right(self):
        self.corrected(address="江津区油溪镇测试村2组8号")

    def corrected(self, **changes):
        self.form = replace(self.form, person=replace(self.form.person, **changes))
        services.correct_application(
            request_id=uuid4(),
            application_id=self.application,
            filled=self.form,
            actor=become("officer"),
            at=AT,
        )

    def when_the_office_approves(self):
        admitting.passed(self.application)
        admitting.decided(self.application)

    def then_both_rounds_are_kept_and_the_record_is_as_corrected(self):
        become("reviewer")
        found = Application.objects.get(id=self.application)
        assert found.stage == "approved"
        returns = ApplicationEvent.objects.filter(application=found, move="return")
        assert list(returns.order_by("recorded_at").values_list("because", flat=True)) == [
            NO_CERTIFICATE,
            NO_ADDRESS,
        ]
        opinions = Opinion.objects.filter(application=found).order_by("recorded_at")
        assert list(opinions.values_list("level", "agrees")) == [
            ("village", True),
            ("township", False),
            *[("village", True), ("township", True), ("office", False)],
            *[("village", True), ("township", True), ("office", True)],
        ]
        assert Clinical.objects.get(person_id=found.person_id).certified_by == "区精神康复院"
