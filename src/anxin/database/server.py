"""Supervise the embedded PostgreSQL: make it, start it, find it again after a kill.

Ready means a real connection, never the presence of a file. A pid file counts
only when the process it names runs our data directory.
"""

import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import make_conninfo

from anxin.database import placement
from anxin.database.binaries import find_binaries
from anxin.database.passwords import SUPERUSER, ensure_passwords, password_file, read_passwords
from anxin.database.placement import ServerError

PORT = "5432"
START_SECONDS = 60
RECOVERY_SECONDS = 900  # a live process that replays its log is given this long
SWEPT_SECONDS = 5  # a live process without its socket is started anew after this long
STOP_SECONDS = 30
PAUSE_SECONDS = 0.1
LARGEST_LOG = 20_000_000

# For a machine of 2 cores that also runs the program. What a person typed must
# not reach the log, so statements, parameters and details are left out of it.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "1GB",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "random_page_cost": "1.1",
    "timezone": "Asia/Shanghai",
    "log_timezone": "Asia/Shanghai",
    "log_line_prefix": "%m [%p] %u@%d ",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
}
FORGETFUL: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum_naptime": "10min",
    "max_connections": "100",
    "shared_buffers": "128MB",
}


class Server:
    """One embedded server, its files below `home`.

    `durable=False` is for test clusters only: fast, and lost in a power cut.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.absolute()
        self.durable = durable
        self.started_here = False

    @property
    def place(self) -> Path:
        """The real folder of data, socket and log; `home/postgres` may be a link to it."""
        return (self.home / "postgres").resolve()

    @property
    def data(self) -> Path:
        """The data directory that PostgreSQL itself knows."""
        return self.place / "data"

    @property
    def log(self) -> Path:
        """What the server wrote since its last starts."""
        return self.place / "server.log"

    @property
    def socket_dir(self) -> Path:
        """The folder to give as `host` to any client."""
        return placement.socket_directory(self.place)

    def superuser_dsn(self, dbname: str = "postgres") -> str:
        """Connection string of the initdb role: for installing and for tests, never the app."""
        return make_conninfo(
            host=str(self.socket_dir),
            port=PORT,
            user=SUPERUSER,
            password=read_passwords(self.home).get(SUPERUSER, ""),
            dbname=dbname,
            connect_timeout=5,
        )

    def answers(self) -> bool:
        """Tell whether a real connection to our data directory succeeds now."""
        if not (self.socket_dir / placement.SOCKET_NAME).exists():
            return False
        try:
            with psycopg.connect(self.superuser_dsn(), autocommit=True) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise ServerError(
                    f"数据库密码与 {password_file(self.home)} 不符，请从备份恢复该文件。"
                ) from error
            return False
        return row is not None and Path(str(row[0])).resolve() == self.data

    def ensure_running(self) -> None:
        """Come back only when the server answers; make it first where there is none."""
        if self.answers():
            return
        placement.prepare_home(self.home)
        with self._alone():
            if self.answers():
                return
            self._prepare()
            self._start_until_it_answers()
            self.started_here = True

    def stop(self) -> None:
        """Stop the server if it runs; open transactions are rolled back."""
        if not self.data.is_dir():
            return
        with self._alone():
            if self._running_pid() is None:
                return
            self._pg_ctl("stop", "-m", "fast", "-t", str(STOP_SECONDS))
            self.started_here = False
            if self._running_pid() is not None:
                raise ServerError(f"数据库在 {STOP_SECONDS} 秒内没有停下，请查看 {self.log}。")

    def stop_if_unused(self) -> None:
        """Stop what this process started, unless somebody else works with it by now."""
        if not self.started_here or not self.answers():
            return
        with psycopg.connect(self.superuser_dsn(), autocommit=True) as connection:
            others = connection.execute(
                "SELECT FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchone()
        if others is None:
            self.stop()

    def running(self) -> bool:
        """Tell whether a process of ours exists, ready or not."""
        return self._running_pid() is not None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process at a time start or stop this server."""
        try:
            lock = (self.home / "postgres.lock").open("a")
        except OSError as error:
            raise ServerError(placement.explain_os_error(error, path=self.home)) from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare(self) -> None:
        place = placement.place_server_files(self.home)
        placement.check_ownership(place)
        if self.data.is_dir() and not read_passwords(self.home).get(SUPERUSER):
            raise ServerError(
                f"已有数据库 {self.data}，但缺少密码文件 {password_file(self.home)}，请从备份恢复它。"
            )
        passwords = ensure_passwords(self.home)
        if not self.data.is_dir():
            self._initialise(password=passwords[SUPERUSER])
        placement.prepare_socket_directory(self.socket_dir)
        if self.log.is_file() and self.log.stat().st_size > LARGEST_LOG:
            self.log.rename(self.log.with_suffix(".log.1"))

    def _initialise(self, *, password: str) -> None:
        """Run initdb beside the final place and rename, so that a half-made one never counts."""
        partial = self.place / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        with tempfile.NamedTemporaryFile("w", dir=self.place, encoding="utf-8") as secret:
            secret.write(password + "\n")
            secret.flush()
            account = placement.server_account()
            os.fchown(secret.fileno(), account.pw_uid, account.pw_gid)
            result = self._run(
                [
                    str(find_binaries() / "initdb"),
                    *("-D", str(partial), "--username", SUPERUSER, "--pwfile", secret.name),
                    *("--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"),
                    *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256"),
                    *([] if self.durable else ["--no-sync"]),
                ]
            )
        if result.returncode != 0:
            shutil.rmtree(partial, ignore_errors=True)
            raise ServerError(_explain_output("无法建立数据库", result.stdout))
        partial.rename(self.data)

    def _start_until_it_answers(self) -> None:
        """Start, and start again, until it answers: after a kill its children need a moment."""
        began = with_socket = time.monotonic()
        output = ""
        while True:
            self._clear_stale_pid()
            pid = self._running_pid()
            if pid is None:
                output = self._start()
            if self.answers():
                return
            now = time.monotonic()
            if pid is None or (self.socket_dir / placement.SOCKET_NAME).exists():
                with_socket = now
            elif now - with_socket > SWEPT_SECONDS:
                os.kill(pid, signal.SIGINT)  # its socket was swept away: nobody can reach it
            if now - began > (START_SECONDS if pid is None else RECOVERY_SECONDS):
                raise ServerError(_explain_output("数据库未能启动", output or _tail(self.log)))
            time.sleep(PAUSE_SECONDS)

    def _start(self) -> str:
        """Start once; return what was said, raise at once where another try can't help."""
        before = self.log.stat().st_size if self.log.exists() else 0
        settings = {**SETTINGS, **({} if self.durable else FORGETFUL)}
        settings["unix_socket_directories"] = str(self.socket_dir)
        options = " ".join(f"-c {shlex.quote(f'{key}={value}')}" for key, value in settings.items())
        result = self._pg_ctl(
            "start", "-w", "-t", str(START_SECONDS), "-l", str(self.log), "-o", options
        )
        if result.returncode == 0:
            return ""
        output = _tail(self.log, since=before) or result.stdout
        if any(sign in output for sign in HOPELESS):
            raise ServerError(_explain_output("数据库未能启动", output))
        return output

    def _clear_stale_pid(self) -> None:
        """Remove a pid file that is empty or names somebody else; PostgreSQL would obey it.

        A pid that no longer exists is left to PostgreSQL, which checks for
        surviving children before it takes the place over.
        """
        pid = self._pid_in_file()
        gone = pid is not None and not Path(f"/proc/{pid}").exists()
        if gone or (pid is not None and self._is_ours(pid)):
            return
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _running_pid(self) -> int | None:
        pid = self._pid_in_file()
        return pid if pid is not None and self._is_ours(pid) else None

    def _pid_in_file(self) -> int | None:
        try:
            first = (self.data / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0]
        except FileNotFoundError:
            return None
        return abs(int(first)) if first.strip().lstrip("-").isdigit() else None

    def _is_ours(self, pid: int) -> bool:
        """Tell by its command line; a zombie has none and so does not count."""
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(self.data) in words

    def _pg_ctl(self, action: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        major = int((self.data / "PG_VERSION").read_text(encoding="utf-8").strip())
        program = str(find_binaries(major=major) / "pg_ctl")
        return self._run([program, action, "-D", str(self.data), *arguments])

    def _run(self, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a server program as the server's user, from a folder that it may enter.

        The output goes to a file: a pipe would stay open in the server that
        pg_ctl leaves behind, and reading it would never end.
        """
        account = placement.server_account()
        user: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        environment = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"}
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            result = subprocess.run(  # noqa: S603  fixed programs, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env=environment,
                umask=0o077,
                check=False,
                **user,
            )
            return subprocess.CompletedProcess(command, result.returncode, _whole(output))


HOPELESS = (
    "No space left on device",
    "Permission denied",
    "database files are incompatible",
    "invalid value for parameter",
    "could not locate a valid checkpoint",
    "Cannot allocate memory",
)


def _whole(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _tail(path: Path, *, since: int = 0) -> str:
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(since, path.stat().st_size - 4000))
        return file.read().decode("utf-8", errors="replace")


def _explain_output(what: str, output: str) -> str:
    """Make one sentence of a program's output."""
    if "No space left on device" in output:
        return f"{what}：磁盘已满，请腾出空间后再试。"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line.lower()]
    return f"{what}：{(telling or lines or ['没有任何说明'])[-1]}"
