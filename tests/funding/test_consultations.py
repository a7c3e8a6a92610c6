"""An expert's opinion on a plan over the cap: three hands, each kept to its own part (4.2, A2)."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from anxin.acts.services import begin
from anxin.funding import queries, services
from anxin.funding.models import (
    Consultation,
    ConsultationEvent,
    ConsultationMonth,
    ExpertWord,
)
from anxin.funding.tasks import tasks_for
from anxin.organisations.models import GroupMember, Staff
from anxin.policy import trying
from anxin.privacy.door import Look
from anxin.privacy.models import AccessRecord
from anxin.rules.consultation_stages import ConsultationMove
from anxin.rules.decisions import Refused
from tests.dispensing import steps
from tests.dispensing.steps import AT, TODAY
from tests.funding import consulting
from tests.world import become, staff_id

pytestmark = pytest.mark.django_db
CAP, MONTHS = 3000, {"2026-12": 4500}


@pytest.fixture(autouse=True)
def capped():
    with trying(monthly_cap_fen=CAP):
        yield


@pytest.fixture
def patient() -> steps.Patient:
    steps.stocked()
    return steps.enrolled()


@pytest.fixture
def attendance_id(patient: steps.Patient) -> UUID:
    return steps.arrived(patient)


def refused(step, *arguments: object, **named: object) -> list[str]:
    with pytest.raises(Refused) as found, transaction.atomic():
        step(*arguments, **named)
    return [ground.code for ground in found.value.unmet]


def stage(consultation_id: UUID) -> str:
    become("auditor")
    return Consultation.objects.values_list("stage", flat=True).get(id=consultation_id)


def withdraw(consultation_id: UUID, *, by: str = "psychiatrist") -> UUID:
    return services.withdraw_question(
        request_id=uuid4(), consultation_id=consultation_id, actor=become(by), at=AT
    )


def raised(person_id: UUID) -> dict[str, int]:
    become("dispenser")
    months = ["2026-11", "2026-12", "2027-01"]
    found = queries.raises_of(person_id, months=months)
    return {month: one.limit for month, one in found.items()}


class TestThreeHands:
    def test_asked_written_down_and_confirmed(self, attendance_id: UUID):
        found = consulting.asked(attendance_id, MONTHS)
        assert stage(found) == "asked"
        consulting.advised(found)
        assert stage(found) == "advised"
        consulting.concluded(found)
        assert stage(found) == "confirmed"
        row = queries.find_consultation(found)
        assert row is not None
        assert [(m.month, m.cap, m.amount) for m in row.months.all()] == [("2026-12", 3000, 4500)]
        assert [(line.days, line.quantity) for line in row.lines.all()] == [(28, 56)]
        assert (row.word.expert.name, row.word.agrees) == ("罗平", True)
        titles = [event["title"] for event in queries.history_of_consultation(row)]
        assert titles == ["提出", "登记专家同意", "确认"]

    def test_the_same_request_asks_once(self, attendance_id: UUID):
        same = uuid4()
        first = consulting.asked(attendance_id, MONTHS, request_id=same)
        assert consulting.asked(attendance_id, MONTHS, request_id=same) == first
        assert Consultation.objects.count() == 1

    def test_one_question_at_a_time(self, attendance_id: UUID):
        consulting.asked(attendance_id, MONTHS)
        assert refused(consulting.asked, attendance_id, MONTHS) == ["no-consultation-is-open"]

    def test_an_amount_within_the_cap_needs_nobody(self, attendance_id: UUID):
        assert refused(consulting.asked, attendance_id, {"2026-12": CAP}) == ["amount-is-above-cap"]

    def test_the_doctor_is_not_the_expert_of_their_own_plan(self, attendance_id: UUID):
        found = consulting.asked(attendance_id, MONTHS)
        become("security_admin")
        Staff.objects.filter(id=staff_id("psychiatrist")).update(name=consulting.EXPERT)
        assert refused(consulting.advised, found) == ["expert-is-another"]
        assert stage(consulting.advised(found, expert="刘俊")) == "advised"

    def test_who_wrote_the_word_down_does_not_confirm_it(self, attendance_id: UUID):
        found = consulting.advised(consulting.asked(attendance_id, MONTHS))
        assert refused(consulting.concluded, found, by="reviewer") == ["confirmed-by-another"]

    def test_an_experts_no_ends_it(self, patient, attendance_id: UUID):
        found = consulting.advised(consulting.asked(attendance_id, MONTHS), agrees=False)
        assert stage(found) == "opposed"
        assert refused(consulting.concluded, found) == ["move-is-open"]
        assert raised(patient.person_id) == {}

    def test_the_office_declines_with_a_reason(self, patient, attendance_id: UUID):
        found = consulting.advised(consulting.asked(attendance_id, MONTHS))
        assert refused(consulting.concluded, found, confirms=False) == ["decline-has-reason"]
        consulting.concluded(found, confirms=False, because="金额与方案不符")
        assert stage(found) == "declined"
        assert raised(patient.person_id) == {}

    def test_only_who_asked_takes_it_back(self, attendance_id: UUID):
        found = consulting.asked(attendance_id, MONTHS)
        assert refused(withdraw, found, by="junior_psychiatrist") == ["withdrawn-by-asker"]
        withdraw(found)
        assert stage(found) == "withdrawn"

    def test_what_is_confirmed_is_not_taken_back(self, attendance_id: UUID):
        found = consulting.confirmed(attendance_id, MONTHS)
        assert refused(withdraw, found) == ["move-is-open"]


class TestWhatIsRaised:
    def test_the_named_months_of_this_person_and_nothing_else(self, patient, attendance_id: UUID):
        consulting.confirmed(attendance_id, {"2026-12": 4500, "2027-01": 3600})
        assert raised(patient.person_id) == {"2026-12": 4500, "2027-01": 3600}
        other = steps.enrolled()
        assert raised(other.person_id) == {}

    def test_of_several_the_highest_counts(self, patient, attendance_id: UUID):
        consulting.confirmed(attendance_id, {"2026-12": 4500})
        consulting.confirmed(attendance_id, {"2026-12": 3600})
        assert raised(patient.person_id) == {"2026-12": 4500}

    def test_before_it_is_confirmed_nothing_is(self, patient, attendance_id: UUID):
        consulting.advised(consulting.asked(attendance_id, MONTHS))
        assert raised(patient.person_id) == {}


class TestTheDatabase:
    """Each attack is plain SQL or a row written past the service, by whoever holds the duty."""

    def move(self, found: UUID, move: ConsultationMove, *, by: str) -> None:
        become(by)
        act = uuid4()
        begin(request_id=act, kind="attack", content={}, result_id=found, at=AT)
        ConsultationEvent.objects.create(
            consultation_id=found, move=move, clause="4.2", occurred_on=TODAY, act_id=act
        )

    def refuses(self, guard: str):
        return pytest.raises(IntegrityError, match=guard)

    def test_no_confirmation_by_who_wrote_the_word_down(self, attendance_id: UUID):
        found = consulting.advised(consulting.asked(attendance_id, MONTHS))
        with self.refuses("consultation_move_by_its_hand"):
            self.move(found, ConsultationMove.CONFIRM, by="reviewer")

    def test_no_word_without_its_paper(self, attendance_id: UUID):
        found = consulting.asked(attendance_id, MONTHS)
        with self.refuses("consultation_move_by_its_hand"):
            self.move(found, ConsultationMove.AGREE, by="reviewer")

    def test_no_word_of_somebody_of_the_leading_group(self, attendance_id: UUID):
        found = consulting.asked(attendance_id, MONTHS)
        actor = become("reviewer")
        act = uuid4()
        begin(request_id=act, kind="attack", content={}, result_id=found, at=AT)
        leader = GroupMember.objects.filter(group="leading").first()
        assert (leader is not None, actor.may("consultation.record")) == (True, True)
        with self.refuses("expert_is_another"):
            ExpertWord.objects.create(
                consultation_id=found,
                expert=leader,
                agrees=True,
                text="同意",
                signed_on=TODAY,
                kind="pdf",
                content=b"",
                content_hash=b"",
                act_id=act,
            )

    def test_no_month_that_raises_nothing(self, attendance_id: UUID):
        found = consulting.asked(attendance_id, MONTHS)
        with self.refuses("consultation_raises_the_cap"):
            ConsultationMonth.objects.create(
                consultation_id=found, month="2027-01", cap=3000, amount=3000
            )


class TestWhoSees:
    @pytest.mark.parametrize(
        ("colleague", "sees"),
        [
            ("psychiatrist", True),
            ("pharmacist", True),
            ("dispenser", True),
            ("reviewer", True),
            ("checker", True),
            ("auditor", True),
            ("commission", True),
            ("officer", False),
            ("centre_psychiatrist", False),
            ("other_dispenser", False),
            ("finance", False),
            ("police", False),
        ],
    )
    def test_who_reads_prescriptions_reads_it(self, attendance_id: UUID, colleague, sees):
        found = consulting.asked(attendance_id, MONTHS)
        become(colleague)
        assert (queries.find_consultation(found) is not None) == sees
        assert (ConsultationMonth.objects.count() > 0) == sees

    def test_the_paper_opens_and_the_reading_is_recorded(self, patient, attendance_id: UUID):
        found = consulting.advised(consulting.asked(attendance_id, MONTHS))
        actor = become("auditor")
        row = queries.find_consultation(found)
        assert row is not None
        opened = queries.open_paper(row, look=Look(actor=actor, page="专家意见书"))
        assert opened is not None
        assert (opened[0], opened[1][:4]) == ("pdf", b"%PDF")
        become("audit_admin")
        record = AccessRecord.objects.filter(page="专家意见书").get()
        assert (record.fields, record.person_ids) == (["consultation"], [patient.person_id])


class TestTasks:
    def titles(self, colleague: str) -> list[str]:
        return [str(task.title) for task in tasks_for(become(colleague), on=TODAY)]

    def test_each_hand_has_its_task_in_turn(self, attendance_id: UUID):
        found = consulting.asked(attendance_id, MONTHS)
        assert self.titles("reviewer") == ["超过限额：专家意见待登记"]
        consulting.advised(found)
        assert self.titles("reviewer") == []
        assert self.titles("second_reviewer") == ["超过限额：专家意见待您确认"]
        consulting.concluded(found)
        assert self.titles("second_reviewer") == []
        assert self.titles("psychiatrist") == ["专家意见已确认，下次门诊可以照此开方"]

    def test_a_no_comes_back_to_who_asked(self, attendance_id: UUID):
        consulting.advised(consulting.asked(attendance_id, MONTHS), agrees=False)
        [task] = tasks_for(become("psychiatrist"), on=TODAY)
        assert (str(task.title), task.returned) == ("专家不同意超过限额，请改开处方", True)

    def test_it_is_done_once_the_person_is_prescribed_for(self, patient, attendance_id: UUID):
        consulting.confirmed(attendance_id, MONTHS)
        with trying(monthly_cap_fen=90_000):
            steps.prescribed(patient, attendance_id=attendance_id)
        assert self.titles("psychiatrist") == []
