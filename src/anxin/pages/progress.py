"""Long work, as a page shows it while it goes on and after it has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How far a piece of work is. A view makes it anew for each request, from rows that the job wrote."""

    title: StrOrPromise
    """What is being done: 导入患者信息."""
    done: int
    total: int | None
    """None while it is not yet counted: the bar then moves without an end."""
    unit: StrOrPromise
    """What is counted: 行, 人."""
    left_out: Sequence[tuple[str, int]] = ()
    """Why something was left out, and how many; every row is done or named here."""
    ended: bool = False
    failed: StrOrPromise = ""
    """Why it stopped before its end, in words that say what to do."""
    result_url: str = ""
    """Where what came of it can be seen, once it has ended."""

    @property
    def left_out_total(self) -> int:
        """Return how many were left out."""
        return sum(count for _why, count in self.left_out)

    @property
    def goes_on(self) -> bool:
        """Say whether there is anything to wait for."""
        return not self.ended and not self.failed
