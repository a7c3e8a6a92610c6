"""One thing to do, as every context tells it to the home page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that waits for the person signed in: computed from the facts, never stored."""

    title: str
    url: str
    clause: str
    detail: str = ""
    due_on: date | None = None
    count: int = 1
    returned: bool = False
    """Came back to be corrected; shown first, with the reason in ``detail``."""
