"""A house of its own for the fault tests: home, durable server, workers, and what they left behind.

What happened is read with plain SQL as the superuser, past all code of the program.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.utils.timezone import localdate

from anxin.database.install import create_database, install
from anxin.database.server import Server
from anxin.rules.days import ONE_DAY
from tests.world import PASSWORD

PROJECT = Path(__file__).resolve().parents[2]
MADE = "made"
PICKUPS = 200
WORKERS = 4
ZONE = ZoneInfo("Asia/Shanghai")
LONGEST_SECONDS = 300.0
WAIT_SECONDS = 240.0  # a bound for a crowded machine, not what it takes

_FOUND = """
SELECT p.id, p.stage, r.stage,
    (SELECT count(*) FROM dispensing_pickupevent e WHERE e.pickup_id = p.id AND e.move = 'complete'),
    (SELECT count(*) FROM dispensing_signature s WHERE s.pickup_id = p.id),
    (SELECT count(*) FROM ledger_entry e WHERE e.document_id = p.id),
    (SELECT coalesce(-sum(g.amount), 0) FROM ledger_entry e JOIN ledger_posting g ON g.entry_id = e.id
        JOIN ledger_account a ON a.id = g.account_id WHERE e.document_id = p.id AND a.kind = 'payable'),
    (SELECT count(*) FROM clinics_supply s WHERE s.pickup_id = p.id),
    (SELECT coalesce(sum(m.amount), 0) FROM dispensing_monthshare m WHERE m.pickup_id = p.id),
    (SELECT count(*) FROM acts_act a WHERE a.kind = 'pickup.complete' AND a.result_id = p.id),
    p.total
