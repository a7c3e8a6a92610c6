"""The embedded server's life, with real servers in homes of their own. No Django."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from anxin.database import placement
from anxin.database.passwords import password_file
from anxin.database.placement import LONGEST_SOCKET_PATH, SOCKET_NAME, ServerError
from anxin.database.server import Server

SOURCE = Path(__file__).resolve().parents[2] / "src"


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the server's user may enter; pytest's own is closed to it."""
    yield from a_home()


@pytest.fixture(scope="module")
def pattern() -> Iterator[Path]:
    """A home whose server was made and stopped, to copy: making one takes longest."""
    for directory in a_home():
        server = Server(directory, durable=False)
        server.ensure_running()
        server.stop()
        yield directory


@pytest.fixture
def made(home: Path, pattern: Path) -> Path:
    """A home in which a server was made before."""
    subprocess.run(["cp", "-a", f"{pattern}/.", str(home)], check=True)
    return home


def a_home() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="anxin-test-"))
    directory.chmod(0o755)
    yield directory
    Server(directory, durable=False).stop()
    shutil.rmtree(directory)


def run(server: Server, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(server.superuser_dsn(), autocommit=True) as connection:
        cursor = connection.execute(query)
        return cursor.fetchall() if cursor.description else []


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n")[0])


def children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(entry.parent.name))
    return found


def test_a_fresh_home_gets_a_server_that_answers_as_a_chinese_database_should(home: Path) -> None:
    server = Server(home, durable=False)
    server.ensure_running()
    row = run(
        server,
        "SELECT datctype, pg_encoding_to_char(encoding), current_setting('listen_addresses'),"
        " current_setting('data_checksums'), current_setting('log_parameter_max_length_on_error')"
        " FROM pg_database WHERE datname = current_database()",
    )
    assert row == [("C.UTF-8", "UTF8", "", "on", "0")]
    assert server.started_here


def test_only_a_durable_server_waits_for_the_disk(made: Path) -> None:
    server = Server(made)
    server.ensure_running()
    assert run(server, "SHOW fsync") == [("on",)]
    server.stop()
    forgetful = Server(made, durable=False)
    forgetful.ensure_running()
    assert run(forgetful, "SHOW fsync") == [("off",)]


def test_after_the_postmaster_is_killed_it_comes_up_again_with_what_was_committed(
    made: Path,
) -> None:
    server = Server(made)
    server.ensure_running()
    run(server, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    os.kill(postmaster(server), signal.SIGKILL)
    server.ensure_running()
    assert run(server, "SELECT count(*) FROM kept") == [(1000,)]


def test_after_every_process_is_killed_it_comes_up_again_with_what_was_committed(
    made: Path,
) -> None:
    server = Server(made)
    server.ensure_running()
    run(server, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    first = postmaster(server)
    for pid in [first, *children(first)]:
        with suppress(ProcessLookupError):  # a child ends by itself when its parent is gone
            os.kill(pid, signal.SIGKILL)
    server.ensure_running()
    assert run(server, "SELECT count(*) FROM kept") == [(1000,)]
    assert postmaster(server) != first


def test_a_pid_file_that_names_another_living_process_is_not_obeyed(made: Path) -> None:
    server = Server(made, durable=False)
    server.ensure_running()
    content = (server.data / "postmaster.pid").read_text()
    server.stop()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        lines = [str(stranger.pid), *content.split("\n")[1:]]
        (server.data / "postmaster.pid").write_text("\n".join(lines))
        server.ensure_running()
        assert postmaster(server) != stranger.pid
        assert stranger.poll() is None
        stranger.kill()


def test_an_empty_pid_file_left_by_a_full_disk_is_not_obeyed(made: Path) -> None:
    server = Server(made, durable=False)
    server.ensure_running()
    server.stop()
    (server.data / "postmaster.pid").write_text("")
    server.ensure_running()
    assert server.answers()


def test_a_half_made_data_directory_is_made_again(home: Path) -> None:
    server = Server(home, durable=False)
    placement.place_server_files(home)
    (server.place / "data.partial").mkdir()
    (server.place / "data.partial" / "PG_VERSION").write_text("18\n")
    server.ensure_running()
    assert server.answers()
    assert not (server.place / "data.partial").exists()


def test_a_home_with_a_long_path_gets_a_short_private_socket_folder(home: Path) -> None:
    long = home / ("很长的目录" * 8)
    server = Server(long, durable=False)
    server.ensure_running()
    try:
        assert len(os.fsencode(server.place / "socket" / SOCKET_NAME)) > LONGEST_SOCKET_PATH
        assert len(os.fsencode(server.socket_dir / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
        assert stat.S_IMODE(server.socket_dir.stat().st_mode) == 0o700
        assert run(server, "SELECT 1") == [(1,)]
    finally:
        server.stop()
        shutil.rmtree(server.socket_dir)


def test_a_socket_folder_laid_by_another_user_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home / "laid"
    folder.symlink_to("/tmp")
    monkeypatch.setattr(placement, "socket_directory", lambda _place: folder)
    with pytest.raises(ServerError, match="属于别的用户"):
        Server(home, durable=False).ensure_running()


def test_processes_that_start_it_at_the_same_moment_share_one_server(home: Path) -> None:
    script = (
        "import sys, pathlib; from anxin.database.server import Server;"
        "server = Server(pathlib.Path(sys.argv[1]), durable=False);"
        "server.ensure_running(); print(int(server.started_here))"
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", script, str(home)]
    starters = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(3)
    ]
    answers = [starter.communicate(timeout=60)[0].strip() for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0, 0]
    assert sorted(answers) == ["0", "0", "1"]
    assert Server(home, durable=False).answers()


def test_a_server_whose_socket_was_swept_away_is_started_anew(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anxin.database.server.SWEPT_SECONDS", 0.2)
    server = Server(made, durable=False)
    server.ensure_running()
    first = postmaster(server)
    (server.socket_dir / SOCKET_NAME).unlink()
    server.ensure_running()
    assert server.answers()
    assert postmaster(server) != first


def test_passwords_are_random_private_and_needed(made: Path) -> None:
    server = Server(made, durable=False)
    server.ensure_running()
    path = password_file(made)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(server.superuser_dsn(), password="guessed")


def test_data_without_their_passwords_are_left_alone_and_the_file_is_named(made: Path) -> None:
    server = Server(made, durable=False)
    server.ensure_running()
    server.stop()
    kept = password_file(made).rename(made / "kept.json")
    with pytest.raises(ServerError, match=r"database\.json"):
        server.ensure_running()
    assert (server.data / "PG_VERSION").is_file()
    kept.rename(password_file(made))
    server.ensure_running()
    assert server.answers()


def test_without_a_server_program_one_sentence_says_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("anxin.database.binaries._candidates", lambda: iter([home / "nothing"]))
    with pytest.raises(ServerError, match=r"找不到 PostgreSQL 15 .*make setup"):
        Server(home, durable=False).ensure_running()


def test_data_of_another_major_version_are_not_opened(made: Path) -> None:
    server = Server(made, durable=False)
    server.ensure_running()
    server.stop()
    version = (server.data / "PG_VERSION").read_text()
    (server.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(ServerError, match="由 PostgreSQL 14 建立"):
        server.ensure_running()
    (server.data / "PG_VERSION").write_text(version)


def test_stopping_what_never_ran_is_no_error_and_stopping_ends_every_process(made: Path) -> None:
    server = Server(made, durable=False)
    server.stop()
    server.ensure_running()
    pid = postmaster(server)
    server.stop()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not server.running()
    assert not server.answers()
