"""Serve the pages and stay: restart the web server and the database whenever one is killed.

The web server runs as a process group of its own. Its workers outlive a
killed parent and would keep the port, so the group is written down and what
is left of it is ended before the next start.
"""

import ctypes
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from zoneinfo import ZoneInfo

from anxin.database import addresses
from anxin.database.placement import ServerError

TARGET = "anxin.config.wsgi:application"
PAUSE_SECONDS = 0.25
STOP_SECONDS = 10.0
READY_SECONDS = 60.0
# A server that dies this often within the window will not live: say so and stop.
MOST_DEATHS = 5
DEATH_WINDOW_SECONDS = 60.0
DAILY_RETRY_SECONDS = 300.0
LONGEST_PAUSE_SECONDS = 60.0
LOCAL_TIME = ZoneInfo("Asia/Shanghai")
# Only compared with: nothing listens there unless ANXIN_HOST says so.
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # nosec
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)

Say = Callable[[str], None]


@dataclass(kw_only=True)
class DailyWork:
    """What begins with a day, once a day beside the web server: `daily`, in a child of its own."""

    say: Say
    command: tuple[str, ...] = (sys.executable, "-m", "django", "daily")
    done_on: date | None = None
    process: subprocess.Popen[bytes] | None = None
    started_on: date | None = None
    not_before: float = 0.0

    def look_after(self, on: date) -> None:
        """Start the day's work where it was not done, and see how it went; never waits for it."""
        if self.process is None:
            if self.done_on != on and time.monotonic() >= self.not_before:
                self._start(on)
        elif (code := self.process.poll()) is not None:
            self.process = None
            if code == 0:
                self.done_on = self.started_on
            else:
                self.not_before = time.monotonic() + DAILY_RETRY_SECONDS
                self.say("当天的定时工作没有完成，稍后自动重试；原因见上面的错误信息。")

    def end(self) -> None:
        """Stop what is under way; it is one transaction, and is done anew at the next start."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    def _start(self, on: date) -> None:
        settings = {"DJANGO_SETTINGS_MODULE": "anxin.config.settings"}
        self.process = subprocess.Popen(  # noqa: S603  our own interpreter and command
            self.command,
            env={**settings, **os.environ},
            preexec_fn=_end_with_parent,
            stdin=subprocess.DEVNULL,
        )
        self.started_on = on


@dataclass(kw_only=True)
class BackgroundWork:
    """The worker beside the web server: started anew whatever it ended by, a little later each time."""

    say: Say
    command: tuple[str, ...] = (sys.executable, "-m", "django", "worker")
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    started_at: float = 0.0
    not_before: float = 0.0

    def look_after(self) -> None:
        """Start the worker where it does not run; what it had claimed is free at once."""
        if self.process is not None and self.process.poll() is not None:
            lived = time.monotonic() - self.started_at
            self.deaths = 1 if lived > DEATH_WINDOW_SECONDS else self.deaths + 1
            pause = min(2.0**self.deaths, LONGEST_PAUSE_SECONDS)
            self.not_before = time.monotonic() + pause
            self.process = None
            self.say("后台导入意外停止，稍后自动重新启动；没有做完的行会接着做。")
        if self.process is None and time.monotonic() >= self.not_before:
            self._start()

    def end(self) -> None:
        """Stop it after the piece under way; a piece is one transaction, and is undone or whole."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _start(self) -> None:
        settings = {"DJANGO_SETTINGS_MODULE": "anxin.config.settings"}
        self.process = subprocess.Popen(  # noqa: S603  our own interpreter and command
            self.command,
            env={**settings, **os.environ},
            preexec_fn=_end_with_parent,
            stdin=subprocess.DEVNULL,
        )
        self.started_at = time.monotonic()


