"""A story of a lost card: somebody collects with it, it is reported and dead at once, the office decides,
a new card is issued, and the fund bears none of it (A5.n4, 5.2.3, 5.1.5.e, 7.1.a, 7.1.c)."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from anxin.dispensing.models import MonthShare, Pickup
from anxin.enrolment import queries
from anxin.enrolment import services as enrolment
from anxin.enrolment.models import Card
from anxin.funding.models import Use
from anxin.rules.quarters import Quarter
from anxin.settlement.models import ClaimLine, LossCharge
from tests.dispensing import steps
from tests.journeys import spine
from tests.journeys.spine import committed, everything_holds, fen_on, grounds_of
from tests.settlement import losing
from tests.settlement.steps import accepted as claim_accepted
from tests.settlement.steps import filed, finished, rest_accepted
from tests.world import as_, beijing

LOST, COLLECTED, REPORTED = date(2026, 10, 3), beijing(2026, 10, 12), beijing(2026, 10, 20)
DECIDED, AGAIN = beijing(2026, 10, 22), beijing(2026, 11, 10)
CLAIMED, PAID = beijing(2027, 1, 6), beijing(2027, 1, 20)
FEN = 56 * steps.PRICE


@pytest.mark.usefixtures("own_database")
class TestALostCard:
    def test_what_ran_up_falls_on_the_person_and_never_on_the_fund(self):
        self.given_a_holder_with_medicine_in_the_store()
        self.when_somebody_collects_with_the_card_that_was_lost_a_week_before()
        self.then_the_fund_owes_the_hospital_for_it()

        self.when_the_loss_is_reported()
        self.then_the_card_is_dead_at_once()
        self.then_what_ran_up_waits_for_the_office()
        self.when_the_office_decides_that_it_falls_on_the_person()
        self.then_no_payer_bears_it_and_the_months_are_free()

        self.when_a_new_card_is_issued()
        self.then_the_holder_collects_with_the_new_card_when_the_supply_ends()
        self.when_the_quarter_is_claimed_and_accepted()
        self.then_the_fund_paid_for_the_holders_own_pickup_alone()
        self.when_the_person_pays_it_back()
        self.then_nothing_is_owed_and_everything_is_told()
        everything_holds()

    def given_a_holder_with_medicine_in_the_store(self):
        spine.stocked_point(at=beijing(2026, 9, 1))
        self.holder = spine.enrolled_person(at=beijing(2026, 9, 9))

    def when_somebody_collects_with_the_card_that_was_lost_a_week_before(self):
        self.stolen = spine.completed_pickup(self.holder, at=COLLECTED)

    def then_the_fund_owes_the_hospital_for_it(self):
        assert fen_on("payable", "rehab", "programme") == -FEN

    def when_the_loss_is_reported(self):
        with as_("officer"):
            run_up = queries.run_up_with(self.holder.card_id, since=LOST)
        assert (run_up.pickups, run_up.amount) == (1, FEN)
        committed(losing.reported)(self.holder, lost_on=LOST, at=REPORTED)

    def then_the_card_is_dead_at_once(self):
        grounds = grounds_of(lambda: steps.arrived(self.holder, at=REPORTED))
        assert grounds == {"card-is-valid": "A5.n4"}
        with as_("dispenser"):
            assert (
                queries.standing(self.holder.person_id, on=date(2026, 10, 20)).card_stage == "lost"
            )

    def then_what_ran_up_waits_for_the_office(self):
        with as_("checker"):
            charge = LossCharge.objects.get()
        assert (charge.pickup_id, charge.stage) == (self.stolen, "open")
        assert (charge.lost_on, charge.reported_on) == (LOST, date(2026, 10, 20))

    def when_the_office_decides_that_it_falls_on_the_person(self):
        committed(losing.decided)(self.stolen, at=DECIDED)

    def then_no_payer_bears_it_and_the_months_are_free(self):
        assert fen_on("payable", "rehab", "programme") == 0
        assert fen_on("cost", "rehab", "programme") == 0
        assert fen_on("receivable", "rehab", "person") == FEN
        with as_("auditor"):
            assert sum(MonthShare.objects.values_list("amount", flat=True)) == 0
            assert not Use.objects.exclude(used=0).exists()
            assert Pickup.objects.get(id=self.stolen).person_share == 0

    def when_a_new_card_is_issued(self):
        with as_("officer") as officer:
            self.new_card = enrolment.replace_card(
                request_id=uuid4(), card_id=self.holder.card_id, actor=officer, at=DECIDED
            )
            stages = dict(Card.objects.values_list("id", "stage"))
        assert stages == {self.holder.card_id: "replaced", self.new_card: "issued"}

    def then_the_holder_collects_with_the_new_card_when_the_supply_ends(self):
        self.own = spine.completed_pickup(self.holder, at=AGAIN)
        with as_("auditor"):
            assert Pickup.objects.get(id=self.own).card_id == self.new_card

    def when_the_quarter_is_claimed_and_accepted(self):
        claim = committed(filed)(quarter=Quarter(2026, 4), at=CLAIMED)
        for step in (rest_accepted, finished, claim_accepted):
            committed(step)(claim)

    def then_the_fund_paid_for_the_holders_own_pickup_alone(self):
        with as_("auditor"):
            assert list(ClaimLine.objects.values_list("pickup_id", flat=True)) == [self.own]
        assert fen_on("advance", "rehab") == -FEN
        assert fen_on("payable", "rehab", "programme") == 0

    def when_the_person_pays_it_back(self):
        committed(losing.paid_back)(self.stolen, paid_on=date(2027, 1, 20), at=PAID)

    def then_nothing_is_owed_and_everything_is_told(self):
        assert fen_on("receivable", "rehab", "person") == 0
        assert fen_on("payable", "rehab", "person") == 0
        with as_("officer"):
            told = [str(one.title) for one in queries.history(self.holder.person_id)]
        for title in (
            "用遗失的救助卡领药",
            "救助卡 · 挂失",
            "遗失期间费用 · 认定由本人承担",
            "救助卡 · 换发",
            "遗失期间费用 · 登记归还",
        ):
            assert title in told
