"""How the programme goes, in counts and sums, for duties that see nobody in it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from anxin.rules.cost_sharing import Payer
from anxin.rules.disclosure import hide_small, tell


@dataclass(frozen=True, slots=True, kw_only=True)
class TownTotal:
    """A town's people; None where the count is too small to be told."""

    town: str
    active: int | None
    suspended: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The district's people today, and the year's pick-ups and who paid for them.

    None where a count of people is too small to be told.
    """

    year: int
    active: int | None
    suspended: int | None
    towns: list[TownTotal]
    people_served: int | None
    pickups: int
    paid: list[tuple[str, int]]
    total: int


def totals(year: int) -> Totals:
    """Return the totals; all are nought for a duty that may not know them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT town, active, suspended FROM security.totals_by_town()")
        towns = cursor.fetchall()
        cursor.execute("SELECT * FROM security.totals_of_year(%s)", [year])
        people, pickups, *sums = cursor.fetchone() or (0, 0, *(0 for _ in Payer))
    names, active, suspended = zip(*towns, strict=True) if towns else ((), (), ())
    return Totals(
        year=year,
        active=tell(sum(active)),
        suspended=tell(sum(suspended)),
        towns=[
            TownTotal(town=town, active=a, suspended=s)
            for town, a, s in zip(names, hide_small(active), hide_small(suspended), strict=True)
        ],
        people_served=tell(people),
        pickups=pickups,
        paid=[(payer.label, fen) for payer, fen in zip(Payer, sums, strict=True)],
        total=sum(sums),
    )
