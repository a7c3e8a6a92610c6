"""Where the rows of annex 5 stand: pages 2 to 12 of the paper card, so many rows each."""

from __future__ import annotations

from typing import NamedTuple

from anxin.rules.clauses import cites
from anxin.rules.decisions import condition

FIRST_PAGE, LAST_PAGE = 2, 12
ROWS_A_PAGE = 8

CARD_HAS_ROOM = condition(
    "card-has-room",
    "A5",
    met="救助卡还有空行",
    unmet="救助卡第二至第十二页已经没有足够的空行，请先换发新卡",
)
ROW_IS_FREE = condition(
    "card-row-is-free",
    "A5",
    met="要打印的行都空着",
    unmet="第 {page} 页第 {row} 行已经打印了 {day} 的领药，可能刚由另一位同事打印；请从下一个空行开始",
)


class Spot(NamedTuple):
    """A row of a page."""

    page: int
    row: int


@cites("A5")
def spots_from(start: Spot, count: int) -> list[Spot]:
    """Return as many rows as asked, from a row on; refused where the card ends before."""
    first = (start.page - FIRST_PAGE) * ROWS_A_PAGE + start.row - 1
    if first + count > (LAST_PAGE - FIRST_PAGE + 1) * ROWS_A_PAGE:
        raise CARD_HAS_ROOM.refused()
    return [
        Spot(FIRST_PAGE + place // ROWS_A_PAGE, place % ROWS_A_PAGE + 1)
        for place in range(first, first + count)
    ]


def after(last: Spot | None) -> Spot:
    """Return the row after the last one that was printed; the first row of an unused card.

    After the last row of the last page this is a row past the end, which ``spots_from`` refuses.
    """
    if last is None:
        return Spot(FIRST_PAGE, 1)
    if last.row < ROWS_A_PAGE:
        return Spot(last.page, last.row + 1)
    return Spot(last.page + 1, 1)
