"""Doses: what they add up to, and how the label says them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.dosing import (
    HALVES,
    Amount,
    Dose,
    amount_for,
    directions,
    examine,
    in_plain_words,
    micrograms_a_day,
)

parts = st.integers(0, 12)
doses = st.builds(
    Dose,
    morning=parts,
    noon=parts,
    evening=parts,
    night=parts,
    every_days=st.sampled_from([1, 2, 3, 7, 14, 28]),
).filter(lambda dose: dose.halves > 0)


def intakes(dose: Dose, days: int) -> int:
    """Count the days on which it is taken, one by one."""
    return sum(day % dose.every_days == 0 for day in range(days))


@pytest.mark.parametrize(
    ("dose", "days", "pack", "expected"),
    [
        (Dose(morning=2, evening=2), 28, 1, Amount(units=56, days=28)),
        (Dose(night=1), 28, 1, Amount(units=14, days=28)),
        (Dose(night=1), 27, 1, Amount(units=14, days=27)),
        (Dose(night=3), 7, 1, Amount(units=11, days=7)),
        (Dose(night=2, every_days=2), 28, 1, Amount(units=14, days=28)),
        (Dose(night=2, every_days=2), 27, 1, Amount(units=14, days=27)),
        (Dose(night=2, every_days=7), 28, 1, Amount(units=4, days=28)),
        (Dose(night=2), 28, 14, Amount(units=28, days=28)),
        (Dose(night=2), 28, 20, Amount(units=40, days=40)),
        (Dose(morning=2, night=2), 28, 20, Amount(units=60, days=30)),
        (Dose(night=2, every_days=2), 28, 20, Amount(units=20, days=40)),
        (Dose(), 28, 1, Amount(units=0, days=28)),
    ],
)
def test_units_and_the_days_that_they_cover(dose, days, pack, expected):
    assert amount_for(dose, days=days, pack_units=pack) == expected


def test_an_injection_is_its_units_for_its_interval():
    dose = Dose(injected=2)

    assert amount_for(dose, days=28, pack_units=10, clinic_days=28) == Amount(units=2, days=28)


@given(dose=doses, days=st.integers(1, 100))
def test_what_is_handed_out_is_enough_and_not_one_unit_more(dose, days):
    amount = amount_for(dose, days=days)
    needed = intakes(dose, days) * dose.halves

    assert needed <= amount.units * HALVES <= needed + 1
    assert amount.days == days


@given(dose=doses, days=st.integers(1, 100), pack=st.integers(2, 100))
def test_whole_packs_cover_what_was_asked_and_end_where_the_last_unit_does(dose, days, pack):
    amount = amount_for(dose, days=days, pack_units=pack)

    assert amount.units % pack == 0
    assert amount.days >= days
    assert intakes(dose, amount.days) * dose.halves <= amount.units * HALVES
    if amount.days > days:
        assert intakes(dose, amount.days + 1) * dose.halves > amount.units * HALVES


@pytest.mark.parametrize(
    ("dose", "unit", "note", "expected"),
    [
        (Dose(night=2), "片", "", "睡前1片"),
        (Dose(morning=1, night=3), "片", "饭后服", "早半片、睡前1片半，饭后服"),
        (Dose(morning=2, noon=2, evening=4), "片", "", "早1片、中1片、晚2片"),
        (Dose(night=2, every_days=2), "片", "", "隔日一次，睡前1片"),
        (Dose(night=2, every_days=3), "片", "", "每3天一次，睡前1片"),
        (Dose(morning=2, every_days=7), "片", "", "每周一次，早1片"),
        (Dose(morning=2, every_days=28), "片", "", "每4周一次，早1片"),
        (Dose(injected=2), "支", "", "门诊注射2支"),
    ],
)
def test_directions_as_the_label_says_them(dose, unit, note, expected):
    assert directions(dose, unit=unit, note=note) == expected


@pytest.mark.parametrize(
    ("dose", "unit", "taken_home", "unmet"),
    [
        (Dose(night=1), "片", True, []),
        (Dose(), "片", True, ["dose-is-taken"]),
        (Dose(night=2, injected=1), "片", True, ["dose-is-not-injected"]),
        (Dose(night=1), "粒", True, ["dose-is-whole"]),
        (Dose(night=2), "粒", True, []),
        (Dose(injected=1), "支", False, []),
        (Dose(), "支", False, ["dose-is-injected"]),
        (Dose(night=2, injected=1), "支", False, ["dose-is-injected"]),
    ],
)
def test_a_dose_fits_its_product(dose, unit, taken_home, unmet):
    found = examine(dose, drug="奥氮平", unit=unit, taken_home=taken_home)

    assert [one.code for one in found if not one.met] == unmet


@pytest.mark.parametrize(
    ("dose", "clinic_days", "expected"),
    [
        (Dose(morning=2, night=3), None, 12_500),
        (Dose(night=2, every_days=2), None, 2_500),
        (Dose(injected=1), 28, 178),
        (Dose(injected=2), 1, 10_000),
    ],
)
def test_an_average_day_in_micrograms(dose, clinic_days, expected):
    assert micrograms_a_day(dose, strength=5_000, clinic_days=clinic_days) == expected


@pytest.mark.parametrize(
    ("dose", "said"),
    [
        (Dose(morning=1, evening=2), "早上半片、晚上1片"),
        (Dose(noon=3, night=4), "中午1片半、睡前2片"),
        (Dose(night=2, every_days=2), "隔日一次，睡前1片"),
        (Dose(night=2, every_days=7), "每周一次，睡前1片"),
        (Dose(injected=1), ""),
    ],
)
def test_when_how_much_is_taken_in_plain_words(dose, said):
    assert in_plain_words(dose, unit="片") == said
