"""A story of a register kept as a spreadsheet: it comes in, and everybody on it goes the usual way (A8, 5.1)."""

from uuid import uuid4

import pytest
from django.utils.timezone import now

from anxin.enrolment.models import Draft, Enrolment
from anxin.imports import services, worker
from anxin.imports.models import ImportRow
from anxin.rules.roster import Column, Kind, Verdict
from tests.enrolment import admitting
from tests.imports.rosters import FIRST, person, sheet, wide
from tests.journeys.spine import everything_holds
from tests.world import become

pytestmark = pytest.mark.django_db


class TestTheRegisterComesIn:
    def test_and_a_file_enrols_nobody_the_three_opinions_do(self):
        self.given_a_register_with_somebody_whole_somebody_lacking_and_a_mistake()
        self.when_the_officer_reads_it_in()
        self.then_each_row_says_what_would_become_of_it()
        self.when_what_is_right_is_taken_in()
        self.then_one_is_an_application_one_a_draft_and_nobody_is_enrolled()
        self.when_the_mistake_is_put_right_in_the_file_and_it_is_uploaded_again()
        self.then_only_the_one_left_out_is_new()
        self.when_village_township_and_office_agree_and_the_agreement_is_signed()
        self.then_the_first_is_enrolled_and_a_third_upload_knows_it()

    def given_a_register_with_somebody_whole_somebody_lacking_and_a_mistake(self):
        self.whole = wide(1001) | {Column.POVERTY: "低保户"}
        self.whole |= {Column.CERTIFIED_BY: "区精神卫生中心", Column.CERTIFIED_ON: "2025-03-01"}
        self.lacking, self.right = person(1002), person(1003)
        self.mistaken = self.right | {Column.GUARDIAN_NUMBER: self.right[Column.NUMBER]}

    def when_the_officer_reads_it_in(self):
        self.batch = self.upload(self.whole, self.lacking, self.mistaken)

    def then_each_row_says_what_would_become_of_it(self):
        assert self.verdicts(self.batch) == [Verdict.READY, Verdict.DRAFT, Verdict.ERROR]
        wrong = ImportRow.objects.get(batch_id=self.batch, number=FIRST + 2)
        assert [one["kind"] for one in wrong.findings] == [Kind.GUARDIAN_IS_PATIENT]

    def when_what_is_right_is_taken_in(self):
        self.take_in(self.batch)

    def then_one_is_an_application_one_a_draft_and_nobody_is_enrolled(self):
        first, second, third = ImportRow.objects.filter(batch_id=self.batch)
        assert first.application.stage == "submitted"
        assert Draft.objects.get(id=second.draft_id).closed_on is None
        assert third.stage == "open"
        assert not Enrolment.objects.filter(person=first.application.person).exists()
        self.application = first.application

    def when_the_mistake_is_put_right_in_the_file_and_it_is_uploaded_again(self):
        self.again = self.upload(self.whole, self.lacking, self.right)

    def then_only_the_one_left_out_is_new(self):
        assert self.verdicts(self.again) == [Verdict.KNOWN, Verdict.KNOWN, Verdict.DRAFT]
        self.take_in(self.again)
        stages = [row.stage for row in ImportRow.objects.filter(batch_id=self.again)]
        assert stages == ["open", "open", "done"]

    def when_village_township_and_office_agree_and_the_agreement_is_signed(self):
        at = now()
        passed = admitting.passed(self.application.id, at=at)
        admitting.signed(admitting.decided(passed, at=at), at=at)

    def then_the_first_is_enrolled_and_a_third_upload_knows_it(self):
        become("officer")
        assert Enrolment.objects.filter(person_id=self.application.person_id).exists()
        third = self.upload(self.whole, person(1004))
        become("officer")
        row = ImportRow.objects.get(batch_id=third, number=FIRST)
        assert {one["kind"] for one in row.findings} == {Kind.ENROLLED, Kind.IMPORTED}
        everything_holds()

    def upload(self, *rows):
        actor = become("officer")
        return services.upload(
            request_id=uuid4(),
            file_name="登记名单.xlsx",
            sent=sheet(rows, columns=list(Column)),
            actor=actor,
            at=now(),
        )

    def take_in(self, batch):
        services.take_in(
            request_id=uuid4(),
            batch_id=batch,
            verdicts=[Verdict.READY, Verdict.DRAFT],
            actor=become("officer"),
            at=now(),
        )
        worker.work(goes_on=lambda: True, until_empty=True)
        become("officer")

    def verdicts(self, batch):
        return list(ImportRow.objects.filter(batch_id=batch).values_list("verdict", flat=True))
