"""What a special-disease card still brings in a year, and when it is used up (5.3.2.b)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.money import Fen
from anxin.rules.special_disease import YearsQuota

SINCE = date(2026, 1, 5)
fen = st.integers(0, 500_000).map(Fen)


def quota(**changes: object) -> YearsQuota:
    facts: dict[str, object] = {
        "held": True,
        "limit": Fen(100_000),
        "reimbursed": Fen(48_000),
        "days": 84,
        "since": SINCE,
        "exhausted": False,
    }
    return YearsQuota(**{**facts, **changes})  # type: ignore[arg-type]


class TestTheForecast:
    def test_160_yuan_each_four_weeks_uses_1000_yuan_up_in_june(self):
        assert quota().used_up_on == date(2026, 6, 29)

    def test_twelve_weeks_settled_at_once_count_like_three_of_four_weeks(self):
        thrice = quota(reimbursed=Fen(16_000), days=28)
        assert quota().used_up_on == thrice.used_up_on

    def test_a_slow_pace_lasts_the_year(self):
        assert quota(reimbursed=Fen(5_000)).used_up_on is None

    @pytest.mark.parametrize(
        "unknown",
        [
            {"limit": None},
            {"since": None, "reimbursed": Fen(0), "days": 0},
            {"reimbursed": Fen(0)},
            {"exhausted": True},
        ],
        ids=["待定", "没有结算单", "没有报销", "已用完"],
    )
    def test_nothing_is_forecast_where_nothing_is_known(self, unknown):
        assert quota(**unknown).used_up_on is None

    @given(limit=fen, more=fen, reimbursed=fen, days=st.integers(1, 366))
    def test_a_higher_limit_never_is_used_up_sooner(self, limit, more, reimbursed, days):
        facts = {"reimbursed": reimbursed, "days": days}
        lower = quota(limit=limit, **facts).used_up_on
        higher = quota(limit=Fen(limit + more), **facts).used_up_on
        assert higher is None or (lower is not None and lower <= higher)

    @given(limit=fen, reimbursed=fen, days=st.integers(1, 366))
    def test_it_lies_in_the_year(self, limit, reimbursed, days):
        found = quota(limit=limit, reimbursed=reimbursed, days=days).used_up_on
        assert found is None or SINCE <= found < SINCE + timedelta(days=366)
        assert found is None or found.year == SINCE.year


class TestWhatIsLeft:
    def test_the_limit_less_what_the_bills_brought(self):
        assert quota().left == 52_000

    def test_nothing_below_zero(self):
        assert quota(reimbursed=Fen(130_000)).left == 0

    def test_a_limit_that_is_not_set_is_not_known(self):
        assert quota(limit=None).left is None

    def test_used_up_is_nothing_left_whatever_the_bills_say(self):
        assert quota(exhausted=True).left == 0

    def test_who_holds_no_card_has_nothing(self):
        assert quota(held=False, limit=None).left == 0

    @given(limit=st.none() | fen, reimbursed=fen, total=fen, held=st.booleans())
    def test_insurance_brings_at_most_the_bill_and_at_most_what_is_left(
        self, limit, reimbursed, total, held
    ):
        found = quota(limit=limit, reimbursed=reimbursed, held=held)
        most = found.at_most(total).settled
        assert found.at_least.settled == 0
        assert 0 <= most <= total
        assert found.left is None or most <= found.left
        assert not found.at_most(total).is_owed
