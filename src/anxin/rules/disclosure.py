"""What counts may be told to those who may not know people (7.2.d)."""

from __future__ import annotations

from collections.abc import Sequence

from anxin.rules.clauses import cites

SMALLEST_TOLD = 5


@cites("7.2.d")
def hide_small(counts: Sequence[int], *, smallest: int = SMALLEST_TOLD) -> list[int | None]:
    """Replace counts so small that they point at somebody by None; nought is told.

    One hidden count alone could be found by subtracting the others from the total, so the next
    smallest is hidden with it, a nought where there is nothing else.
    """
    hidden = {i for i, count in enumerate(counts) if 0 < count < smallest}
    others = [i for i in range(len(counts)) if i not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda i: (counts[i] == 0, counts[i])))
    return [None if i in hidden else count for i, count in enumerate(counts)]


def tell(count: int, *, smallest: int = SMALLEST_TOLD) -> int | None:
    """Return a count that stands alone, or None where it is so small that it points at somebody."""
    return None if 0 < count < smallest else count


@cites("7.2.d")
def hide_small_rows(
    rows: Sequence[Sequence[int]], *, smallest: int = SMALLEST_TOLD
) -> list[Sequence[int] | None]:
    """Replace a row by None where any of its counts points at somebody.

    The counts of a row add up to something that is told with it, so a row is hidden whole. One
    hidden row alone could be found by subtraction from the totals: the smallest other row that
    counts anybody goes with it, an empty one where there is no such row.
    """
    hidden = {i for i, row in enumerate(rows) if any(0 < count < smallest for count in row)}
    others = [i for i in range(len(rows)) if i not in hidden]
    if len(hidden) == 1 and others:
        hidden.add(min(others, key=lambda i: (sum(rows[i]) == 0, sum(rows[i]))))
    return [None if i in hidden else row for i, row in enumerate(rows)]
