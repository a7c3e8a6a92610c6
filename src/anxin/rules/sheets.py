"""The sheets of a prescription: what may stand on one paper, and what each is called.

A doctor signs once; second-class psychotropics stand on a sheet of their own (rx-2007:sheet).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from anxin.rules.catalogue import CatalogueItem
from anxin.rules.clauses import cites
from anxin.rules.days import ONE_DAY, add_months

_DIGITS = 6
_MONTHS_A_YEAR = 12


class Sheet(StrEnum):
    """A kind of sheet."""

    ORDINARY = "ordinary"
    PSYCHOTROPIC2 = "psychotropic2"

    @property
    def mark(self) -> str:
        """Return what stands in its upper right corner."""
        return {"ordinary": "普通", "psychotropic2": "精二"}[self.value]

    @property
    def letter(self) -> str:
        """Return the letter that its number begins with."""
        return {"ordinary": "P", "psychotropic2": "J"}[self.value]


@cites("rx-2007:sheet", "rx-2007:psychotropic2")
def sheet_of(item: CatalogueItem | None) -> Sheet:
    """Return the sheet that a medicine stands on."""
    second = item is not None and item.psychotropic_class is not None
    return Sheet.PSYCHOTROPIC2 if second else Sheet.ORDINARY


@cites("rx-2007:sheet")
def sheets_of(items: Sequence[CatalogueItem | None]) -> tuple[Sheet, ...]:
    """Return the sheets that medicines need, the ordinary one first."""
    needed = {sheet_of(item) for item in items}
    return tuple(sheet for sheet in Sheet if sheet in needed)


@cites("rx-2007:sheet")
def sheet_number(sheet: Sheet, *, written_on: date, serial: int) -> str:
    """Return a sheet's number: ``J20261128000042``."""
    return f"{sheet.letter}{written_on:%Y%m%d}{serial:0{_DIGITS}d}"


@cites("rx-2007:retention")
def kept_until(*, written_on: date, years: int) -> date:
    """Return the last day of the years that a sheet must be kept."""
    return add_months(written_on, years * _MONTHS_A_YEAR) - ONE_DAY
