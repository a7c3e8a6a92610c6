"""What may be handed over now and what is owed: in whole days, never more than was wanted."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.rules.dosing import HALVES, Amount, Dose
from anxin.rules.partial_supply import divide, last_day_of_the_owed, latest_return
from anxin.rules.prescribing import prescription_is_valid

TODAY = date(2026, 11, 20)
parts = st.integers(0, 12)
doses = st.builds(
    Dose,
    morning=parts,
    noon=parts,
    evening=parts,
    night=parts,
    every_days=st.sampled_from([1, 2, 3, 7]),
).filter(lambda dose: dose.halves > 0)


@pytest.mark.parametrize(
    ("dose", "wanted", "available", "pack", "now"),
    [
        (Dose(morning=2, evening=2), Amount(units=56, days=28), 56, 1, Amount(units=56, days=28)),
        (Dose(morning=2, evening=2), Amount(units=56, days=28), 55, 1, Amount(units=54, days=27)),
        (Dose(morning=2, evening=2), Amount(units=56, days=28), 20, 1, Amount(units=20, days=10)),
        (Dose(night=1), Amount(units=14, days=28), 5, 1, Amount(units=5, days=10)),
        (Dose(night=3), Amount(units=11, days=7), 10, 1, Amount(units=9, days=6)),
        (Dose(night=2, every_days=2), Amount(units=14, days=28), 3, 1, Amount(units=3, days=6)),
        (Dose(night=2), Amount(units=40, days=40), 39, 20, Amount(units=20, days=20)),
        (Dose(night=2), Amount(units=40, days=40), 19, 20, Amount(units=19, days=19)),
        (Dose(night=2), Amount(units=28, days=28), 27, 20, Amount(units=27, days=27)),
        (Dose(morning=4, evening=4), Amount(units=112, days=28), 3, 1, Amount(units=0, days=0)),
        (Dose(night=2), Amount(units=28, days=28), 0, 1, Amount(units=0, days=0)),
        (Dose(injected=2), Amount(units=2, days=28), 1, 1, Amount(units=0, days=0)),
    ],
)
def test_what_may_be_handed_over_now(dose, wanted, available, pack, now):
    shared = divide(dose, wanted=wanted, available=available, pack_units=pack)

    assert shared.now == now
    assert shared.later == Amount(units=wanted.units - now.units, days=wanted.days - now.days)


@given(
    dose=doses,
    days=st.integers(1, 84),
    available=st.integers(0, 2000),
    pack=st.sampled_from([1, 10, 20, 28]),
    whole_packs=st.booleans(),
)
def test_now_and_later_are_what_was_wanted(dose, days, available, pack, whole_packs):
    units = -(-(-(-days // dose.every_days) * dose.halves) // HALVES)
    if whole_packs:
        units = -(-units // pack) * pack
        days = max(days, units * HALVES // dose.halves * dose.every_days)
    wanted = Amount(units=units, days=days)

    shared = divide(dose, wanted=wanted, available=available, pack_units=pack)

    assert shared.now.units + shared.later.units == wanted.units
    assert shared.now.days + shared.later.days == wanted.days
    assert shared.now.units <= available or shared.now == wanted
    assert shared.now.units <= available
    for amount in (shared.now, shared.later):
        assert (amount.units > 0) == (amount.days > 0)
        assert min(amount.units, amount.days) >= 0
    taken = -(-shared.now.days // dose.every_days) * dose.halves
    assert taken <= shared.now.units * HALVES


@given(wanted=st.integers(1, 200), available=st.integers(0, 200), more=st.integers(0, 50))
def test_more_in_the_store_never_gives_less(wanted, available, more):
    dose, amount = Dose(night=2), Amount(units=wanted, days=wanted)

    assert (
        divide(dose, wanted=amount, available=available).now.units
        <= divide(dose, wanted=amount, available=available + more).now.units
    )


def test_the_owed_is_kept_as_long_as_the_prescription_and_not_a_day_longer():
    terms = load().supply_terms(TODAY)

    last = last_day_of_the_owed(written_on=TODAY, terms=terms)

    assert last == date(2026, 11, 22)
    assert prescription_is_valid(written_on=TODAY, terms=terms, on=last)
    assert not prescription_is_valid(written_on=TODAY, terms=terms, on=last + timedelta(days=1))


@pytest.mark.parametrize(
    ("first_end", "valid_until", "latest"),
    [
        (date(2026, 12, 1), date(2026, 11, 22), date(2026, 11, 30)),
        (date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 22)),
        (date(2026, 11, 20), date(2026, 11, 20), date(2026, 11, 21)),
    ],
)
def test_the_last_day_to_come_back_on(first_end, valid_until, latest):
    assert latest_return(first_end=first_end, valid_until=valid_until, on=TODAY) == latest
