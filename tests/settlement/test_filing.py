"""What a quarter's claim gathers, what it leaves out, and who may file it (5.5.c, 5.3.2.e)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from anxin.acts.services import begin
from anxin.dispensing import services as dispensing
from anxin.files.cleaning import clean
from anxin.rules.decisions import Refused
from anxin.rules.files import Purpose
from anxin.rules.quarters import Quarter
from anxin.settlement import queries
from anxin.settlement.models import Claim, ClaimLine
from tests.dispensing import steps as counter
from tests.files.sent import paper
from tests.settlement import steps
from tests.settlement.steps import AT, PAPER, Q3, Q4, SHARE, SUMMER, filed, given
from tests.world import become, beijing, organisation

pytestmark = pytest.mark.django_db


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(ground.code, ground.clause) for ground in refusal.value.unmet]


class TestGathering:
    def test_every_completed_pickup_of_the_hospital_becomes_a_line(self):
        counter.stocked()
        pickups = {given()[1], given()[1]}
        claim = queries.find_claim(filed())

        assert claim.stage == "filed"
        assert claim.invoice_number == "FP-2026-Q4-001"
        lines = ClaimLine.objects.filter(claim=claim)
        assert set(lines.values_list("pickup_id", flat=True)) == pickups
        assert set(lines.values_list("amount", "completed_on")) == {(SHARE, counter.TODAY)}
        totals = queries.totals_of(claim)
        assert (totals.lines, totals.claimed, totals.undecided, totals.late) == (2, 2 * SHARE, 2, 0)

    def test_the_preview_asks_the_same_question(self):
        counter.stocked()
        given()
        actor = become("accountant")
        seen = queries.preview(Q4, actor=actor)
        totals = queries.totals_of(queries.find_claim(filed()))

        assert (seen.lines, seen.amount, seen.late) == (totals.lines, totals.claimed, totals.late)

    def test_what_was_late_for_an_earlier_quarter_comes_along_marked(self):
        counter.stocked(at=SUMMER)
        _, late = given(at=SUMMER)
        _, timely = given()
        claim = queries.find_claim(filed())

        assert queries.totals_of(claim).late == 1
        assert queries.line_of(claim, steps.line_of(late)).late
        assert not queries.line_of(claim, steps.line_of(timely)).late

    def test_what_came_after_the_quarter_waits_for_the_next(self):
        counter.stocked(at=SUMMER)
        _, summer = given(at=SUMMER)
        _, autumn = given()

        first, second = filed(quarter=Q3), filed(quarter=Q4)
        assert ClaimLine.objects.get(claim_id=first).pickup_id == summer
        assert ClaimLine.objects.get(claim_id=second).pickup_id == autumn

    def test_what_was_reversed_is_not_claimed(self):
        counter.stocked()
        counter.reversed_(given()[1])
        _, stands = given()

        assert ClaimLine.objects.get(claim_id=filed()).pickup_id == stands

    def test_what_was_only_prepared_is_not_claimed(self):
        counter.stocked()
        _, done = given()
        counter.prepared(counter.reviewed(counter.enrolled()))

        assert ClaimLine.objects.get(claim_id=filed()).pickup_id == done

    def test_the_line_keeps_its_policy_version(self):
        counter.stocked()
        _, pickup = given()
        claim = queries.find_claim(filed())

        assert queries.line_of(claim, steps.line_of(pickup)).policy_version


class TestSlipsOwed:
    def test_a_slip_whose_scan_is_owed_stays_out_and_is_told(self):
        counter.stocked()
        given(guardian=PAPER)
        _, signed = given()
        actor = become("accountant")
        seen = queries.preview(Q4, actor=actor)

        assert (seen.lines, seen.slips_owed, seen.slips_amount, seen.unsigned) == (1, 1, SHARE, 0)
        assert ClaimLine.objects.get(claim_id=filed()).pickup_id == signed

    def test_once_the_scan_is_in_it_is_claimed(self):
        counter.stocked()
        _, pickup = given(guardian=PAPER)
        actor = become("dispenser")
        dispensing.file_scan(
            request_id=uuid4(),
            pickup_id=pickup,
            file=clean(paper(), purpose=Purpose.OTHER),
            actor=actor,
            at=counter.AT,
        )

        assert ClaimLine.objects.get(claim_id=filed()).pickup_id == pickup


class TestRefusals:
    def test_a_quarter_that_runs_is_not_claimed(self):
        counter.stocked()
        given()

        with pytest.raises(Refused) as refusal, transaction.atomic():
            filed(at=beijing(2026, 12, 31, 23, 59))
        assert codes(refusal) == [("quarter-has-ended", "5.5.c")]
        assert filed(at=beijing(2027, 1, 1, 0, 0))

    def test_a_quarter_is_claimed_once(self):
        counter.stocked()
        given()
        filed()

        with pytest.raises(Refused) as refusal:
            filed()
        assert codes(refusal) == [("quarter-is-claimed-once", "5.5.c")]

    def test_a_claim_of_nothing_is_refused_and_leaves_nothing(self):
        with pytest.raises(Refused) as refusal, transaction.atomic():
            filed()

        assert codes(refusal) == [("something-to-claim", "5.5.c")]
        assert not Claim.objects.exists()

    def test_sending_it_twice_files_once(self):
        counter.stocked()
        given()
        request = uuid4()

        assert filed(request_id=request) == filed(request_id=request)
        with pytest.raises(Refused) as refusal:
            filed(request_id=request, quarter=Q3)
        assert codes(refusal) == [("request-is-new", "5.3.2.e")]


class TestScope:
    def test_another_hospital_claims_and_sees_none_of_it(self):
        counter.stocked()
        given()
        claim = filed()
        actor = become("centre_accountant")

        assert queries.preview(Q4, actor=actor).lines == 0
        assert queries.find_claim(claim) is None
        assert not ClaimLine.objects.exists()
        assert queries.totals([claim]) == {}

    def test_another_hospitals_number_does_not_open_its_pickups(self):
        counter.stocked()
        given()
        become("centre_accountant")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM security.claimable(%s, '2027-01-01')",
                [organisation("rehab").id],
            )
            assert cursor.fetchone() == (0,)

    def test_finance_sees_sums_and_no_person(self):
        counter.stocked()
        given()
        claim = filed()
        become("finance")

        found = queries.find_claim(claim)
        assert queries.totals_of(found).claimed == SHARE
        assert not ClaimLine.objects.exists()
        assert queries.Lines(found, queries.FILTERS[0])[0:50] == []

    @pytest.mark.parametrize(
        "colleague", ["dispenser", "officer", "police", "civil", "storekeeper"]
    )
    def test_who_has_no_part_in_claims_sees_none(self, colleague):
        counter.stocked()
        given()
        filed()
        become(colleague)

        assert not Claim.objects.exists()

    def test_a_line_stays_with_its_hospital_when_the_person_leaves_its_reach(self):
        """The hospital reads its line through the claim, not through the person."""
        counter.stocked()
        _, pickup = given()
        claim = queries.find_claim(filed())
        seen = queries.line_of(claim, steps.line_of(pickup))

        assert seen.card_number
        assert seen.facts.is_clean


def claim_by_hand(quarter: Quarter = Q4) -> Claim:
    request = uuid4()
    begin(request_id=request, kind="test", content={}, result_id=request, at=AT)
    return Claim.objects.create(
        hospital=organisation("rehab"), quarter=str(quarter), stage="accepted", act_id=request
    )


class TestGuardsOfTheDatabase:
    """Negative controls: what SQL slipped past the services may not do either."""

    def test_no_hand_adds_a_line_or_names_an_amount(self):
        counter.stocked()
        _, pickup = given()
        become("accountant")
        claim = claim_by_hand()

        line = ClaimLine(
            claim=claim, pickup_id=pickup, amount=SHARE * 9, completed_on=counter.TODAY
        )
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            line.save(force_insert=True)

    def test_a_claim_starts_as_a_draft_whatever_is_sent(self):
        become("accountant")

        assert Claim.objects.get(id=claim_by_hand().id).stage == "draft"

    def test_no_claim_is_made_for_another_hospital(self):
        become("centre_accountant")

        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            claim_by_hand()

    def test_an_empty_claim_is_not_filed(self):
        become("accountant")
        claim = claim_by_hand()

        with (
            pytest.raises(IntegrityError, match="claim_is_filed_with_its_lines"),
            transaction.atomic(),
        ):
            claim.events.create(move="file", occurred_on=AT.date(), act_id=claim.act_id)

    def test_a_filed_claim_gathers_nothing_more(self):
        counter.stocked()
        given()
        claim = filed()
        given()
        become("accountant")

        with (
            pytest.raises(IntegrityError, match="claim_is_gathered_once"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("SELECT security.gather_claim(%s)", [claim])
