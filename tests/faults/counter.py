"""The counter as a browser uses it: sign in, and complete pick-ups by POST until each has its answer."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from queue import Empty, SimpleQueue
from urllib.parse import urlencode
from uuid import UUID

from tests.dispensing import steps
from tests.faults.work import PATIENCE_SECONDS, PAUSE_SECONDS, request_of
from tests.world import PASSWORD, username

CLIENTS = 8
ANSWER_SECONDS = 10
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """One signed-in window."""

    def __init__(self, port: int, colleague: str) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}
        self.token = ""
        _, page = self.ask("GET", "/sign-in/")
        found = _TOKEN.search(page)
        assert found is not None
        self.token = found[1]
        status, page = self.send("/sign-in/", username=username(colleague), password=PASSWORD)
        assert status == 302, page
        _, page = self.ask("GET", "/")
        found = _TOKEN.search(page)
        assert found is not None, "signing in gave no page to work on"
        self.token = found[1]

    def send(self, address: str, **fields: str) -> tuple[int, str]:
        """Post a form; return status and body."""
        body = urlencode({"csrfmiddlewaretoken": self.token, **fields})
        return self.ask("POST", address, body)

    def ask(self, method: str, address: str, body: str = "") -> tuple[int, str]:
        """Send one request over a connection of its own, keeping the cookies that come back."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, address, body or None, headers)
            answer = connection.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        finally:
            connection.close()


class Counter:
    """Several windows at the counter; ``done`` is what was acknowledged, ``unknown`` what once was not."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.done: set[UUID] = set()
        self.unknown: set[UUID] = set()
        self.refused: list[str] = []
        self._pool = ThreadPoolExecutor(CLIENTS)
        self._lock = threading.Lock()

    def complete(self, pickups: Iterable[UUID]) -> None:
        """Begin to complete pick-ups, all windows side by side; ``finish`` waits for them."""
        waiting: SimpleQueue[UUID] = SimpleQueue()
        for pickup_id in pickups:
            waiting.put(pickup_id)
        browsers = [
            Browser(self.port, ("dispenser", "second_dispenser")[n % 2]) for n in range(CLIENTS)
        ]
        self._running = [self._pool.submit(self._work, browser, waiting) for browser in browsers]

    def answered(self) -> set[UUID]:
        """Return what was acknowledged up to now."""
        with self._lock:
            return set(self.done)

    def finish(self) -> None:
        """Wait until every window has had its answers."""
        for running in self._running:
            running.result(timeout=2 * PATIENCE_SECONDS)
        self._pool.shutdown()

    def _work(self, browser: Browser, waiting: SimpleQueue[UUID]) -> None:
        try:
            while True:
                self._until_answered(browser, waiting.get_nowait())
        except Empty:
            return

    def _until_answered(self, browser: Browser, pickup_id: UUID) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._sent(browser, pickup_id):
            with self._lock:
                self.unknown.add(pickup_id)
            assert time.monotonic() < deadline, "the pages did not come back"
            time.sleep(PAUSE_SECONDS)

    def _sent(self, browser: Browser, pickup_id: UUID) -> bool:
        """Send the form once; say whether an answer came."""
        try:
            status, page = browser.send(
                f"/counter/pickups/{pickup_id}/sign/",
                request_id=str(request_of(pickup_id)),
                explained="on",
                way="pad",
                drawing=steps.STROKES,
                password=PASSWORD,
            )
        except (OSError, HTTPException):
            return False
        with self._lock:
            if status == 302:
                self.done.add(pickup_id)
            else:
                self.refused.append(f"{status} {page[:2000]}")
        return True
