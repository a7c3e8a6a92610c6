"""A cheaper product of the same medicine: exactly the same dose, or not offered (2.2)."""

from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.dosing import Dose, micrograms_a_day
from anxin.rules.equal_products import Offered, cheaper_products, equal_dose
from anxin.rules.money import Fen


def offered(
    code: str = "10mg", strength: int = 10_000, price: int = 178, *, of: str = "a3-08-1"
) -> Offered:
    return Offered(code=code, catalogue_id=of, strength=strength, unit="片", unit_price=Fen(price))


TEN = offered()
ONE_AT_NIGHT = Dose(night=2)


def test_two_tablets_of_half_the_strength_where_they_cost_less():
    (one,) = cheaper_products(
        ONE_AT_NIGHT, chosen=TEN, offered=[TEN, offered("5mg", 5_000, price=80)]
    )

    assert (one.product.code, one.dose, one.saves_permille) == ("5mg", Dose(night=4), 101)


def test_at_the_same_price_nothing_is_said_and_a_fen_less_is():
    same = offered("5mg", 5_000, price=89)

    assert cheaper_products(ONE_AT_NIGHT, chosen=TEN, offered=[same]) == []
    assert cheaper_products(ONE_AT_NIGHT, chosen=TEN, offered=[offered("5mg", 5_000, price=88)])


def test_the_cheapest_comes_first():
    found = cheaper_products(
        ONE_AT_NIGHT,
        chosen=TEN,
        offered=[offered("5mg", 5_000, 80), offered("10mg-7", 10_000, 100)],
    )

    assert [one.product.code for one in found] == ["10mg-7", "5mg"]


def test_another_medicine_of_the_substance_is_not_equal():
    slow = offered("slow", 10_000, price=1, of="a3-19-1")

    assert cheaper_products(ONE_AT_NIGHT, chosen=TEN, offered=[slow]) == []


def test_a_dose_that_can_not_be_made_exactly_is_not_offered():
    three = offered("3mg", 3_000, price=1)

    assert equal_dose(ONE_AT_NIGHT, strength=10_000, other=three) is None
    assert cheaper_products(ONE_AT_NIGHT, chosen=TEN, offered=[three]) == []


def test_tablets_are_halved_and_nothing_else_is():
    half = Dose(night=1)
    tablet = offered("20mg", 20_000)
    capsule = Offered(code="c", catalogue_id="x", strength=20_000, unit="粒", unit_price=Fen(1))

    assert equal_dose(ONE_AT_NIGHT, strength=10_000, other=tablet) == half
    assert equal_dose(ONE_AT_NIGHT, strength=10_000, other=capsule) is None


doses = st.builds(
    Dose,
    morning=st.integers(0, 8),
    night=st.integers(1, 8),
    every_days=st.sampled_from([1, 2, 7]),
)
strengths = st.sampled_from([1_000, 2_000, 2_500, 3_000, 5_000, 10_000, 25_000])


@given(dose=doses, strength=strengths, other=strengths, price=st.integers(1, 500))
def test_what_is_offered_is_the_same_dose_for_less(dose, strength, other, price):
    chosen = offered("chosen", strength, 200)
    for one in cheaper_products(dose, chosen=chosen, offered=[offered("other", other, price)]):
        assert micrograms_a_day(one.dose, strength=other) == micrograms_a_day(
            dose, strength=strength
        )
        assert one.dose.halves * price < dose.halves * 200
        assert 0 < one.saves_permille < 1000
