"""When a sign-in is let through to be examined, and who needs a second factor (decision 0008).

Not from the notice: the district's security rules (T30, T55). Pure, so that the schedule can be read and tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

# From one address, on one account: the fifth failure begins to cost time.
PAIR_WAITS: tuple[tuple[int, timedelta], ...] = (
    (5, timedelta(minutes=1)),
    (6, timedelta(minutes=5)),
    (7, timedelta(minutes=15)),
    (8, timedelta(hours=1)),
    (9, timedelta(hours=24)),
)
# On one account from addresses it never came from; one address counts five at most, so that a
# single attacker locks nobody out of their own desk.
ACCOUNT_WAITS: tuple[tuple[int, timedelta], ...] = ((10, timedelta(hours=24)),)
# From one address, on whatever accounts it has never signed in to.
ADDRESS_WAITS: tuple[tuple[int, timedelta], ...] = (
    (10, timedelta(minutes=15)),
    (11, timedelta(hours=1)),
    (12, timedelta(hours=24)),
)
HALF_OPEN_LASTS = timedelta(minutes=5)
"""Between password and second factor."""
RECOVERY_CODES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What failed in the last day and was not made good since: how often, and when last."""

    pair: int = 0
    pair_last: datetime | None = None
    spread: int = 0
    spread_last: datetime | None = None
    of_address: int = 0
    address_last: datetime | None = None
    known: bool = False
    """The account has signed in from this address within thirty days."""


def _until(
    waits: tuple[tuple[int, timedelta], ...], failures: int, last: datetime | None
) -> datetime | None:
    due = [wait for least, wait in waits if failures >= least]
    return last + due[-1] if due and last is not None else None


def free_again(tally: Tally, *, at: datetime) -> datetime | None:
    """Return from when a try is examined again; None: at once.

    What was tried elsewhere does not hold up somebody at an address they have come from before.
    """
    ends = [_until(PAIR_WAITS, tally.pair, tally.pair_last)]
    if not tally.known:
        ends.append(_until(ACCOUNT_WAITS, tally.spread, tally.spread_last))
        ends.append(_until(ADDRESS_WAITS, tally.of_address, tally.address_last))
    later = [end for end in ends if end is not None and end > at]
    return max(later, default=None)


def is_locked(failures: int) -> bool:
    """Say whether so many failures from one address stop an account there: what lists show."""
    return failures >= PAIR_WAITS[0][0]


def needs_factor(*, required: bool, demonstration: bool, username: str) -> bool:
    """Say whether an account must have a second factor.

    All must, but the accounts that a demonstration offers on its sign-in page.
    """
    return required and not (demonstration and username.startswith("demo-"))