FROM dispensing_pickup p JOIN clinics_prescription r ON r.id = p.prescription_id
"""
_TAKEN = """
SELECT (SELECT sum(a.quantity) FROM dispensing_allocation a JOIN dispensing_pickup p ON p.id = a.pickup_id
        WHERE p.stage = 'completed'),
    (SELECT sum(l.quantity) FROM pharmacy_lot l) - (SELECT sum(b.on_hand) FROM pharmacy_stockbalance b)
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in the database: done whole, not touched at all, or anything between."""

    done: frozenset[UUID]
    untouched: frozenset[UUID]
    half: tuple[tuple[object, ...], ...]
    units_match: bool


class House:
    """One home and its server; ``clean`` ends every process that was started here."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="anxin-fault-"))
        self.home.chmod(0o755)
        self.at = well_before_midnight()
        self.port = free_port()
        self.server = Server(self.home)
        self.pickups: tuple[UUID, ...] = ()
        self.started: list[subprocess.Popen[str]] = []

    # ---- Making ----

    def build(self) -> None:
        """Make the district and its prepared pick-ups, without waiting for the disk; then in earnest."""
        hasty = Server(self.home, durable=False)
        hasty.ensure_running()
        install(MADE, server=hasty)
        self.run("make", self.at.isoformat())
        self._make_signing_quick()
        halves = [
            self.start(MADE, "fill", str(PICKUPS // 2), str(seed), self.at.isoformat())
            for seed in (1, 2)
        ]
        said = [half.communicate(timeout=WAIT_SECONDS)[0] for half in halves]
        assert [half.returncode for half in halves] == [0, 0], said
        self.pickups = tuple(UUID(line) for both in said for line in both.split())
        assert len(self.pickups) == PICKUPS
        hasty.stop()
        self.server.ensure_running()

    def _make_signing_quick(self) -> None:
        """Give the colleagues' password a cheap hash: a million rounds each would be most of the time."""
        quick = PBKDF2PasswordHasher().encode(PASSWORD, "fault-tests", iterations=1000)
        with psycopg.connect(self.server.superuser_dsn(MADE)) as connection:
            connection.execute("UPDATE security.credential SET password = %s", [quick])

    def copy(self, name: str) -> str:
        """Copy the prepared district into a database of its own."""
        create_database(name, server=self.server, template=MADE)
        return name

    def clean(self) -> None:
        """End what was started here, and remove the home."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()
        if self.server.running():
            os.kill(self.postmaster(), signal.SIGQUIT)
            wait_until(lambda: not self.server.running())
        shutil.rmtree(self.home)

    # ---- Processes ----

    def environment(self, database: str) -> dict[str, str]:
        """Return the environment of a process that works in this house."""
        ours = ("DATABASE_URL", "ANXIN_AS_OWNER")
        inherited = {k: v for k, v in os.environ.items() if k not in ours}
        return {
            **inherited,
            "ANXIN_HOME": str(self.home),
            "ANXIN_DATABASE": database,
            "ANXIN_PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "anxin.config.settings",
            "PYTHONPATH": os.pathsep.join((str(PROJECT / "src"), str(PROJECT))),
        }

    def start(
        self, database: str, *words: str, module: str = "tests.faults.start"
    ) -> subprocess.Popen[str]:
        """Start a process of our own."""
        environment = self.environment(database)
        if words[0] == "make":
            environment["ANXIN_AS_OWNER"] = "1"
        process = subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env=environment,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def run(self, *words: str, database: str = MADE) -> None:
        """Run one command of the workers to its end."""
        process = self.start(database, *words)
        said, _ = process.communicate(timeout=WAIT_SECONDS)
        assert process.returncode == 0, said

    def completing(self, database: str, pickups: Iterable[UUID]) -> list[subprocess.Popen[str]]:
        """Start the workers, each with its share of the pick-ups and a book of its own."""
        waiting = list(pickups)
        return [
            self.start(
                database,
                "complete",
                self._list(waiting[number::WORKERS], f"{database}-{number}"),
                str(self.book(database, number)),
                self.at.isoformat(),
            )
            for number in range(WORKERS)
        ]

    def _list(self, pickups: Sequence[UUID], name: str) -> str:
        path = self.home / f"{name}.todo"
        path.write_text("\n".join(map(str, pickups)))
        return str(path)

    def book(self, database: str, number: int) -> Path:
        """Return the file into which a worker writes what was acknowledged to it."""
        return self.home / f"{database}-{number}.book"

    def acknowledged(self, database: str, word: str = "done") -> set[UUID]:
        """Return what was acknowledged to the workers; half a line of a killed writer counts not."""
        lines: list[str] = []
        for number in range(WORKERS):
            path = self.book(database, number)
            lines += path.read_text().split("\n")[:-1] if path.exists() else []
        told = (line.split() for line in lines)
        return {UUID(pickup) for said, pickup in told if said == word}

    def postmaster(self) -> int:
        """Return the process of the server."""
        return int((self.server.data / "postmaster.pid").read_text().split("\n")[0])

    def kill_database(self) -> None:
        """Kill the server and every process of it at once, as a power cut to the programs would."""
        postmaster = self.postmaster()
        for pid in (postmaster, *_children(postmaster)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def finish(self, workers: Iterable[subprocess.Popen[str]]) -> None:
        """Wait for workers to come to their end, each without an error."""
        for worker in workers:
            said, _ = worker.communicate(timeout=WAIT_SECONDS)
            assert worker.returncode == 0, said

    # ---- Looking ----

    def verify(self, database: str) -> str:
        """Run ``anxin verify``; return what it found broken, nothing where every promise holds."""
        process = self.start(database, "verify", module="anxin")
        said, _ = process.communicate(timeout=WAIT_SECONDS)
        return "" if process.returncode == 0 else said

    def found(self, database: str) -> Found:
        """Read how far each pick-up is, and whether stock and pick-ups agree on the units taken."""
        with psycopg.connect(self.server.superuser_dsn(database)) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            rows = connection.execute(_FOUND).fetchall()
            taken = connection.execute(_TAKEN).fetchone()
        assert taken is not None
        done = {row[0] for row in rows if row[1:10] == _whole(row[10])}
        untouched = {row[0] for row in rows if row[1:10] == _NOTHING}
        return Found(
            done=frozenset(done),
            untouched=frozenset(untouched),
            half=tuple(row for row in rows if row[0] not in done | untouched),
            units_match=(taken[0] or 0) == taken[1],
        )


_NOTHING = ("prepared", "reviewed", 0, 0, 0, 0, 0, 0, 0)


def _whole(total: int) -> tuple[object, ...]:
    """Return what a pick-up looks like that was completed once: all its money is the fund's here."""
    return ("completed", "dispensed", 1, 3, 1, total, 1, total, 1)


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            after_name = entry.read_text().rpartition(")")[2].split()
            if int(after_name[1]) == parent:
                found.append(int(entry.parent.name))
    return found


def well_before_midnight() -> datetime:
    """Return the moment; wait first where the local day ends within the time that the tests take."""
    now = datetime.now(UTC)
    left = datetime.combine(localdate(now) + ONE_DAY, datetime.min.time(), ZONE) - now
    if left.total_seconds() < LONGEST_SECONDS:
        time.sleep(left.total_seconds() + 1)
    return datetime.now(UTC)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(holds: Callable[[], bool], *, seconds: float = WAIT_SECONDS) -> None:
    """Wait until something holds; fail where it does not come about."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.01)
