"""What counts may be told to those who may not know people (7.2.d)."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.rules.clauses import cites

SMALLEST_TOLD = 5


@cites("7.2.d")
def hide_small(counts: Sequence[int], *, smallest: int = SMALLEST_TOLD) -> list[int | None]:
    """Replace counts so small that they point at somebody by None; nought is told.

    One hidden count alone could be found by subtracting the others from the total, so the next
    smallest is hidden with it.
    """
    hidden = {i for i, count in enumerate(counts) if 0 < count < smallest}
    told = [i for i, count in enumerate(counts) if count >= smallest]
    if len(hidden) == 1 and told:
        hidden.add(min(told, key=lambda i: counts[i]))
    return [None if i in hidden else count for i, count in enumerate(counts)]
