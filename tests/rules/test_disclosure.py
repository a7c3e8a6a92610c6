"""A count never points at somebody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.disclosure import hide_small, tell


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ([0, 12, 30], [0, 12, 30]),
        ([4, 12, 30], [None, None, 30]),
        ([5, 12, 30], [5, 12, 30]),
        ([1, 2, 30], [None, None, 30]),
        ([3], [None]),
        ([0, 2, 0], [None, None, 0]),
        ([], []),
    ],
)
def test_small_counts_are_hidden_and_never_one_alone(counts, told) -> None:
    assert hide_small(counts) == told


@given(st.lists(st.integers(0, 40), max_size=12))
def test_no_hidden_count_can_be_found_by_subtraction(counts: list[int]) -> None:
    told = hide_small(counts)
    hidden = [count for count, shown in zip(counts, told, strict=True) if shown is None]
    assert all(shown is None or shown == 0 or shown >= 5 for shown in told)
    assert len(hidden) != 1 or len(counts) == 1


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, None), (4, None), (5, 5)])
def test_a_small_total_is_not_told_either(count, told) -> None:
    assert tell(count) == told
