"""The pages of a house under their own supervisor, to be killed and started again."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException

from tests.faults.house import House, wait_until

STOP_SECONDS = 30


class Pages:
    """``anxin run`` on one database of a house."""

    def __init__(self, house: House, database: str, module: str) -> None:
        self.house, self.database, self.module = house, database, module
        self.supervisor = self.start()

    def start(self) -> subprocess.Popen[str]:
        """Start the supervisor and come back when a page comes."""
        self.supervisor = self.house.start(self.database, "run", module=self.module)
        wait_until(self.respond)
        return self.supervisor

    def respond(self) -> bool:
        """Say whether the sign-in page comes."""
        assert self.supervisor.poll() is None, self.supervisor.communicate()[0]
        with closing(HTTPConnection("127.0.0.1", self.house.port, timeout=5)) as connection:
            try:
                connection.request("GET", "/sign-in/")
                return connection.getresponse().status == 200
            except (OSError, HTTPException):
                return False

    def kill_web_server(self) -> None:
        """Kill the web server and its workers; its supervisor lives."""
        group = json.loads((self.house.home / "serve.json").read_text())["group"]
        os.killpg(int(group), signal.SIGKILL)

    def kill_everything(self) -> None:
        """Kill supervisor, web server and workers."""
        self.supervisor.kill()
        self.kill_web_server()
        self.supervisor.wait()

    def stop(self) -> None:
        """Ask the supervisor to stop, and wait."""
        self.supervisor.terminate()
        self.supervisor.communicate(timeout=STOP_SECONDS)


@contextmanager
def serving(house: House, database: str, *, module: str = "anxin") -> Iterator[Pages]:
    """Serve the pages of a database until the block ends."""
    pages = Pages(house, database, module)
    try:
        yield pages
    finally:
        pages.stop()
