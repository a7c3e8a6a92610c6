"""The programme card of annex 5: its number, its stages, and who bears the loss."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from anxin.rules.clauses import cites, record_citation
from anxin.rules.days import add_months
from anxin.rules.transitions import Transitions

_NUMBER = re.compile(r"([0-9]{3})([0-9]{2})([0-9]{4})([0-9])")
_LAST_SERIAL = 9999


class CardStage(StrEnum):
    """Whether the card can be used."""

    ISSUED = "issued"
    LOST = "lost"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


class CardMove(StrEnum):
    """What happens to a card. A lost card never comes back; it is replaced."""

    REPORT_LOSS = "report_loss"
    REPLACE = "replace"
    CANCEL = "cancel"


_S, _M = CardStage, CardMove

CARD: Transitions[CardStage, CardMove] = Transitions(
    noun="救助卡",
    start=_S.ISSUED,
    stages={
        _S.ISSUED: "有效",
        _S.LOST: "已挂失",
        _S.REPLACED: "已换新卡",
        _S.CANCELLED: "已注销",
    },
    acts={_M.REPORT_LOSS: "挂失", _M.REPLACE: "换发", _M.CANCEL: "注销"},
    moves={
        (_S.ISSUED, _M.REPORT_LOSS): _S.LOST,
        (_S.ISSUED, _M.REPLACE): _S.REPLACED,
        (_S.ISSUED, _M.CANCEL): _S.CANCELLED,
        (_S.LOST, _M.REPLACE): _S.REPLACED,
        (_S.LOST, _M.CANCEL): _S.CANCELLED,
    },
)

record_citation("A5.n4", "table CARD")
record_citation("A5.n3", "table CARD")


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNumber:
    """A card's number: town (3), year (2), serial (4), check digit (1)."""

    town: str
    year: int
    serial: int

    def __post_init__(self) -> None:
        assert re.fullmatch(r"[0-9]{3}", self.town)
        assert 0 <= self.year <= 99
        assert 1 <= self.serial <= _LAST_SERIAL

    @classmethod
    @cites("A5", "working-rules:card-number")
    def make(cls, *, town_code: str, serial: int, on: date) -> CardNumber:
        """Number a card issued on a day in a town; the serial runs per town and year."""
        return cls(town=town_code[-3:], year=on.year % 100, serial=serial)

    @classmethod
    def parse(cls, text: str) -> CardNumber | None:
        """Read a number, blanks and hyphens aside; nothing where it is mistyped."""
        found = _NUMBER.fullmatch(text.replace("-", "").replace(" ", ""))
        if not found or int(found[3]) == 0:
            return None
        number = cls(town=found[1], year=int(found[2]), serial=int(found[3]))
        return number if number.check == found[4] else None

    @property
    def digits(self) -> str:
        """Return the nine digits without the check digit."""
        return f"{self.town}{self.year:02}{self.serial:04}"

    @property
    def check(self) -> str:
        """Return the check digit (ISO 7064 MOD 11,10): it finds one wrong digit or a swap."""
        carry = 10
        for digit in self.digits:
            carry = (carry + int(digit)) % 10 or 10
            carry = carry * 2 % 11
        return str((11 - carry) % 10)

    def __str__(self) -> str:
        return f"{self.town}-{self.year:02}-{self.serial:04}{self.check}"


@cites("A5.n4")
def falls_on_person(*, lost_on: date | None, reported_on: date | None, on: date) -> bool:
    """Say whether a cost run up with a card falls on the person, never on the fund.

    That is so from the day the card was lost until it is dead, which it is from the day
    of the report; what is dispensed on it later is refused.
    """
    if lost_on is None:
        return False
    return lost_on <= on and (reported_on is None or on <= reported_on)


@cites("A5.n3")
def review_due(*, last_reviewed_on: date, months: int) -> date:
    """Return the day by which entitlement must be reviewed again."""
    return add_months(last_reviewed_on, months)
