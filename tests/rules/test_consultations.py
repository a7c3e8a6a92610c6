"""What may be asked of the expert group, whose word counts, who confirms it (4.2, A2)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.consultation_stages import CONSULTATION, ConsultationMove, ConsultationStage
from anxin.rules.consultations import (
    Asked,
    may_ask,
    may_conclude,
    may_record,
    of_a_whole_month,
)
from anxin.rules.cost_sharing import (
    Bill,
    FundRoom,
    Payer,
    SpecialDisease,
    programme_by_month,
    split,
)
from anxin.rules.money import Fen

ON = date(2026, 11, 20)
fen = st.integers(0, 200_000).map(Fen)


def ask(cap: int | None = 3000, **changes: object) -> list[str]:
    facts: dict[str, object] = {
        "case": "复发两次",
        "medicines": 1,
        "months": {"2026-12": Fen(4500)},
        "open_already": False,
    }
    asked = Asked(**{**facts, **changes})  # type: ignore[arg-type]
    found = may_ask(asked, cap=None if cap is None else Fen(cap), supply_months=3, on=ON)
    return [ground.code for ground in found.unmet]


class TestAsking:
    def test_a_plan_over_the_cap_may_be_asked_about(self):
        assert ask() == []

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"case": "  "}, "case-is-written"),
            ({"medicines": 0}, "has-medicines"),
            ({"months": {}}, "has-months"),
            ({"months": {"2026-10": Fen(4500)}}, "month-is-ahead"),
            ({"months": {"2027-03": Fen(4500)}}, "month-is-ahead"),
            ({"months": {"2026-12": Fen(3000)}}, "amount-is-above-cap"),
            ({"open_already": True}, "no-consultation-is-open"),
            ({"cap": None}, "cap-is-set"),
        ],
    )
    def test_each_ground_stops_it_alone(self, changes, code):
        assert ask(**changes) == [code]

    def test_the_last_month_of_a_supply_is_ahead_and_a_fen_above_the_cap_suffices(self):
        assert ask(months={"2026-11": Fen(3001), "2027-02": Fen(3001)}) == []

    def test_all_grounds_are_told_at_once(self):
        assert len(ask(cap=None, case="", medicines=0, months={}, open_already=True)) == 5


def record(**changes: object) -> list[str]:
    facts: dict[str, object] = {
        "expert": "罗平",
        "group": ["罗平", "刘俊"],
        "prescriber": "测试医师",
        "recorded_by_asker": False,
        "word": "同意",
        "signed_on": ON,
        "asked_on": ON,
        "on": ON,
    }
    return [g.code for g in may_record(**{**facts, **changes}).unmet]  # type: ignore[arg-type]


class TestTheExpertsWord:
    def test_of_a_member_it_may_be_written_down(self):
        assert record() == []

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"expert": "陌生人"}, "expert-is-in-group"),
            ({"prescriber": "罗平"}, "expert-is-another"),
            ({"recorded_by_asker": True}, "recorder-is-another"),
            ({"word": " "}, "expert-word-is-written"),
            ({"signed_on": ON - timedelta(days=1)}, "expert-word-is-of-its-time"),
            ({"signed_on": ON + timedelta(days=1)}, "expert-word-is-of-its-time"),
        ],
    )
    def test_each_ground_stops_it_alone(self, changes, code):
        assert record(**changes) == [code]


class TestConcluding:
    @pytest.mark.parametrize(
        ("confirms", "another", "because", "codes"),
        [
            (True, True, "", []),
            (False, True, "金额不符", []),
            (True, False, "", ["confirmed-by-another"]),
            (False, True, " ", ["decline-has-reason"]),
            (False, False, "", ["confirmed-by-another", "decline-has-reason"]),
        ],
    )
    def test_by_a_third_person_and_a_no_with_its_reason(self, confirms, another, because, codes):
        found = may_conclude(confirms=confirms, another=another, because=because)
        assert [ground.code for ground in found.unmet] == codes

    def test_nothing_leads_out_of_what_is_concluded(self):
        ends = {ConsultationStage.ADVISED, ConsultationStage.ASKED}
        assert CONSULTATION.final == frozenset(ConsultationStage) - ends

    def test_an_experts_no_is_never_confirmed(self):
        assert not CONSULTATION.is_open(ConsultationStage.OPPOSED, ConsultationMove.CONFIRM)


class TestAWholeMonth:
    def test_28_days_at_1_80_take_55_80_of_december(self):
        assert of_a_whole_month(Fen(5040), days=28, month="2026-12") == 5580

    @given(amount=fen, days=st.integers(1, 84), start=st.integers(0, 60))
    def test_suffices_wherever_the_plan_then_starts(self, amount, days, start):
        starts_on = date(2026, 11, 1) + timedelta(days=start)
        for month, fen in programme_by_month(amount, starts_on=starts_on, days=days).items():
            assert fen <= of_a_whole_month(amount, days=days, month=month)


class TestARaisedMonth:
    def room(self, cap: int, used: int, raised: int) -> FundRoom:
        return FundRoom(cap=Fen(cap), used={"2026-12": Fen(used)}, raised={"2026-12": Fen(raised)})

    @given(cap=fen, used=fen, raised=fen, total=fen, days=st.integers(1, 84))
    def test_never_lets_more_than_its_amount_through(self, cap, used, raised, total, days):
        room = self.room(cap, used, raised)
        bill = Bill(
            total=total,
            basic_insurance=Fen(0),
            special_disease=SpecialDisease(held=False, settled=None, exhausted=False),
            civil_assistance=Fen(0),
            federation_balance=Fen(0),
            disorder_project=Fen(0),
        )
        found = split(bill, fund=room, starts_on=date(2026, 11, 20), days=days)
        over = {one.month for one in found.over_cap}
        for month, takes in found.programme_by_month.items():
            most = max(cap, raised) if month == "2026-12" else cap
            before = used if month == "2026-12" else 0
            assert (month in over) == (before + takes > most)
        assert sum(found.shares.values()) == total
        assert found.shares[Payer.PERSON] == 0

    @given(cap=fen, raised=fen)
    def test_never_is_below_the_cap_and_no_other_month_moves(self, cap, raised):
        room = self.room(cap, 0, raised)
        assert room.limit("2026-12") == max(cap, raised)
        assert room.limit("2027-01") == cap

    def test_a_cap_that_is_not_set_is_not_limited_by_an_opinion(self):
        room = FundRoom(cap=None, used={}, raised={"2026-12": Fen(1)})
        assert (room.limit("2026-12"), room.left("2026-12")) == (None, None)
