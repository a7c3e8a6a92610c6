"""The card's number, its yearly review, and who bears the costs of a lost one."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.cards import CardNumber, falls_on_person, review_due

numbers = st.builds(
    CardNumber,
    town=st.integers(0, 999).map("{:03}".format),
    year=st.integers(0, 99),
    serial=st.integers(1, 9999),
)


def test_the_number_has_the_town_in_it():
    number = CardNumber.make(town_code="500116108", serial=7, on=date(2026, 11, 22))

    assert str(number).startswith("108-26-0007")
    assert CardNumber.parse(str(number)) == number


@given(number=numbers)
def test_what_is_printed_is_read_back(number):
    assert CardNumber.parse(str(number)) == number
    assert CardNumber.parse(str(number).replace("-", "")) == number


@given(number=numbers, place=st.integers(0, 9), digit=st.sampled_from("0123456789"))
def test_one_wrong_digit_is_always_found(number, place, digit):
    plain = str(number).replace("-", "")
    wrong = plain[:place] + digit + plain[place + 1 :]

    assert (CardNumber.parse(wrong) is None) == (wrong != plain)


@pytest.mark.parametrize("text", ["", "108-26-00071", "1082600", "abc", "１０８２６０００７１"])
def test_another_text_is_no_number(text):
    parsed = CardNumber.parse(text)

    assert parsed is None or str(parsed) == text


@pytest.mark.parametrize(
    ("lost_on", "reported_on", "on", "expected"),
    [
        (None, None, 10, False),
        (5, None, 4, False),
        (5, None, 5, True),
        (5, None, 30, True),
        (5, 8, 8, True),
        (5, 8, 9, False),
    ],
)
def test_costs_on_the_lost_card_while_it_was_lost_fall_on_the_person(
    lost_on, reported_on, on, expected
):
    def day(number):
        return None if number is None else date(2026, 11, number)

    assert (
        falls_on_person(lost_on=day(lost_on), reported_on=day(reported_on), on=day(on)) == expected
    )


def test_entitlement_is_reviewed_once_a_year():
    assert review_due(last_reviewed_on=date(2024, 2, 29), months=12) == date(2025, 2, 28)
