"""What a doctor could do instead of a plan that goes over the monthly cap (5.1.5.e)."""

from __future__ import annotations

from anxin.clinics.plans import Planned
from anxin.dispensing.estimate import Behind, estimate
from anxin.dispensing.prices import Prices
from anxin.rules.clauses import cites


@cites("5.1.5.e", "working-rules:cost-before-signing")
def most_days_that_fit(planned: Planned, *, prices: Prices, behind: Behind) -> int | None:
    """Return the most days for which the same medicines stay within the cap; None: not for one day.

    Injections keep their interval. Days are tried one by one from the longest: whole packs and lots
    at different prices do not get dearer evenly.
    """
    longest = max(line.days for line in planned.lines)
    for days in range(longest - 1, 0, -1):
        lines = [line.lasting(days) for line in planned.lines]
        if estimate(lines, prices=prices, behind=behind).fits:
            return days
    return None
