"""The web server's life under its supervisor: real granian, real PostgreSQL, a page of our own."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anxin.database.server import Server

SOURCE = Path(__file__).resolve().parents[2] / "src"
PAGE = """
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"page"]
"""
SUPERVISOR = """
import sys
from anxin import serve
from anxin.cli import _in_words
from anxin.database import addresses
serve.TARGET = "page:application"
def run(rest):
    with serve.only_one():
        serve.refuse_taken_port(host="127.0.0.1", port=int(rest[0]))
        addresses.ensure()
        say = lambda text: print(text, flush=True)
        serve.WebServer(host="127.0.0.1", port=int(rest[0]), workers=1, say=say).run()
    return 0
sys.exit(_in_words(run, sys.argv[1:]))
"""


class House:
    """One home, one port, and the supervisors that a test starts on them."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = free_port()
        self.started: list[subprocess.Popen[str]] = []

    def start(self) -> subprocess.Popen[str]:
        environment = {
            **os.environ,
            "ANXIN_HOME": str(self.home),
            "PYTHONPATH": f"{SOURCE}{os.pathsep}{self.home}",
        }
        environment.pop("DATABASE_URL", None)
        process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, str(self.port)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def serves(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/")
            return connection.getresponse().read() == b"page"
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def group(self) -> int:
        return int(json.loads((self.home / "serve.json").read_text())["group"])

    def clean(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=30)
        Server(self.home).stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool], *, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.1)


@pytest.fixture
def house() -> Iterator[House]:
    directory = Path(tempfile.mkdtemp(prefix="anxin-test-"))
    directory.chmod(0o755)
    (directory / "page.py").write_text(PAGE)
    house = House(directory)
    yield house
    house.clean()
    shutil.rmtree(directory)


def test_a_killed_web_server_and_a_killed_database_are_started_again(house: House) -> None:
    house.start()
    wait_until(house.serves)
    first = house.group()
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: house.group() != first and house.serves())
    server = Server(house.home)
    postmaster = int((server.data / "postmaster.pid").read_text().split("\n")[0])
    os.kill(postmaster, signal.SIGKILL)
    wait_until(server.answers)
    assert house.serves()


def test_after_supervisor_and_web_server_are_killed_the_next_start_takes_the_port_back(
    house: House,
) -> None:
    killed = house.start()
    wait_until(house.serves)
    killed.kill()
    os.kill(house.group(), signal.SIGKILL)
    killed.wait()
    wait_until(house.serves)  # the workers live on: this is what the next start has to end
    house.start()
    first = house.group()
    wait_until(lambda: house.group() != first and house.serves())


def test_a_second_start_in_the_same_home_is_refused_in_one_sentence(house: House) -> None:
    house.start()
    wait_until(house.serves)
    second = house.start()
    said, _ = second.communicate(timeout=30)
    assert second.returncode == 1
    assert said.startswith("系统已经在运行")
    assert said.count("\n") == 1
    assert house.serves()


def test_a_taken_port_is_one_sentence(house: House) -> None:
    with socket.create_server(("127.0.0.1", house.port)):
        process = house.start()
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert said == f"端口 {house.port} 已被别的程序占用，请用 ANXIN_PORT 指定另一个端口。\n"


def test_asked_to_stop_it_ends_every_process_of_its_group(house: House) -> None:
    process = house.start()
    wait_until(house.serves)
    group = house.group()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert not house.serves()
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)
