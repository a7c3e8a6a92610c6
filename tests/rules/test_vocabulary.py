"""Parameters, quarters and decisions: what every rule is made of."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.decisions import Decision, Refused, condition
from anxin.rules.parameters import (
    PENDING,
    NotInForceError,
    Parameter,
    PendingError,
    Unit,
    Value,
)
from anxin.rules.quarters import Quarter


def parameter(*values):
    return Parameter(
        name="cap",
        description="限额",
        unit=Unit.FEN,
        values=values,
        checked_on=date(2026, 11, 23),
    )


def value(since, amount, *, pending=False):
    return Value(since=since, value=amount, source="2.1", pending=pending)


class TestAParameter:
    CAP = parameter(
        value(date(2019, 3, 18), None, pending=True),
        value(date(2020, 1, 1), 100),
        value(date(2021, 1, 1), 200),
        value(date(2022, 1, 1), None),
    )

    def test_the_day_before_a_change_has_the_old_value_and_the_day_of_it_the_new(self):
        assert self.CAP.on(date(2020, 12, 31)) == 100
        assert self.CAP.on(date(2021, 1, 1)) == 200

    def test_before_the_first_row_nothing_is_guessed(self):
        with pytest.raises(NotInForceError):
            self.CAP.on(date(2019, 3, 17))
        with pytest.raises(NotInForceError):
            self.CAP.value_or_pending(date(2019, 3, 17))

    def test_a_pending_value_is_said_and_never_a_number(self):
        assert self.CAP.value_or_pending(date(2019, 12, 31)) is PENDING
        with pytest.raises(PendingError):
            self.CAP.on(date(2019, 12, 31))

    def test_an_ended_value_is_not_in_force_and_not_pending(self):
        assert self.CAP.on(date(2021, 12, 31)) == 200
        with pytest.raises(NotInForceError):
            self.CAP.value_or_pending(date(2022, 1, 1))

    def test_rows_out_of_order_are_a_bug(self):
        with pytest.raises(AssertionError):
            parameter(value(date(2021, 1, 1), 1), value(date(2020, 1, 1), 2))
        with pytest.raises(AssertionError):
            parameter()


class TestAQuarter:
    @given(day=st.dates(date(1900, 1, 1), date(2200, 1, 1)))
    def test_every_day_lies_in_its_own_quarter_and_in_no_other(self, day):
        quarter = Quarter.of(day)

        assert quarter.first_day <= day <= quarter.last_day
        assert day in quarter
        assert day not in quarter.next
        assert quarter.next.previous == quarter
        assert quarter.previous < quarter < quarter.next
        assert Quarter.parse(str(quarter)) == quarter

    def test_its_ends(self):
        assert Quarter(2026, 4).first_day == date(2026, 10, 1)
        assert Quarter(2026, 4).last_day == date(2026, 12, 31)
        assert Quarter(2024, 1).last_day == date(2024, 3, 31)

    @pytest.mark.parametrize(
        "text", ["2026Q5", "2026Q0", "2026q1", "26Q1", "2026Q1 ", "0000Q1", ""]
    )
    def test_another_text_is_no_quarter(self, text):
        with pytest.raises(ValueError, match="不是季度"):
            Quarter.parse(text)


class TestADecision:
    ADULT = condition("is-adult", "3.1.c", met="{age} 岁", unmet="只有 {age} 岁")
    NEAR = condition("is-near", "5.1.5.b", met="近", unmet="远")

    def test_it_is_granted_where_all_hold(self):
        decision = Decision.of(self.ADULT.met_if(True, age=20), self.NEAR.met_if(True))

        assert decision.granted
        assert decision.unmet == ()
        assert [c.reason for c in decision.met] == ["20 岁", "近"]
        Refused.unless(decision)

    def test_a_refusal_names_all_its_grounds_at_once(self):
        decision = Decision.of(self.ADULT.met_if(False, age=7), self.NEAR.met_if(False))

        with pytest.raises(Refused) as refusal:
            Refused.unless(decision)
        assert refusal.value.unmet == decision.unmet
        assert refusal.value.reasons == ("只有 7 岁（3.1.c）", "远（5.1.5.b）")

    def test_a_single_requirement_can_refuse(self):
        assert self.ADULT.refused(age=7).reasons == ("只有 7 岁（3.1.c）",)

    def test_a_met_condition_is_no_ground(self):
        with pytest.raises(AssertionError):
            Refused(self.NEAR.met_if(True))
        with pytest.raises(AssertionError):
            Refused()
