"""Measure completed pick-ups: the same writes as plain SQL, through the service, over HTTP.

Run as ``python bench/pickups.py``; takes under a minute on a quiet machine. Every pick-up is two
transactions, preparing and completing. Rounds of the three clients alternate, so that a busy
machine weighs on all alike. Aim: the service at 0.35 of plain SQL or better.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles

sys.path[:0] = [str(Path(__file__).resolve().parents[1])]

from bench.counter import district, pages, plain, service  # noqa: E402

WARM, ROUND, ROUNDS = 12, 40, 3
AIM = 0.35
BROWSERS = 4

Client = Callable[[list[str]], list[float]]


def main() -> int:
    """Print each client's figures, then the ratios."""
    began = time.monotonic()
    two, page = 2 * (WARM + 2 * ROUND), BROWSERS * pages.WARM + 3 * ROUND
    district.build(people=3 * (WARM + ROUND * ROUNDS) + 2 * two + page + 1)
    try:
        return _measure(began, two=two, page=page)
    finally:
        from django.db import connections

        connections.close_all()
        district.drop()


def _measure(began: float, *, two: int, page: int) -> int:
    waiting = iter(district.prescriptions())
    clients: dict[str, Client] = {
        "plain SQL, without row security": plain.Client(row_security=False).run,
        "plain SQL": plain.Client(row_security=True).run,
        "service": service.run,
    }
    speeds = _alternate(clients, waiting)
    _close()
    pair_plain = _pair(_plain_worker, _take(waiting, two))
    pair = _pair(service.run, _take(waiting, two))
    print(f"{'plain SQL, 2 processes':34}{pair_plain:8.1f} pick-ups/s")
    print(f"{'service, 2 processes':34}{pair:8.1f} pick-ups/s")
    found = pages.run([next(waiting) for _ in range(page)], browsers=BROWSERS)
    _tell(
        f"HTTP, {BROWSERS} browsers, 4 requests each", found.whole, found.requests, each="request"
    )
    _tell("HTTP, the completing request", found.completing, found.completions, each="request")
    ratios = {
        "service / plain SQL": speeds["service"] / speeds["plain SQL"],
        "service / plain SQL, 2 processes": pair / pair_plain,
        "service / plain SQL without row security": speeds["service"]
        / speeds["plain SQL, without row security"],
        "HTTP, the completing request / plain SQL, 2 processes": found.completing / pair_plain,
    }
    for name, ratio in ratios.items():
        print(f"{name:54}{ratio:5.2f}")
    print(f"{time.monotonic() - began:.0f} s in all")
    return 0 if ratios["service / plain SQL"] >= AIM else 1


def _alternate(clients: dict[str, Client], waiting: Iterator[tuple[str, str]]) -> dict[str, float]:
    took: dict[str, list[float]] = {name: [] for name in clients}
    for client in clients.values():
        client(_take(waiting, WARM))
    for _ in range(ROUNDS):
        for name, client in clients.items():
            took[name] += client(_take(waiting, ROUND))
    speeds = {name: len(seconds) / sum(seconds) for name, seconds in took.items()}
    for name, speed in speeds.items():
        _tell(name, speed, took[name], each="pick-up")
    return speeds


def _take(waiting: Iterator[tuple[str, str]], count: int) -> list[str]:
    return [prescription for prescription, _ in (next(waiting) for _ in range(count))]


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _plain_worker(prescriptions: list[str]) -> list[float]:
    return plain.Client(row_security=True).run(prescriptions)


def _pair(work: Client, prescriptions: list[str]) -> float:
    """Let two processes share the work; return what both together do in a second."""
    half = len(prescriptions) // 2
    with get_context("fork").Pool(2) as pool:
        parts = pool.map(_Timed(work), [prescriptions[:half], prescriptions[half:]])
    return sum(parts)


class _Timed:
    """A client's speed after it warmed up."""

    def __init__(self, work: Client) -> None:
        self.work = work

    def __call__(self, prescriptions: list[str]) -> float:
        took = self.work(prescriptions)[WARM:]
        return len(took) / sum(took)


def _tell(name: str, speed: float, took: list[float], *, each: str) -> None:
    p95 = quantiles(took, n=20)[-1] * 1000
    print(
        f"{name:34}{speed:8.1f} pick-ups/s   p50 {median(took) * 1000:6.1f} ms   p95 {p95:6.1f} ms a {each}"
    )


if __name__ == "__main__":
    sys.exit(main())
