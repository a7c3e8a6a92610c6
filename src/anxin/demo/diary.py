"""What happens when, in the order in which it happened: acts may put further acts in."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime
from itertools import count

Act = Callable[[], None]


class Diary:
    """A queue of acts by moment; what is put in first comes first at one moment."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, str, Act]] = []
        self._numbers = count()

    def on(self, moment: datetime, what: str, act: Act) -> None:
        """Put an act in, with the words that the progress line says of it."""
        heapq.heappush(self._waiting, (moment, next(self._numbers), what, act))

    def live_through(self, tell: Callable[[datetime, str], None]) -> None:
        """Do everything in order, and tell each moment with what is being done."""
        while self._waiting:
            moment, _, what, act = heapq.heappop(self._waiting)
            tell(moment, what)
            act()
