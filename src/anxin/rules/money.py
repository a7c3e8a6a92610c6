"""Money is a whole number of fen; no float and no Decimal enters this package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NewType

from anxin.rules.clauses import cites

Fen = NewType("Fen", int)


@cites("working-rules:spreading")
def spread(amount: Fen, weights: Sequence[int]) -> tuple[Fen, ...]:
    """Divide an amount in proportion to whole weights, in whole fen by largest remainder.

    The parts add up to the amount. Of equal remainders the earlier part is favoured.
    """
    assert amount >= 0
    assert weights
    assert all(weight >= 0 for weight in weights)
    whole = sum(weights)
    assert whole > 0

    floors = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    favoured = set(by_remainder[: amount - sum(floors)])
    return tuple(Fen(floor + (i in favoured)) for i, floor in enumerate(floors))
