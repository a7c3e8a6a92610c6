"""What begins with a day: once a day, again after a failure, and never twice at once."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from anxin import serve

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


class Supervised:
    """Daily work that leaves a line in a file each time it runs."""

    def __init__(self, folder: Path, *, fails: bool = False) -> None:
        self.lines = folder / "lines"
        self.told: list[str] = []
        script = f"open({str(self.lines)!r}, 'a').write('x'); raise SystemExit({int(fails)})"
        self.work = serve.DailyWork(say=self.told.append, command=(sys.executable, "-c", script))

    def looked_after(self, on: date) -> None:
        """Look after it until nothing is under way, and once more."""
        deadline = time.monotonic() + 20
        self.work.look_after(on)
        while self.work.process is not None and time.monotonic() < deadline:
            time.sleep(0.02)
            self.work.look_after(on)

    @property
    def times(self) -> int:
        return len(self.lines.read_text())


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    made = Supervised(tmp_path)
    yield made
    made.work.end()


def test_it_is_done_once_a_day(supervised: Supervised):
    for _ in range(3):
        supervised.looked_after(MONDAY)
    assert supervised.times == 1
    supervised.looked_after(TUESDAY)
    assert supervised.times == 2
    assert supervised.told == []


def test_what_failed_is_told_and_done_again_later(tmp_path: Path):
    failing = Supervised(tmp_path, fails=True)
    failing.looked_after(MONDAY)
    failing.looked_after(MONDAY)
    assert failing.times == 1
    assert len(failing.told) == 1
    assert failing.work.done_on is None

    failing.work.not_before = 0.0
    failing.looked_after(MONDAY)
    assert failing.times == 2


def test_the_end_of_the_server_ends_it(supervised: Supervised):
    supervised.work.command = (sys.executable, "-c", "import time; time.sleep(60)")
    supervised.work.look_after(MONDAY)
    process = supervised.work.process
    assert process is not None
    supervised.work.end()
    assert process.poll() is not None
    assert supervised.work.done_on is None
