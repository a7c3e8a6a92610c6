"""A doctor's class against the risk level of the day (working-rules:stability)."""

from __future__ import annotations

import pytest

from anxin.rules.stability import Stability, examine_stability, least_stability

STABLE, FAIRLY, UNSTABLE = Stability


@pytest.mark.parametrize(
    ("stability", "levels"),
    [(STABLE, {0}), (FAIRLY, {0, 1, 2}), (UNSTABLE, {0, 1, 2, 3, 4, 5})],
)
def test_each_class_fits_its_levels_and_no_others(stability, levels):
    fits = {n for n in range(6) if examine_stability(stability, risk_level=n)[0].met}
    assert fits == levels


def test_nobody_has_to_say():
    assert examine_stability(None, risk_level=5) == ()


def test_the_level_alone_tells_what_it_can_and_level_0_nothing():
    assert [least_stability(n) for n in range(6)] == [None, FAIRLY, FAIRLY, *[UNSTABLE] * 3]
