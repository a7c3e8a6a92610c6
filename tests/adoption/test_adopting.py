"""A value is drafted by one, adopted by another, and holds from the next unit of work on (7.4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils.timezone import localdate

from anxin.acts.models import Act
from anxin.adoption import services
from anxin.adoption.models import Proposal, ProposalEvent
from anxin.database.work import enter_as
from anxin.organisations.models import Organisation, Staff
from anxin.organisations.services import give_duty
from anxin.policy import load
from anxin.policy.pack import packaged, use
from anxin.rules.access import Duty
from anxin.rules.decisions import Refused
from tests import world
from tests.adoption.steps import AT, NOTICE, adopt, answer, draft

pytestmark = pytest.mark.django_db
ON = localdate(AT)
ONE_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _the_pack_alone_afterwards():
    yield
    use(None)


class TestAdopting:
    def test_a_draft_changes_nothing(self):
        draft()
        world.become("dispenser")
        assert load() is packaged()

    def test_an_adopted_value_holds_from_its_day_for_everybody_who_begins_after(self):
        adopt(since=ON + ONE_DAY)
        for colleague in ("dispenser", "officer", "accountant"):
            world.become(colleague)
            assert load().monthly_cap(ON) is None
            assert load().monthly_cap(ON + ONE_DAY) == 30_000
            assert load().version == f"{packaged().version}+1"

    def test_the_later_adopted_of_one_day_holds_and_numbers_run_on(self):
        adopt(value=30_000)
        adopt(value=35_000)
        world.become("dispenser")
        assert load().monthly_cap(ON) == 35_000
        assert sorted(Proposal.objects.values_list("number", flat=True)) == [1, 2]

    def test_a_refused_one_never_holds_and_says_why(self):
        made = draft()
        answer(made, adopts=False, because="限额须经区政府同意")
        world.become("dispenser")
        assert load() is packaged()
        event = ProposalEvent.objects.get(proposal_id=made)
        assert event.because == "限额须经区政府同意"

    def test_what_was_answered_is_not_answered_again(self):
        made = adopt()
        with pytest.raises(Refused, match="move-is-open"):
            answer(made)

    def test_a_withdrawn_one_is_gone(self):
        made = draft()
        actor = world.become("reviewer")
        services.withdraw(
            request_id=uuid4(), proposal_id=made, because="写错了", actor=actor, at=AT
        )
        with pytest.raises(Refused, match="move-is-open"):
            answer(made)

    def test_the_same_request_drafts_once(self):
        request = uuid4()
        assert draft(request_id=request) == draft(request_id=request)
        assert Proposal.objects.count() == 1


class TestTheDatabaseIsTheLastReviewer:
    def event(self, made, move: str, colleague: str) -> None:
        world.become(colleague)
        with transaction.atomic():
            ProposalEvent.objects.create(
                id=uuid4(),
                proposal_id=made,
                move=move,
                occurred_on=ON,
                act_id=Proposal.objects.get(id=made).act_id,
            )

    @pytest.mark.parametrize("colleague", ["reviewer", "officer", "finance", "dispenser"])
    def test_only_the_commission_adopts(self, colleague):
        with pytest.raises(ProgrammingError):
            self.event(draft(), "adopt", colleague)

    @pytest.mark.parametrize("colleague", ["commission", "officer", "system_admin"])
    def test_only_the_office_drafts(self, colleague):
        with pytest.raises(ProgrammingError), transaction.atomic():
            draft(colleague=colleague)

    def test_nobody_adopts_by_writing_the_number(self):
        made = draft()
        world.become("commission")
        with pytest.raises(ProgrammingError), transaction.atomic():
            Proposal.objects.filter(id=made).update(number=1, stage="adopted")

    def test_the_drafter_does_not_adopt_even_under_another_duty(self):
        made = draft()
        world.become("security_admin")
        second = give_duty(
            Staff.objects.get(id=world.staff_id("reviewer")),
            duty=Duty.COMMISSION,
            organisation=Organisation.objects.get(code="commission"),
            since=localdate() - ONE_DAY,
        )
        enter_as(world.staff_id("reviewer"), second.id)
        with pytest.raises(IntegrityError, match="another than the drafter"), transaction.atomic():
            ProposalEvent.objects.create(
                id=uuid4(),
                proposal_id=made,
                move="adopt",
                occurred_on=ON,
                act_id=Proposal.objects.get(id=made).act_id,
            )

    def test_a_row_is_a_value_pending_or_days(self):
        world.become("reviewer")
        act = Act.objects.get(id=Proposal.objects.get(id=draft()).act_id)
        with pytest.raises(IntegrityError, match="proposal_is_a_value"), transaction.atomic():
            Proposal.objects.create(
                subject="monthly_cap_fen",
                since=ON,
                value=1,
                pending=True,
                document_title="题",
                issued_on=ON,
                words="文",
                act=act,
            )


class TestRefusing:
    def test_a_day_that_has_passed_needs_its_reason(self):
        with pytest.raises(Refused, match="value-is-in-time"):
            draft(since=ON - ONE_DAY)
        made = draft(since=ON - ONE_DAY, late_reason="文件迟到")
        assert Proposal.objects.get(id=made).late_reason == "文件迟到"

    def test_what_holds_already_is_no_news(self):
        with pytest.raises(Refused, match="value-changes-something"):
            draft("guardian_age", 65)


class TestACalendar:
    DAYS: ClassVar = {date(2027, 1, 1): False, date(2027, 1, 3): True}

    def drafted(self, days=None) -> Proposal:
        actor = world.become("reviewer")
        made = services.draft_calendar(
            request_id=uuid4(),
            year=2027,
            days=self.DAYS if days is None else days,
            source=NOTICE,
            actor=actor,
            at=AT,
        )
        return Proposal.objects.get(id=made)

    def test_an_adopted_year_is_no_longer_provisional(self):
        answer(self.drafted().id)
        world.become("officer")
        assert not load().calendar.is_working_day(date(2027, 1, 1))
        assert load().calendar.is_working_day(date(2027, 1, 3))
        assert not load().calendar.is_provisional(date(2027, 6, 1))

    def test_a_day_as_usual_is_refused(self):
        with pytest.raises(Refused, match="days-differ-from-the-week"):
            self.drafted({date(2027, 1, 3): False})
