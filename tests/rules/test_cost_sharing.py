"""Laws that the split keeps for every bill."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from anxin.rules.cost_sharing import (
    CARD_COLUMNS,
    Bill,
    FundRoom,
    Payer,
    SpecialDisease,
    line_cost,
    share,
    split,
)
from anxin.rules.days import days_by_month
from anxin.rules.money import Fen, spread

fen = st.integers(0, 10**7)
starts = st.dates(date(2019, 3, 18), date(2040, 1, 1))
covers = st.integers(1, 400)


@st.composite
def bills(draw):
    basic, special, civil = draw(fen), draw(st.none() | fen), draw(fen)
    rest = draw(fen)
    return Bill(
        total=Fen(basic + (special or 0) + civil + rest),
        basic_insurance=Fen(basic),
        special_disease=SpecialDisease(
            held=draw(st.booleans()), settled=special, exhausted=draw(st.booleans())
        ),
        civil_assistance=Fen(civil),
        federation_balance=Fen(draw(fen)),
        disorder_project=Fen(draw(fen)),
    )


def months():
    return st.dictionaries(
        st.sampled_from([f"2026-{m:02}" for m in range(1, 13)]), fen.map(Fen), max_size=6
    )


@given(bill=bills())
def test_the_shares_always_add_up_to_the_total_and_the_person_pays_nothing(bill):
    shares = share(bill)

    assert sum(shares.values()) == bill.total
    assert min(shares.values()) >= 0
    assert shares[Payer.PERSON] == 0
    assert list(shares) == list(Payer)


@given(bill=bills())
def test_no_later_payer_pays_what_an_earlier_one_could_have_paid(bill):
    shares = share(bill)

    if shares[Payer.DISORDER_PROJECT] or shares[Payer.PROGRAMME]:
        assert shares[Payer.FEDERATION] == min(bill.federation_balance, bill.total - bill.settled)
    if shares[Payer.PROGRAMME]:
        assert shares[Payer.FEDERATION] == bill.federation_balance
        assert shares[Payer.DISORDER_PROJECT] == bill.disorder_project


@given(bill=bills(), starts_on=starts, days=covers)
def test_the_programme_by_month_adds_up_and_each_month_is_within_a_fen_of_its_part(
    bill, starts_on, days
):
    found = split(bill, fund=FundRoom(cap=None, used={}), starts_on=starts_on, days=days)
    programme = found.shares[Payer.PROGRAMME]

    assert sum(found.programme_by_month.values()) == programme
    for month, covered in days_by_month(starts_on, days).items():
        assert abs(found.programme_by_month[month] * days - programme * covered) < days


@given(bill=bills(), cap=fen, more=fen, used=months())
def test_a_higher_cap_never_blocks_more(bill, cap, more, used):
    def blocked(limit):
        room = FundRoom(cap=Fen(limit), used=used)
        return {
            found.month
            for found in split(bill, fund=room, starts_on=date(2026, 3, 20), days=84).over_cap
        }

    assert blocked(cap + more) <= blocked(cap)


@given(bill=bills(), cap=fen, used=months())
def test_over_is_exactly_what_lies_above_the_cap(bill, cap, used):
    room = FundRoom(cap=Fen(cap), used=used)
    found = split(bill, fund=room, starts_on=date(2026, 3, 20), days=84)

    for month in found.over_cap:
        used_after = used.get(month.month, 0) + found.programme_by_month[month.month]
        assert used_after - month.over == cap
        assert month.over > 0


@given(amount=fen, weights=st.lists(st.integers(1, 31), min_size=1, max_size=14))
def test_spreading_loses_no_fen_and_favours_the_larger_remainder_then_the_earlier(amount, weights):
    parts = spread(Fen(amount), weights)
    whole = sum(weights)
    extras = [part - amount * weight // whole for part, weight in zip(parts, weights, strict=True)]
    remainders = [amount * weight % whole for weight in weights]

    assert sum(parts) == amount
    assert set(extras) <= {0, 1}
    for i, extra in enumerate(extras):
        for j in range(len(weights)):
            if extra == 0 and extras[j] == 1:
                assert (remainders[j], -j) > (remainders[i], -i)


@given(bill=bills())
def test_settled_above_the_total_is_a_bug_of_the_caller(bill):
    assume(bill.settled > 0)
    short = Bill(
        total=Fen(bill.settled - 1),
        basic_insurance=bill.basic_insurance,
        special_disease=bill.special_disease,
        civil_assistance=bill.civil_assistance,
        federation_balance=bill.federation_balance,
        disorder_project=bill.disorder_project,
    )

    with pytest.raises(AssertionError):
        share(short)


def test_what_stands_in_the_way_is_a_decision_with_its_clauses():
    bill = Bill(
        total=Fen(3100),
        basic_insurance=Fen(0),
        special_disease=SpecialDisease(held=True, settled=None, exhausted=False),
        civil_assistance=Fen(0),
        federation_balance=Fen(0),
        disorder_project=Fen(0),
    )
    room = FundRoom(cap=Fen(1000), used={})

    found = split(bill, fund=room, starts_on=date(2026, 12, 1), days=31)

    assert [c.clause for c in found.decision.unmet] == ["5.3.2.b", "5.1.5.e"]
    assert "2026-12" in found.decision.unmet[1].reason


def test_every_payer_but_the_person_has_a_column_on_the_card():
    assert set(CARD_COLUMNS) == set(Payer) - {Payer.PERSON}
    assert all(payer.label for payer in Payer)


def test_a_line_costs_what_the_lot_was_bought_for():
    assert line_cost(quantity=28, unit_price=Fen(150)) == 4200
