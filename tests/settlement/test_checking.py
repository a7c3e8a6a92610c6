"""The check line by line: findings, verdicts, who may give them, and what is posted (5.5.c, 7.1.c)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.enrolment import services as enrolment
from anxin.funding.queries import balances, estimate_for
from anxin.ledger.models import Entry, Posting
from anxin.rules.decisions import Refused
from anxin.settlement import queries
from anxin.settlement.models import ClaimEvent, LineCheck
from tests.dispensing import steps as counter
from tests.funding import steps as fund
from tests.settlement import steps
from tests.settlement.steps import (
    AT,
    SHARE,
    accepted,
    answered,
    checked,
    filed,
    finished,
    given,
    rest_accepted,
)
from tests.world import become, beijing, organisation, staff_id

pytestmark = pytest.mark.django_db
AFTER_FILING = beijing(2027, 1, 6)


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(ground.code, ground.clause) for ground in refusal.value.unmet]


def seen(claim_id: UUID, pickup_id: UUID) -> queries.Line:
    return queries.line_of(queries.find_claim(claim_id), steps.line_of(pickup_id))


def lost(patient: counter.Patient, *, on: date) -> None:
    actor = become("officer")
    enrolment.report_loss(
        request_id=uuid4(),
        card_id=patient.card_id,
        lost_on=on,
        actor=actor,
        at=AFTER_FILING,
    )


def in_hospital(patient: counter.Patient, *, since: date) -> None:
    actor = become("reviewer")
    enrolment.admit(
        request_id=uuid4(),
        person_id=patient.person_id,
        hospital="江津区精神康复院",
        since=since,
        actor=actor,
        at=beijing(2026, 12, 1),
    )


class TestFindings:
    def test_nothing_speaks_against_a_proper_pickup(self):
        counter.stocked()
        _, pickup = given()
        claim = filed()
        become("checker")

        line = seen(claim, pickup)
        assert line.examined.granted
        assert {ground.clause for ground in line.examined.met} == {
            "5.3.2.e",
            "7.1.c",
            "A5.n4",
            "5.1.6.1",
        }
        assert line.card_number
        assert line.stage == "claimed"

    def test_a_card_lost_before_that_day_is_found_and_cannot_be_accepted(self):
        counter.stocked()
        patient, pickup = given()
        claim = filed()
        lost(patient, on=date(2026, 11, 19))

        with pytest.raises(Refused) as refusal, transaction.atomic():
            checked(pickup, reason="家属说明")
        assert codes(refusal) == [("line-card-was-valid", "A5.n4")]
        checked(pickup, "rejected", reason="挂失期间费用由本人承担")
        assert seen(claim, pickup).stage == "rejected"

    @pytest.mark.parametrize(("day", "valid"), [(counter.TODAY, False), (date(2026, 11, 21), True)])
    def test_a_pickup_on_the_day_of_the_loss_waits_for_the_office(self, day, valid):
        counter.stocked()
        patient, pickup = given()
        claim = filed()
        lost(patient, on=day)
        become("checker")

        assert seen(claim, pickup).facts.card_valid is valid

    def test_a_stay_written_down_late_is_found_and_asks_for_a_reason(self):
        counter.stocked()
        patient, pickup = given()
        in_hospital(patient, since=counter.TODAY)
        claim = filed()

        with pytest.raises(Refused) as refusal, transaction.atomic():
            checked(pickup)
        assert codes(refusal) == [("line-person-was-at-home", "5.1.6.1")]
        checked(pickup, reason="当日上午领药，下午入院")
        assert seen(claim, pickup).stage == "accepted"

    def test_a_stay_from_the_next_day_is_none_of_it(self):
        counter.stocked()
        patient, pickup = given()
        in_hospital(patient, since=date(2026, 11, 21))
        claim = filed()
        become("checker")

        assert seen(claim, pickup).facts.at_home

    def test_the_checker_learns_of_a_stay_without_reading_it(self):
        from anxin.enrolment.models import HospitalStay

        counter.stocked()
        patient, pickup = given()
        in_hospital(patient, since=counter.TODAY)
        claim = filed()
        become("checker")

        assert not seen(claim, pickup).facts.at_home
        assert not HospitalStay.objects.exists()


class TestVerdicts:
    def test_a_query_goes_back_to_the_hospital_and_its_answer_returns(self):
        counter.stocked()
        _, pickup = given()
        claim = filed()
        checked(pickup, "queried", reason="处方签名看不清")
        assert queries.totals_of(queries.find_claim(claim)).queried == 1

        answered(pickup, "已附原件")
        totals = queries.totals_of(queries.find_claim(claim))
        assert (totals.queried, totals.undecided) == (0, 1)
        become("second_checker")
        line = seen(claim, pickup)
        assert (line.stage, line.verdict, line.reason) == ("claimed", "answered", "已附原件")
        checked(pickup, by="second_checker")
        assert [word["title"] for word in queries.words_on(queries.find_line(line.line_id))] == [
            "存疑",
            "已答复",
            "认可",
        ]

    @pytest.mark.parametrize("verdict", ["queried", "rejected"])
    def test_a_query_and_a_rejection_need_their_reason(self, verdict):
        counter.stocked()
        _, pickup = given()
        filed()

        with pytest.raises(Refused) as refusal:
            checked(pickup, verdict, reason=" ")
        assert codes(refusal) == [("verdict-has-a-reason", "5.5.c")]

    def test_a_word_once_final_stays(self):
        counter.stocked()
        _, pickup = given()
        filed()
        checked(pickup)

        with pytest.raises(Refused) as refusal:
            checked(pickup, "rejected", reason="想改")
        assert codes(refusal) == [("move-is-open", "working-rules:stages")]

    def test_only_what_is_queried_is_answered(self):
        counter.stocked()
        _, pickup = given()
        filed()

        with pytest.raises(Refused) as refusal:
            answered(pickup)
        assert codes(refusal) == [("move-is-open", "working-rules:stages")]

    def test_sending_a_verdict_twice_writes_it_once(self):
        counter.stocked()
        _, pickup = given()
        filed()
        request = uuid4()
        checked(pickup, request_id=request)
        checked(pickup, request_id=request)

        assert LineCheck.objects.count() == 1


class TestTheRest:
    def test_what_nothing_speaks_against_is_accepted_at_once_and_the_rest_is_left(self):
        counter.stocked()
        clean = [given()[1], given()[1]]
        patient, odd = given()
        _, queried = given()
        claim = filed()
        lost(patient, on=date(2026, 11, 19))
        checked(queried, "queried", reason="数量待核")
        request = uuid4()
        rest_accepted(claim, request_id=request)
        rest_accepted(claim, request_id=request)

        assert [seen(claim, pickup).stage for pickup in clean] == ["accepted", "accepted"]
        assert [seen(claim, pickup).stage for pickup in (odd, queried)] == ["claimed", "queried"]
        with pytest.raises(Refused) as refusal:
            rest_accepted(claim)
        assert codes(refusal) == [("something-to-accept-at-once", "5.5.c")]

    def test_it_is_one_statement_however_many_lines(self, django_assert_max_num_queries):
        counter.stocked()
        for _ in range(3):
            given()
        claim = filed()
        become("checker")

        with django_assert_max_num_queries(8):
            rest_accepted(claim)


class TestTheEndOfTheCheck:
    def test_a_line_without_a_word_holds_it_up(self):
        counter.stocked()
        given()
        _, queried = given()
        claim = filed()
        checked(queried, "queried", reason="数量待核")

        with pytest.raises(Refused) as refusal, transaction.atomic():
            finished(claim)
        assert codes(refusal) == [
            ("every-line-has-a-verdict", "5.5.c"),
            ("queries-are-settled", "5.5.c"),
        ]
        rest_accepted(claim)
        checked(queried, "rejected", reason="数量不符")
        finished(claim)
        assert queries.find_claim(claim).stage == "checked"

    def test_after_it_no_word_is_given(self):
        counter.stocked()
        _, pickup = given()
        claim = filed()
        rest_accepted(claim)
        finished(claim)

        with pytest.raises(Refused) as refusal:
            checked(pickup, "rejected", reason="太晚")
        assert codes(refusal) == [("move-is-open", "working-rules:stages")]

    def test_a_claim_is_accepted_after_its_check_alone(self):
        counter.stocked()
        given()
        claim = filed()

        with pytest.raises(Refused) as refusal:
            accepted(claim)
        assert codes(refusal) == [("move-is-open", "working-rules:stages")]


class TestPosting:
    def test_what_is_accepted_is_drawn_on_the_advance_and_what_is_rejected_stays_with_the_hospital(
        self,
    ):
        counter.stocked()
        fund.pay_in(1_000_000)
        fund.answer(fund.ask(8_000))
        given()
        _, rejected = given()
        claim = filed()
        checked(rejected, "rejected", reason="数量不符")
        rest_accepted(claim)
        finished(claim)
        accepted(claim)

        legs = Posting.objects.filter(entry__document_id=claim)
        assert sorted(legs.values_list("account__kind", "amount")) == [
            ("advance", -SHARE),
            ("disallowed", -SHARE),
            ("payable", 2 * SHARE),
        ]
        become("finance")
        own = balances([organisation("rehab")])[0]
        assert (own.advanced, own.accepted, own.disallowed, own.unsettled) == (
            8_000,
            SHARE,
            SHARE,
            0,
        )
        assert own.left == 8_000 - SHARE
        assert estimate_for(organisation("rehab").id).monthly == SHARE // 3

    def test_more_than_the_advance_is_owed_to_the_hospital(self):
        counter.stocked()
        given()
        claim = filed()
        rest_accepted(claim)
        finished(claim)
        accepted(claim)

        assert balances([organisation("rehab")])[0].left == -SHARE

    def test_it_is_posted_once(self):
        counter.stocked()
        given()
        claim = filed()
        rest_accepted(claim)
        finished(claim)
        request = uuid4()
        accepted(claim, request_id=request)
        accepted(claim, request_id=request)

        with pytest.raises(Refused):
            accepted(claim, by="second_checker")
        assert Entry.objects.filter(document_id=claim).count() == 1


def act() -> UUID:
    request = uuid4()
    begin(request_id=request, kind="test", content={}, result_id=request, at=AT)
    return request


def word(claim: UUID, pickup: UUID, verdict: str = "accepted", reason: str = "") -> LineCheck:
    line = steps.line_of(pickup)
    return LineCheck(claim_id=claim, line_id=line, verdict=verdict, reason=reason, act_id=act())


class TestGuardsOfTheDatabase:
    """Negative controls: what SQL slipped past the services may not do either."""

    def test_the_hospital_gives_no_verdict_and_the_office_no_answer(self):
        counter.stocked()
        _, pickup = given()
        claim = filed()
        for colleague, verdict in (("accountant", "accepted"), ("checker", "answered")):
            become(colleague)
            row = word(claim, pickup, verdict, "x")
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                row.save(force_insert=True)

    def test_the_hospital_ends_no_check_and_accepts_nothing(self):
        counter.stocked()
        given()
        claim = filed()
        for move in ("finish_check", "accept"):
            become("accountant")
            event = ClaimEvent(claim_id=claim, move=move, occurred_on=AT.date(), act_id=act())
            with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
                event.save(force_insert=True)

    def test_a_verdict_on_a_line_of_another_claim_is_refused(self):
        counter.stocked(at=steps.SUMMER)
        _, summer = given(at=steps.SUMMER)
        given()
        filed(quarter=steps.Q3)
        other = filed()
        become("checker")
        row = word(other, summer)

        with (
            pytest.raises(IntegrityError, match="check_is_of_a_line_of_the_claim"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)

    def test_two_final_words_on_a_line_are_refused(self):
        counter.stocked()
        _, pickup = given()
        claim = filed()
        checked(pickup)
        become("second_checker")
        row = word(claim, pickup, "rejected", "x")

        with (
            pytest.raises(IntegrityError, match="line_moves_along_its_table"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)

    def test_no_word_is_given_after_the_check(self):
        counter.stocked()
        _, pickup = given()
        claim = filed()
        rest_accepted(claim)
        finished(claim)
        row = word(claim, pickup, "rejected", "x")

        with (
            pytest.raises(IntegrityError, match="lines_are_checked_while_filed"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)

    def test_the_check_does_not_end_while_a_line_waits(self):
        counter.stocked()
        given()
        claim = filed()
        become("checker")
        event = ClaimEvent(claim_id=claim, move="finish_check", occurred_on=AT.date(), act_id=act())

        with pytest.raises(IntegrityError, match="every_line_is_decided"), transaction.atomic():
            event.save(force_insert=True)

    def test_a_rejection_without_a_reason_is_refused(self):
        counter.stocked()
        _, pickup = given()
        claim = filed()
        become("checker")
        row = word(claim, pickup, "rejected")

        with (
            pytest.raises(IntegrityError, match="a_query_or_rejection_gives_its_reason"),
            transaction.atomic(),
        ):
            row.save(force_insert=True)

    def test_a_word_is_kept_as_written(self):
        counter.stocked()
        _, pickup = given()
        filed()
        checked(pickup)

        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            LineCheck.objects.update(verdict="rejected")

    def test_nobody_posts_against_an_advance_but_by_a_claim(self):
        from anxin.ledger.services import Leg, account_id, post

        become("dispenser")
        hospital = organisation("rehab").id
        request = act()

        with (
            pytest.raises(IntegrityError, match="money_moves_for_its_purpose"),
            transaction.atomic(),
        ):
            post(
                kind="claim",
                business_on=AT.date(),
                act_id=request,
                document_id=uuid4(),
                legs=(
                    Leg(account_id=account_id("payable", hospital, "programme"), amount=1),
                    Leg(account_id=account_id("advance", hospital), amount=-1),
                ),
            )


class TestSeparation:
    """Who filed or handed over holds a second duty; only the trigger stands in the way."""

    def test_the_dispenser_of_a_line_cannot_check_it(self):
        counter.stocked()
        _, pickup = given()
        claim = filed()
        self.as_checker("dispenser")

        with (
            pytest.raises(IntegrityError, match="checker_had_no_part_in_the_pickup"),
            transaction.atomic(),
        ):
            word(claim, pickup).save(force_insert=True)

    def test_who_filed_cannot_check(self):
        counter.stocked()
        _, pickup = given()
        claim = filed()
        self.as_checker("accountant")

        with (
            pytest.raises(IntegrityError, match="another_than_the_filer_checks"),
            transaction.atomic(),
        ):
            word(claim, pickup).save(force_insert=True)

    def test_another_office_hand_can(self):
        counter.stocked()
        _, pickup = given()
        claim = filed()
        become("second_checker")
        word(claim, pickup).save(force_insert=True)

        assert seen(claim, pickup).stage == "accepted"

    @staticmethod
    def as_checker(colleague: str) -> None:
        """Move a colleague to the office after their old duty ended, as the security office would."""
        from anxin.organisations.models import DutyAssignment

        become("security_admin")
        old = DutyAssignment.objects.get(staff_id=staff_id(colleague))
        yesterday = localdate() - timedelta(days=1)
        DutyAssignment.objects.filter(id=old.id).update(until=yesterday)
        DutyAssignment.objects.create(
            staff_id=old.staff_id,
            duty="claim_checker",
            organisation=organisation("office"),
            since=yesterday,
        )
        become(colleague)


class TestFilters:
    def test_each_filter_tells_what_it_hides(self):
        counter.stocked()
        given()
        patient, odd = given()
        claim_id = filed()
        lost(patient, on=date(2026, 11, 19))
        become("checker")
        claim = queries.find_claim(claim_id)
        checked(odd, "rejected", reason="挂失")
        become("checker")
        shown = {f.code: queries.Lines(claim, f) for f in queries.FILTERS}

        assert {code: len(lines) for code, lines in shown.items()} == {
            "all": 2,
            "open": 1,
            "found": 1,
            "queried": 0,
            "answered": 0,
            "rejected": 1,
            "accepted": 0,
            "late": 0,
            "taken_back": 0,
        }
        assert shown["found"].hidden == 1
        assert [line.pickup_id for line in shown["found"][0:50]] == [odd]
        assert shown["all"][1:2][0].organisation

    def test_a_page_of_lines_asks_no_question_for_each(self, django_assert_max_num_queries):
        counter.stocked()
        for _ in range(4):
            given()
        claim = queries.find_claim(filed())
        become("checker")

        with django_assert_max_num_queries(4):
            lines = queries.Lines(claim, queries.FILTERS[0])
            assert len(lines[0:50]) == len(lines) == 4
