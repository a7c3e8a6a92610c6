"""The worker beside the web server: started, started anew whatever it ended by, ended with it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import pytest

from anxin import serve

STAYS = "import time; time.sleep(60)"


def worker(script: str, told: list[str]) -> serve.BackgroundWork:
    return serve.BackgroundWork(say=told.append, command=(sys.executable, "-c", script))


def looked_after(work: serve.BackgroundWork, until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not until():
        assert time.monotonic() < deadline
        work.look_after()
        time.sleep(0.02)


@pytest.mark.parametrize("script", ["", "raise SystemExit(3)"], ids=["by itself", "by a fault"])
def test_it_is_started_again_whatever_it_ended_by_a_little_later_each_time(script: str) -> None:
    told: list[str] = []
    work = worker(script, told)
    looked_after(work, lambda: len(told) == 1)
    first = work.not_before - time.monotonic()
    looked_after(work, lambda: len(told) == 2)
    second = work.not_before - time.monotonic()
    assert 0 < first < second <= serve.LONGEST_PAUSE_SECONDS
    assert "自动重新启动" in told[0]
    work.end()


def test_a_killed_one_is_replaced_and_the_end_leaves_none_behind() -> None:
    told: list[str] = []
    work = worker(STAYS, told)
    work.look_after()
    killed = work.process
    assert killed is not None
    killed.kill()
    looked_after(work, lambda: work.process not in (None, killed))
    stays = work.process
    assert stays is not None
    work.end()
    assert stays.poll() is not None
