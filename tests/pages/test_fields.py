"""Fields take what people type and answer in the field's own words."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from anxin.pages.forms import (
    DayField,
    IdentityNumberField,
    LineSet,
    YuanField,
    line_set,
    one_line_more,
)


class TestYuan:
    @pytest.mark.parametrize(
        ("typed", "fen"),
        [
            ("12.50", 1250),
            ("12.5", 1250),
            ("12", 1200),
            ("0.05", 5),
            ("1,234.56", 123456),
            ("1，234", 123400),
            ("¥8", 800),
            (" 7 ", 700),
            ("0", 0),
        ],
    )
    def test_yuan_typed_become_whole_fen(self, typed: str, fen: int) -> None:
        assert YuanField().clean(typed) == fen

    @pytest.mark.parametrize("typed", ["1.234", "abc", "1.", ".5", "１２", "1e3", "--1", "12元元"])
    def test_what_is_no_amount_is_told_with_an_example(self, typed: str) -> None:
        with pytest.raises(forms.ValidationError, match=r"例如 12\.50"):
            YuanField().clean(typed)

    def test_less_than_nothing_and_too_much_are_told_apart(self) -> None:
        with pytest.raises(forms.ValidationError, match="不能小于 0"):
            YuanField().clean("-1")
        with pytest.raises(forms.ValidationError, match="金额过大"):
            YuanField().clean("12345678901")

    def test_nothing_typed_is_none_where_it_may_be(self) -> None:
        assert YuanField(required=False).clean("") is None

    def test_an_amount_kept_is_shown_again_in_yuan(self) -> None:
        class Form(forms.Form):
            amount = YuanField()

        assert 'value="12.50"' in str(Form(initial={"amount": 1250})["amount"])
        assert 'value="12.5"' in str(Form({"amount": "12.5"})["amount"])


class TestDay:
    @pytest.mark.parametrize(
        "typed",
        [
            *("2026-11-22", "2026/11/22", "2026.11.22", "2026年11月22日", "20261122"),
            *("２０２６１１２２", " 2026 年 11 月 22 日 "),
        ],
    )
    def test_a_day_is_taken_in_the_ways_it_is_written(self, typed: str) -> None:
        assert DayField().clean(typed) == date(2026, 11, 22)

    def test_a_day_that_does_not_exist_is_told_with_an_example(self) -> None:
        with pytest.raises(forms.ValidationError, match="例如 2026-11-22"):
            DayField().clean("2026-02-30")

    def test_it_is_typed_in_a_plain_box_whatever_the_system_speaks(self) -> None:
        class Form(forms.Form):
            on = DayField()

        html = str(Form(initial={"on": date(2026, 11, 22)})["on"])
        assert 'type="text"' in html
        assert 'inputmode="numeric"' in html
        assert 'value="2026-11-22"' in html


class Line(forms.Form):
    name = forms.CharField()


class TestLines:
    def sent(self, *names: str) -> LineSet:
        data = {"line-TOTAL_FORMS": str(len(names)), "line-INITIAL_FORMS": "0"}
        data |= {f"line-{n}-name": name for n, name in enumerate(names)}
        return line_set(Line, data, prefix="line", most=3, more={})

    def test_there_is_one_to_begin_with(self) -> None:
        assert len(line_set(Line, None, prefix="line", most=3, more={}).forms) == 1

    def test_lines_left_empty_are_left_out(self) -> None:
        lines = self.sent("甲", "", "乙")
        assert lines.is_valid()
        assert [line.has_changed() for line in lines.forms] == [True, False, True]

    def test_one_more_keeps_what_was_typed_and_judges_nothing(self) -> None:
        more = one_line_more(self.sent("甲"))
        assert not more.is_bound
        assert [line["name"].value() for line in more.forms] == ["甲", None]
        assert "autofocus" in str(more.forms[1]["name"])

    def test_there_are_never_more_than_the_most(self) -> None:
        assert len(one_line_more(self.sent("甲", "乙", "丙")).forms) == 3


class TestIdentityNumber:
    field = IdentityNumberField(on=lambda: date(2026, 11, 22))

    def test_a_valid_number_comes_back_in_its_one_spelling(self) -> None:
        assert self.field.clean(" 00000019900307009x ") == "00000019900307009X"

    def test_a_wrong_checksum_is_told_at_the_field(self) -> None:
        with pytest.raises(forms.ValidationError):
            self.field.clean("000000199003070011")
