"""Who may have a clinic day's sheet made, and the password of a download."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.pack_columns import MOST_LINES, Part, by_hand, columns
from anxin.rules.packs import SIGNS, may_ask_pack, password_of

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("ahead", "works", "unmet"),
    [
        (0, True, []),
        (7, True, []),
        (8, True, ["pack-day-is-near"]),
        (-1, True, ["pack-day-is-near"]),
        (3, False, ["pack-asker-works-there"]),
        (9, False, ["pack-day-is-near", "pack-asker-works-there"]),
    ],
)
def test_it_is_made_for_a_near_day_by_who_works_there(ahead, works, unmet):
    found = may_ask_pack(TODAY + timedelta(days=ahead), works_there=works, days=7, on=TODAY)

    assert [one.code for one in found.unmet] == unmet


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_a_password_is_read_out_and_another_secret_has_another(one, other):
    groups = password_of(one).split("-")

    assert [len(group) for group in groups] == [5, 5, 5, 5]
    assert set("".join(groups)) <= set(SIGNS)
    low = (1 << 100) - 1
    same = int.from_bytes(one, "big") & low == int.from_bytes(other, "big") & low
    assert (password_of(one) == password_of(other)) is same


def test_every_column_has_a_head_of_its_own():
    heads = columns()

    assert len(set(heads.values())) == len(heads) == len(Part) + 10 * MOST_LINES
    assert set(by_hand()) < set(heads)