@dataclass(kw_only=True)
class WebServer:
    """One granian with its workers, listening on `host`:`port`."""

    host: str
    port: int
    workers: int
    say: Say
    daily: DailyWork | None = None
    background: BackgroundWork | None = None
    process: subprocess.Popen[bytes] | None = None
    stopping: bool = False
    deaths: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Serve until a signal asks to stop."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        self._start()
        self._announce()
        try:
            while not self.stopping:
                self._look_after()
                if self.daily is not None:
                    self.daily.look_after(datetime.now(LOCAL_TIME).date())
                if self.background is not None:
                    self.background.look_after()
                time.sleep(PAUSE_SECONDS)
        finally:
            if self.daily is not None:
                self.daily.end()
            if self.background is not None:
                self.background.end()
            self._end()

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _look_after(self) -> None:
        if addresses.is_embedded() and not addresses.server().running():
            self.say("数据库意外停止，正在重新启动……")
            addresses.ensure()
        if self.process is not None and self.process.poll() is not None:
            self._count_death()
            self.say("网页服务意外停止，正在重新启动……")
            _kill_group(self.process.pid)
            self._start()

    def _count_death(self) -> None:
        now = time.monotonic()
        self.deaths = [at for at in self.deaths if now - at < DEATH_WINDOW_SECONDS] + [now]
        if len(self.deaths) >= MOST_DEATHS:
            raise ServerError(f"网页服务在一分钟内停止了 {MOST_DEATHS} 次，请查看上面的错误信息。")

    def _start(self) -> None:
        command = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi"),
            *("--host", self.host, "--port", str(self.port), "--workers", str(self.workers)),
            *("--blocking-threads", "4", "--backlog", "1024", "--log-level", "warning"),
            *("--respawn-failed-workers", "--respawn-interval", "0.5"),
            *("--workers-kill-timeout", "5", TARGET),
        ]
        self.process = subprocess.Popen(  # noqa: S603  our own interpreter and target
            command, start_new_session=True, preexec_fn=_end_with_parent, stdin=subprocess.DEVNULL
        )
        _note_path().write_text(
            json.dumps({"supervisor": os.getpid(), "group": self.process.pid}), encoding="utf-8"
        )

    def _announce(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while not self.stopping:
            self._look_after()
            if self._responds():
                self.say(f"系统已启动，请用浏览器打开 http://{_shown(self.host)}:{self.port}/")
                self.say("按 Ctrl-C 停止。")
                return
            if time.monotonic() > deadline:
                self._end()
                raise ServerError("网页服务没有应答，请查看上面的错误信息。")
            time.sleep(PAUSE_SECONDS)

    def _responds(self) -> bool:
        """Tell whether a page comes back; an open port alone says nothing of the workers."""
        host = "localhost" if self.host in EVERYWHERE else self.host
        with closing(HTTPConnection(host, self.port, timeout=5)) as connection:
            try:
                connection.request("HEAD", "/", headers={"Host": f"localhost:{self.port}"})
                return connection.getresponse().status < 500
            except (OSError, HTTPException):
                return False

    def _end(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.say("网页服务没有按时结束，已强制停止。")
        _kill_group(self.process.pid)
        self.process.wait()
        _note_path().unlink(missing_ok=True)


@contextmanager
def only_one() -> Iterator[None]:
    """Hold this home for one supervisor; end what a killed one left behind."""
    with (addresses.home() / "serve.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ServerError(
                f"系统已经在运行（数据目录 {addresses.home()}），可以用 anxin stop 停止它。"
            ) from None
        if (group := _noted("group")) is not None and _is_web_server(group):
            _kill_group(group)
        yield


def refuse_taken_port(*, host: str, port: int) -> None:
    """Say in one sentence that the port is in use, before anything is started."""
    if port_taken(host=host, port=port):
        raise ServerError(f"端口 {port} 已被别的程序占用，请用 ANXIN_PORT 指定另一个端口。")


def port_taken(*, host: str, port: int) -> bool:
    """Tell whether somebody listens there; a bind would not tell, as granian shares ports."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
    except socket.gaierror:
        raise ServerError(f"无法识别监听地址 {host}，请检查 ANXIN_HOST。") from None
    with closing(socket.socket(family, kind, protocol)) as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0


def running_supervisor() -> int | None:
    """Return the process of the `anxin run` that serves this home, if there is one."""
    path = addresses.home() / "serve.lock"
    if not path.exists():
        return None
    with path.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return _noted("supervisor")
    return None


def stop_supervisor() -> bool:
    """Ask a running `anxin run` of this home to stop and wait for it; False where there is none."""
    pid = running_supervisor()
    if pid is None:
        return False
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 3 * STOP_SECONDS
    while running_supervisor() is not None and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
    return True


def _note_path() -> Path:
    return addresses.home() / "serve.json"


def _noted(key: str) -> int | None:
    try:
        value = json.loads(_note_path().read_text(encoding="utf-8")).get(key)
    except (FileNotFoundError, ValueError):
        return None
    return value if isinstance(value, int) and value > 1 else None


def _end_with_parent() -> None:
    """Ask the kernel to end the web server when its supervisor is killed."""
    ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def _is_web_server(group: int) -> bool:
    """Tell by the command lines of the group: a number may have been given to another."""
    return any(TARGET.encode() in words for words in _command_lines(group))


def _command_lines(group: int) -> Iterator[list[bytes]]:
    """Yield the words of each living process of the group; a dead one has none."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(entry.name)) != group:
                continue
            words = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if words != [b""]:
            yield words


def _kill_group(group: int) -> None:
    """End every process of the group and wait until its port is free again."""
    deadline = time.monotonic() + STOP_SECONDS
    while any(_command_lines(group)) and time.monotonic() < deadline:
        try:
            os.killpg(group, signal.SIGKILL)
        except ProcessLookupError:
            return
        time.sleep(PAUSE_SECONDS / 10)


def _shown(host: str) -> str:
    if host in EVERYWHERE:
        return socket.gethostname()
    return f"[{host}]" if ":" in host else host
