"""Money into the fund and out of it in advance: who may, how much, once (5.4, 5.5.a, 7.1.a)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from anxin.acts.services import begin
from anxin.funding import queries, services
from anxin.funding.models import Advance, AdvanceEvent, Budget, Source
from anxin.ledger.models import Account, Entry, Posting
from anxin.ledger.services import Leg, account_id, post
from anxin.rules.decisions import Refused
from anxin.rules.quarters import Quarter
from tests import world
from tests.funding.steps import AT, QUARTER, answer, ask, pay_in

pytestmark = pytest.mark.django_db


def refused(refusal: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(ground.code, ground.clause) for ground in refusal.value.unmet]


def advance_balance(hospital: str = "rehab") -> int:
    return queries.sum_of(account_id("advance", world.organisation(hospital).id))


class TestPayingIn:
    def test_money_paid_in_is_in_the_fund_and_traced_to_its_source(self):
        pay_in(1_000_000)
        pay_in(250_000, source="federation", year=2025)

        assert queries.fund_balance() == 1_250_000
        totals = {t.source.code: (t.in_year, t.ever) for t in queries.source_totals(year=2026)}
        assert totals == {
            "district": (1_000_000, 1_000_000),
            "federation": (0, 250_000),
            "higher": (0, 0),
        }
        assert queries.sum_of(account_id("source", payer="federation")) == -250_000

    def test_sending_it_twice_pays_once(self):
        request = uuid4()

        assert pay_in(request_id=request) == pay_in(request_id=request)
        assert Budget.objects.count() == 1
        assert queries.fund_balance() == 10_000_000

    def test_the_same_request_with_another_amount_is_refused(self):
        request = uuid4()
        pay_in(request_id=request)

        with pytest.raises(Refused) as refusal:
            pay_in(99, request_id=request)
        assert refused(refusal) == [("request-is-new", "5.3.2.e")]

    def test_a_new_source_has_its_own_account(self):
        actor = world.become("finance")
        services.add_source(
            request_id=uuid4(),
            code="donation",
            name="社会捐赠",
            kind=Source.Kind.HIGHER,
            actor=actor,
            at=AT,
        )
        pay_in(700, source="donation")

        assert queries.sum_of(account_id("source", payer="donation")) == -700

    def test_only_finance_writes_budgets(self):
        pay_in()
        source = Source.objects.first()
        for colleague in ("checker", "commission", "accountant", "auditor", "dispenser"):
            world.become(colleague)
            request = uuid4()
            begin(request_id=request, kind="x", content={}, result_id=request, at=AT)
            row = Budget(
                source=source, year=2026, amount=1, document="x", paid_on=AT.date(), act_id=request
            )
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                row.save(force_insert=True)


class TestAsking:
    def test_an_advance_waits_for_the_commission(self):
        ask()

        assert queries.advances_waiting() == 1
        assert queries.fund_balance() == 0

    def test_sending_it_twice_asks_once(self):
        request = uuid4()

        assert ask(request_id=request) == ask(request_id=request)
        assert Advance.objects.count() == 1

    def test_an_advance_is_for_a_hospital_and_ahead_of_the_need(self):
        with pytest.raises(Refused) as refusal:
            ask(hospital=world.POINT, quarter=Quarter(2026, 3))

        assert refused(refusal) == [
            ("advance-goes-to-a-specialist-hospital", "5.5.a"),
            ("advance-quarter-is-not-over", "5.5.a"),
        ]

    def test_the_last_day_of_the_quarter_is_not_over(self):
        assert ask(at=world.beijing(2026, 12, 31, 23, 59))
        with pytest.raises(Refused):
            ask(at=world.beijing(2027, 1, 1, 0, 0))


class TestAnswering:
    def test_what_is_approved_leaves_the_fund_for_the_hospital(self):
        pay_in(10_000_000)
        advance = ask(4_000_000)
        answer(advance)

        assert queries.find_advance(advance).stage == "paid"
        assert queries.fund_balance() == 6_000_000
        assert advance_balance() == 4_000_000
        assert [event["title"] for event in queries.history_of(queries.find_advance(advance))] == [
            "申请",
            "批准",
        ]

    def test_what_is_refused_moves_nothing_and_says_why(self):
        pay_in()
        advance = ask()
        answer(advance, approve=False, because="测算依据不足")

        assert queries.find_advance(advance).stage == "refused"
        assert queries.fund_balance() == 10_000_000
        assert queries.history_of(queries.find_advance(advance))[-1]["because"] == "测算依据不足"

    def test_a_refusal_needs_its_reason(self):
        advance = ask()

        with pytest.raises(Refused) as refusal:
            answer(advance, approve=False, because="  ")
        assert refused(refusal) == [("refusal-of-an-advance-has-a-reason", "5.5.a")]

    def test_the_fund_never_falls_below_zero(self):
        pay_in(3_999_999)
        advance = ask(4_000_000)

        with pytest.raises(Refused) as refusal, transaction.atomic():
            answer(advance)
        assert refused(refusal) == [("fund-suffices", "5.4")]
        assert "39,999.99" in refusal.value.unmet[0].reason
        pay_in(1)
        answer(advance)
        assert queries.fund_balance() == 0

    def test_an_answer_is_given_once(self):
        pay_in()
        advance = ask()
        request = uuid4()
        answer(advance, request_id=request)

        assert answer(advance, request_id=request) == advance
        with pytest.raises(Refused) as refusal:
            answer(advance, by="second_commission")
        assert refused(refusal) == [("move-is-open", "working-rules:stages")]
        assert queries.fund_balance() == 6_000_000

    def test_the_office_cannot_approve_what_it_asks_for(self):
        pay_in()
        advance = ask()

        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            answer(advance, by="second_checker")


def approval(advance_id, request) -> AdvanceEvent:
    return AdvanceEvent(
        advance_id=advance_id, move="approve", occurred_on=AT.date(), act_id=request
    )


def new_act():
    request = uuid4()
    begin(request_id=request, kind="test", content={}, result_id=request, at=AT)
    return request


class TestGuardsOfTheDatabase:
    """Negative controls: what SQL slipped past the services may not do either."""

    def test_the_fund_cannot_be_overdrawn(self):
        pay_in(100)
        hospital = world.organisation("rehab").id
        world.become("commission")
        with pytest.raises(IntegrityError, match="fund_is_never_negative"), transaction.atomic():
            self.draw(hospital, 101)

        self.draw(hospital, 100)
        assert queries.fund_balance() == 0

    @pytest.mark.parametrize("colleague", ["dispenser", "checker", "storekeeper"])
    def test_nobody_else_draws_on_the_fund(self, colleague):
        pay_in(100)
        hospital = world.organisation("rehab").id
        world.become(colleague)

        with (
            pytest.raises(IntegrityError, match="money_moves_for_its_purpose"),
            transaction.atomic(),
        ):
            self.draw(hospital, 1)

    def test_an_advance_starts_as_asked_for_and_stays_until_it_is_answered(self):
        advance = ask()

        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Advance.objects.filter(id=advance).update(stage="paid")

    def test_an_event_of_an_answered_advance_is_refused(self):
        pay_in()
        advance = ask()
        answer(advance)
        world.become("second_commission")

        with pytest.raises(IntegrityError, match="cannot approve from paid"), transaction.atomic():
            approval(advance, new_act()).save(force_insert=True)

    @staticmethod
    def draw(hospital, amount: int) -> None:
        post(
            kind="advance",
            business_on=AT.date(),
            act_id=new_act(),
            document_id=uuid4(),
            legs=(
                Leg(account_id=account_id("advance", hospital), amount=amount),
                Leg(account_id=account_id("fund"), amount=-amount),
            ),
        )


class TestWhoSeesWhat:
    def test_a_hospital_sees_its_own_advances_alone(self):
        pay_in()
        own, other = ask(), ask(hospital="centre")
        answer(other)
        world.become("accountant")

        assert [advance.id for advance in queries.advances()] == [own]
        assert queries.find_advance(other) is None
        assert not AdvanceEvent.objects.exists()

    @pytest.mark.parametrize("colleague", ["finance", "commission", "checker", "auditor"])
    def test_the_district_sees_all(self, colleague):
        ask()
        ask(hospital="centre")
        world.become(colleague)

        assert queries.advances().count() == 2

    @pytest.mark.parametrize("colleague", ["dispenser", "officer", "police", "politics", "village"])
    def test_who_has_no_part_in_money_sees_none(self, colleague):
        pay_in()
        ask()
        world.become(colleague)

        assert not Advance.objects.exists()
        assert not Budget.objects.exists()

    def test_an_accountant_asks_after_their_own_hospital_alone(self):
        actor = world.become("accountant")

        assert [hospital.code for hospital in queries.hospitals_in_reach(actor)] == ["rehab"]
        assert {h.code for h in queries.hospitals_in_reach(world.become("commission"))} == {
            "rehab",
            "centre",
        }


class TestEstimate:
    def test_there_is_none_without_facts(self):
        world.become("checker")

        assert queries.estimate_for(world.organisation("rehab").id) is None

    def test_it_is_the_average_of_the_accepted_claims(self):
        world.become("checker")
        hospital = world.organisation("rehab").id
        for amount in (300, 901):
            self.accepted(hospital, amount)

        found = queries.estimate_for(hospital)
        assert (found.quarters, found.monthly, found.quarterly) == (2, 200, 600)
        assert queries.estimate_for(world.organisation("centre").id) is None

    @staticmethod
    def accepted(hospital, amount: int) -> None:
        post(
            kind="claim",
            business_on=AT.date(),
            act_id=new_act(),
            document_id=uuid4(),
            legs=(
                Leg(account_id=account_id("payable", hospital, "programme"), amount=amount),
                Leg(account_id=account_id("advance", hospital), amount=-amount),
            ),
        )


def test_a_posted_advance_names_its_document():
    pay_in()
    advance = ask()
    answer(advance)

    entry = Entry.objects.get(document_id=advance)
    assert (entry.kind, entry.business_on) == ("advance", AT.date())
    assert (
        Posting.objects.filter(entry=entry, account__kind=Account.Kind.FUND).get().amount
        == -4_000_000
    )
    assert Quarter.parse(Advance.objects.get(id=advance).quarter) == QUARTER
