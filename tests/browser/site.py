"""The program as it runs in earnest: granian with the app role, on a database of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.environment import HOME

PROJECT = Path(__file__).parents[2]
READY_SECONDS = 60.0
STOP_SECONDS = 10.0
COLLECT = (
    "import django; django.setup(); from anxin.collect import collect_static; collect_static()"
)


@dataclass(frozen=True, slots=True)
class Site:
    """Where the program answers, and what it said about its faults."""

    address: str
    log: Path

    def faults(self) -> str:
        """Return the end of what the server wrote."""
        return self.log.read_text(encoding="utf-8")[-3000:]


def environment(database: str) -> dict[str, str]:
    """Return the environment of the program in earnest: never as the owner of the tables."""
    left_out = ("DATABASE_URL", "ANXIN_AS_OWNER", "ANXIN_DEMONSTRATION", "ANXIN_HTTPS")
    inherited = {name: value for name, value in os.environ.items() if name not in left_out}
    return {
        **inherited,
        "ANXIN_HOME": str(HOME),
        "ANXIN_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "anxin.config.settings",
        "PYTHONPATH": str(PROJECT / "src"),
    }


@contextmanager
def serving(database: str, **more: str) -> Iterator[Site]:
    """Collect the static files, serve a database's pages, and end the server afterwards.

    ``more`` are settings of the environment, such as ``ANXIN_DEMONSTRATION``.
    """
    around = {**environment(database), **more}
    subprocess.run([sys.executable, "-c", COLLECT], env=around, cwd=PROJECT, check=True)
    port = _free_port()
    log = HOME / f"site-{os.getpid()}-{port}.log"
    with log.open("wb") as written:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
                *(
                    "--blocking-threads",
                    "4",
                    "--workers-kill-timeout",
                    "2",
                    "--log-level",
                    "warning",
                ),
                "anxin.config.wsgi:application",
            ],
            env=around,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            site = Site(address=f"http://127.0.0.1:{port}", log=log)
            _wait_for(site, server)
            yield site
        finally:
            _end(server)
    log.unlink()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(site: Site, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(site):
        assert server.poll() is None, site.faults()
        assert time.monotonic() < deadline, site.faults()
        time.sleep(0.1)


def _answers(site: Site) -> bool:
    try:
        with urlopen(f"{site.address}/sign-in/", timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
