"""Count tries in the database, and let none through that comes too soon (T30, T55)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from anxin.organisations.signing.calls import rows, sealed, value
from anxin.rules.signing_in import Tally, free_again

SIGN_IN, OWN = "sign-in", "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where somebody tries to get in: as which account, from which address.

    The step ``own`` is the password asked again of who is signed in: the dispenser's signature, one's own account.
    """

    username: str
    address: str = ""
    step: str = SIGN_IN

    def shut_until(self, *, at: datetime) -> datetime | None:
        """Return from when a try is examined again, None: now. Others on this account wait till the
        transaction ends, so that a thousand at once are counted one by one."""
        [found] = rows("tally", self.username, self.step, self.address)
        pair, pair_last, spread, spread_last, of_address, address_last, known = found
        tally = Tally(
            pair=pair,
            pair_last=pair_last,
            spread=spread,
            spread_last=spread_last,
            of_address=of_address,
            address_last=address_last,
            known=known,
        )
        return free_again(tally, at=at)

    def failed(self) -> None:
        """Count a failure. The answer must be a 422: with any other the count is undone."""
        self._note("failed")

    def entered(self) -> None:
        """Count a way in; what failed before it from this address is made good."""
        self._note("in")

    def _note(self, outcome: str) -> None:
        told = (self.username, self.step, self.address, outcome)
        value("note_attempt", *told, sealed("attempt", *told))


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSignIn:
    """The sign-in before this one, and how many tries failed since."""

    at: datetime
    address: str
    failed: int


def last_sign_in(staff_id: UUID) -> LastSignIn | None:
    """Return the last sign-in so far; None: there was none."""
    found = rows("last_sign_in", staff_id, sealed("last", staff_id))
    return LastSignIn(at=found[0][0], address=found[0][1], failed=found[0][2]) if found else None
