"""Where the server's files go when the server's user may not enter `ANXIN_HOME`."""

import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from anxin.database import placement
from anxin.database.placement import (
    ServerError,
    closed_directory,
    explain_os_error,
    place_server_files,
    prepare_home,
)
from anxin.database.server import Server


@pytest.fixture
def open_folder() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="anxin-test-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def closed_home(open_folder: Path) -> Path:
    """A home in a folder that only its owner may enter; for the owner itself nothing is closed."""
    outer = open_folder / "closed"
    outer.mkdir(mode=0o700)
    return outer / "home"


def test_the_first_closed_folder_is_named_only_where_the_server_is_another_user(
    closed_home: Path,
) -> None:
    prepare_home(closed_home)
    expected = closed_home.parent if os.geteuid() == 0 else None
    assert closed_directory(closed_home) == expected


def test_a_closed_home_gets_a_server_whose_files_lie_elsewhere_behind_a_link(
    closed_home: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = open_folder / "shared"
    monkeypatch.setattr(placement, "SHARED_ROOT", shared)
    server = Server(closed_home, durable=False)
    server.ensure_running()
    try:
        assert server.answers()
        beyond = server.place.is_relative_to(shared)
        assert beyond == (os.geteuid() == 0)
        assert (closed_home / "postgres").is_symlink() == beyond
        assert stat.S_IMODE(closed_home.parent.stat().st_mode) == 0o700
        assert Server(closed_home, durable=False).place == server.place
    finally:
        server.stop()


def test_a_link_to_files_that_are_gone_is_not_silently_replaced(open_folder: Path) -> None:
    (open_folder / "postgres").symlink_to(open_folder / "gone")
    with pytest.raises(ServerError, match="不存在；数据没有被改动"):
        place_server_files(open_folder)
    assert (open_folder / "postgres").is_symlink()


def test_a_home_made_here_is_open_to_enter_whatever_the_umask(open_folder: Path) -> None:
    before = os.umask(0o077)
    try:
        prepare_home(open_folder / "a" / "b")
    finally:
        os.umask(before)
    assert stat.S_IMODE((open_folder / "a").stat().st_mode) == 0o755
    assert closed_directory(open_folder / "a" / "b") is None


def test_a_home_that_cannot_be_made_is_one_sentence_that_names_it(open_folder: Path) -> None:
    (open_folder / "file").write_text("")
    with pytest.raises(ServerError, match=r"无法使用 .*file"):
        prepare_home(open_folder / "file" / "home")


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "没有权限"), (errno.EROFS, "只读")],
)
def test_what_the_disk_refuses_is_said_in_words(number: int, words: str) -> None:
    sentence = explain_os_error(OSError(number, "x"), path=Path("/srv/anxin"))
    assert words in sentence
    assert "/srv/anxin" in sentence
