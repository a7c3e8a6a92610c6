"""Complete pick-ups over HTTP: granian with two workers, real sessions, four requests each."""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

TOKEN = secrets.token_hex(16)
READY_SECONDS = 30
WARM = 3
"""Pick-ups of each browser before the clock runs: each worker remembers each password by then."""
Pairs = Sequence[tuple[str, str]]


@contextmanager
def served() -> Iterator[int]:
    """Serve the pages on a free loopback port; end the server, and only it, afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", "2", "--blocking-threads", "2", "--backlog", "1024"),
        *("--log-level", "warning", "anxin.config.wsgi:application"),
    ]
    environment = os.environ | {"ANXIN_AS_OWNER": "0", "PYTHONPATH": os.pathsep.join(sys.path[:2])}
    process = subprocess.Popen(command, env=environment)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = "the pages did not come up"
    raise RuntimeError(message)


def sessions(count: int) -> list[str]:
    """Open so many sessions of the counter's dispensers."""
    from bench.counter import district
    from tests.world import as_, staff_id

    from anxin.database.work import open_session
    from anxin.organisations.models import DutyAssignment

    keys = []
    for number in range(count):
        colleague = ("dispenser", "second_dispenser")[number % 2]
        key = secrets.token_urlsafe(16)
        with as_(colleague):
            duty = DutyAssignment.objects.get(staff_id=staff_id(colleague))
            until = district.AT + timedelta(hours=1)
            open_session(key, staff_id=duty.staff_id, assignment_id=duty.id, until=until)
        keys.append(key)
    return keys


class Browser:
    """One dispenser's browser on one connection that stays open."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookie = f"anxin_session={session}; csrftoken={TOKEN}"
        self.took: list[float] = []
        self.waiting: list[str] = []

    def ask(self, method: str, path: str, words: dict[str, str] | None = None) -> str:
        """Send one request; return where it leads. Anything but a page or a redirect is an error."""
        body = urlencode({**words, "csrfmiddlewaretoken": TOKEN}) if words else None
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        self.took.append(time.perf_counter() - began)
        assert answer.status in (200, 302, 303), f"{answer.status} {method} {path}"
        return answer.headers.get("Location", "")

    def prepare(self, prescription: str, person: str) -> None:
        """Open the person's page, prepare, open the page to sign on."""
        from bench.counter import district

        page = f"/counter/people/{person}/"
        self.ask("GET", page)
        words = {"prescription_id": prescription, "next_pickup_on": district.NEXT.isoformat()}
        self.waiting.append(self.ask("POST", page, {"request_id": str(uuid4()), **words}))
        assert self.waiting[-1].endswith("/sign/"), "preparing was refused"
        self.ask("GET", self.waiting[-1])

    def complete(self) -> None:
        """Send the signatures of everything that was prepared."""
        from tests.dispensing import steps
        from tests.world import PASSWORD

        signed = {"explained": "on", "way": "pad", "drawing": steps.STROKES, "password": PASSWORD}
        for page in self.waiting:
            done = self.ask("POST", page, {"request_id": str(uuid4()), **signed})
            assert done, "completing was refused"
        self.waiting.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How fast pick-ups were completed, and how long each request took."""

    whole: float
    """Pick-ups a second, four requests each."""
    completing: float
    """Pick-ups a second of those prepared before: the one request that completes."""
    requests: list[float]
    completions: list[float]


def run(waiting: Sequence[tuple[str, str]], *, browsers: int, warm: int = WARM) -> Figures:
    """Complete a pick-up for each person, first preparing all, then completing all.

    A connection is closed after it was warmed: the server ends one that is idle for long.
    """
    with served() as port:
        clients = [Browser(port, key) for key in sessions(browsers)]
        for client, one in zip(clients * warm, waiting[: browsers * warm], strict=True):
            client.prepare(*one)
            client.complete()
            client.connection.close()
        for client in clients:
            client.took.clear()
        rest = waiting[browsers * warm :]
        shares = [rest[number::browsers] for number in range(browsers)]
        began = time.perf_counter()
        _all(_prepare_all, clients, shares)
        prepared = time.perf_counter()
        requests = [t for client in clients for t in client.took]
        for client in clients:
            client.took.clear()
        _all(_complete_all, clients, shares)
        ended = time.perf_counter()
        completions = [t for client in clients for t in client.took]
        return Figures(
            whole=len(rest) / (ended - began),
            completing=len(rest) / (ended - prepared),
            requests=requests + completions,
            completions=completions,
        )


Work = Callable[[Browser, Pairs], None]


def _all(work: Work, clients: Sequence[Browser], shares: Sequence[Pairs]) -> None:
    with ThreadPoolExecutor(len(clients)) as pool:
        list(pool.map(work, clients, shares))


def _prepare_all(client: Browser, waiting: Pairs) -> None:
    for one in waiting:
        client.prepare(*one)


def _complete_all(client: Browser, _waiting: Pairs) -> None:
    client.complete()
