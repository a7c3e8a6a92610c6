"""One thing found about a row that came back."""

from __future__ import annotations

from dataclasses import dataclass

from anxin.rules.decisions import Condition
from anxin.rules.packs import Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was found, at a column where it has one, and what it means for the row."""

    column: str = ""
    condition: Condition
    weight: Weight
