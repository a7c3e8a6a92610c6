"""What is kept of a trial, and what of it may be told to who may not know people (7.2.d, 7.4)."""

from __future__ import annotations

from collections.abc import Mapping

from anxin.rules.clauses import cites
from anxin.rules.disclosure import SMALLEST_TOLD, hide_small, tell
from anxin.rules.what_if import Criterion, Month, Picture, Tried

Totals = dict[str, int | None]
"""Numbers by name, flat: there is no place for a word or a list of anybody."""

MOVES = ("coming", "leaving", "leaving_line")
SIDES = ("now", "then")
PICTURE = ("served", "admitted", "waiting", "estimated")


@cites("7.4")
def totals_of(tried: Tried) -> Totals:
    """Return a trial as flat numbers; None is what can't be estimated."""
    found: Totals = {"people": tried.people, "lapsed": tried.lapsed, "known": tried.known}
    for move in MOVES:
        moved: Mapping[Criterion, int] = getattr(tried, move)
        found |= {f"{move}.{one}": moved.get(one, 0) for one in Criterion}
    for side in SIDES:
        found |= _side(side, getattr(tried, side))
    return found


def _side(side: str, picture: Picture) -> Totals:
    found: Totals = {f"{side}.{name}": getattr(picture, name) for name in PICTURE}
    month: Month | None = picture.month
    found[f"{side}.over_people"] = month.over_people if month else None
    found[f"{side}.cost"] = month.total if month else None
    if month:
        found |= {f"{side}.cost.{name}": fen for name, fen in month.shares.items()}
    return found


@cites("7.2.d")
def told_of(totals: Mapping[str, int | None], *, smallest: int = SMALLEST_TOLD) -> Totals:
    """Return the totals with everything hidden that points at few people.

    Where few move, the two pictures lie so near that their difference would tell what is hidden:
    the second then goes as a whole. Money of few people goes with them.
    """
    told: Totals = dict(totals)
    for move in MOVES:
        names = [f"{move}.{one}" for one in Criterion]
        told |= zip(
            names, hide_small([totals[name] or 0 for name in names], smallest=smallest), strict=True
        )
    few = any(told[f"{move}.{one}"] is None for move in MOVES for one in Criterion)
    for name in ("people", "lapsed", "known", *(f"{side}.{x}" for side in SIDES for x in PICTURE)):
        told[name] = tell(totals[name] or 0, smallest=smallest)
    for side in SIDES:
        told |= _told_money(totals, side, smallest=smallest)
    hidden = [name for name in told if name.startswith("then.")] if few else []
    return told | dict.fromkeys(hidden)


def _told_money(totals: Mapping[str, int | None], side: str, *, smallest: int) -> Totals:
    """Hide a side's money where it stands on few people, or where few are above the cap."""
    over = totals[f"{side}.over_people"]
    money = [name for name in totals if name.startswith((f"{side}.cost", f"{side}.over_people"))]
    few = (totals["known"] or 0) < smallest or 0 < (over or 0) < smallest
    return dict.fromkeys(money) if few else {}
