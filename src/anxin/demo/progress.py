"""Tell how far long work is: one line that moves on a terminal, a line every tenth elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TextIO

_WIDTH = 24
_TENTHS = 10
_PAUSE_SECONDS = 0.1


class Progress:
    """A bar on stderr. Says nothing where it is told to be quiet."""

    def __init__(self, *, quiet: bool = False, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._quiet = quiet
        self._moves = self._stream.isatty()
        self._last_tenth = -1
        self._last_time = 0.0

    def show(self, share: float, what: str) -> None:
        """Show what is being made and which share of the whole is done."""
        if self._quiet:
            return
        done = min(max(share, 0.0), 1.0)
        if self._moves:
            self._redraw(done, what)
        elif int(done * _TENTHS) > self._last_tenth:
            self._last_tenth = int(done * _TENTHS)
            self._stream.write(f"{done:4.0%}  {what}\n")
            self._stream.flush()

    def end(self) -> None:
        """Leave the line, so that what follows starts on its own."""
        if not self._quiet and self._moves:
            self._stream.write("\r\033[K")
            self._stream.flush()

    def _redraw(self, done: float, what: str) -> None:
        now = time.monotonic()
        if now - self._last_time < _PAUSE_SECONDS and done < 1:
            return
        self._last_time = now
        full = int(done * _WIDTH)
        self._stream.write(f"\r\033[K[{'█' * full}{'·' * (_WIDTH - full)}] {done:4.0%}  {what}")
        self._stream.flush()
