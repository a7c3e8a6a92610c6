"""Complete pick-ups over HTTP: granian with two workers, real sessions, four requests each."""

from __future__ import annotations

import http.client
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode
from uuid import uuid4

TOKEN = secrets.token_hex(16)
READY_SECONDS = 30


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

    def ask(self, method: str, path: str, words: dict[str, str] | None = None) -> str:
        """Send one request; return where it leads. Anything but a page or a redirect is an error."""
        body = urlencode({**words, "csrfmiddlewaretoken": TOKEN}) if words else None
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        self.took.append(time.perf_counter() - began)
        assert answer.status in (200, 302), f"{answer.status} {method} {path}"
        return answer.headers.get("Location", "")

    def serve(self, person: str) -> None:
        """Open the person's page, prepare, open the signing page, complete."""
        from bench.counter import district
        from tests.dispensing import steps
        from tests.world import PASSWORD

        page = f"/counter/people/{person}/"
        self.ask("GET", page)
        words = {"request_id": str(uuid4()), "next_pickup_on": district.NEXT.isoformat()}
        sign = self.ask("POST", page, words)
        assert sign.endswith("/sign/"), sign
        self.ask("GET", sign)
        signed = {"explained": "on", "way": "pad", "drawing": steps.STROKES, "password": PASSWORD}
        done = self.ask("POST", sign, {"request_id": str(uuid4()), **signed})
        assert done, "the pick-up was refused"


def run(people: Sequence[str], *, browsers: int) -> tuple[float, list[float]]:
    """Complete a pick-up for each person; return pick-ups a second and each request's seconds."""
    with served() as port:
        clients = [Browser(port, key) for key in sessions(browsers)]
        for number, client in enumerate(clients):
            client.serve(people[number])
            client.took.clear()
        rest = people[browsers:]
        shares = [rest[number::browsers] for number in range(browsers)]
        began = time.perf_counter()
        with ThreadPoolExecutor(browsers) as pool:
            list(pool.map(_serve_all, clients, shares))
        seconds = time.perf_counter() - began
        return len(rest) / seconds, [t for client in clients for t in client.took]


def _serve_all(client: Browser, people: Sequence[str]) -> None:
    for person in people:
        client.serve(person)
