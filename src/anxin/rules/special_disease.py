"""What a special-disease card still brings in a year, and when it is used up: 五（三）2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from anxin.rules.clauses import cites
from anxin.rules.cost_sharing import SpecialDisease
from anxin.rules.money import Fen


@cites("5.3.2.b", "working-rules:special-disease-forecast")
@dataclass(frozen=True, slots=True, kw_only=True)
class YearsQuota:
    """The special-disease money of one year, as the settlements brought along tell it.

    ``limit`` is empty while it is 待定. ``days`` are the days that the settled prescriptions
    cover; ``since`` is the day of the year's first settlement.
    """

    held: bool
    limit: Fen | None
    reimbursed: Fen
    days: int
    since: date | None
    exhausted: bool

    @property
    def left(self) -> Fen | None:
        """Return what is left of the year; None where nobody can know."""
        if not self.held or self.exhausted:
            return Fen(0)
        return None if self.limit is None else Fen(max(0, self.limit - self.reimbursed))

    @property
    def used_up_on(self) -> date | None:
        """Return the day on which it is used up at the pace so far; None: not this year, or unknown.

        The pace is what was reimbursed for each day covered, so that a supply of twelve weeks
        settled at once counts like three of four weeks.
        """
        if self.exhausted or self.limit is None or self.since is None or not self.reimbursed:
            return None
        lasts = self.limit * self.days // self.reimbursed
        day = self.since + timedelta(days=min(lasts, 366))
        return day if day.year == self.since.year else None

    @property
    def at_least(self) -> SpecialDisease:
        """Return the settlement of a plan as if insurance paid nothing more."""
        return SpecialDisease(held=self.held, settled=Fen(0), exhausted=self.exhausted)

    def at_most(self, total: Fen) -> SpecialDisease:
        """Return the settlement of a plan as if insurance paid all that it still can."""
        settled = total if self.left is None else min(total, self.left)
        return SpecialDisease(held=self.held, settled=Fen(settled), exhausted=self.exhausted)
