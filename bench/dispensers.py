"""Measure the counter with fifty dispensers at once: real sessions over HTTP, beside the plain-SQL floor.

Run as ``python bench/dispensers.py``. Fifty browsers on connections of their own prepare and complete
pick-ups against the real server on the loopback address; before and after, one connection does the same
writes as plain SQL, so that a busy machine weighs on both. Measuring ends after ``MOST_SECONDS`` at the latest.
"""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path
from statistics import median, quantiles

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench.counter import district, pages, plain  # noqa: E402

DISPENSERS, WARM, EACH, FLOOR = 50, 1, 2, 40
MOST_SECONDS = 240
TWENTIETHS = 20


def main() -> int:
    """Print p50 and p95 of a request, of a completion and of the floor, and their ratio."""
    began = time.monotonic()
    district.build(people=DISPENSERS * (WARM + EACH) + 2 * FLOOR + 1)
    signal.alarm(MOST_SECONDS)
    try:
        return _measure(began)
    finally:
        from django.db import connections

        connections.close_all()
        district.drop()


def _measure(began: float) -> int:
    waiting = iter(district.prescriptions())
    client = plain.Client(row_security=True)
    floor = client.run([next(waiting)[0] for _ in range(FLOOR)])
    people = [next(waiting) for _ in range(DISPENSERS * (WARM + EACH))]
    found = pages.run(people, browsers=DISPENSERS, warm=WARM)
    floor += client.run([next(waiting)[0] for _ in range(FLOOR)])
    client.connection.close()
    print(f"{DISPENSERS} dispensers at once, {EACH} pick-ups each: {found.whole:.1f} pick-ups/s")
    _tell("a request", found.requests)
    _tell("the completing request", found.completions)
    _tell("plain SQL, a whole pick-up, alone", floor)
    per_second = len(floor) / sum(floor)
    print(f"{'HTTP / plain SQL, pick-ups a second':40}{found.whole / per_second:8.2f}")
    print(f"{time.monotonic() - began:.0f} s in all")
    return 0


def _tell(name: str, seconds: list[float]) -> None:
    p95 = quantiles(seconds, n=TWENTIETHS)[-1]
    print(f"{name:40}p50 {median(seconds) * 1000:8.1f} ms   p95 {p95 * 1000:8.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
