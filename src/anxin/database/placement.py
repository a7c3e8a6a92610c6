"""Decide where the embedded server's files lie and which user owns them.

PostgreSQL refuses to run as root. Started by root the server runs as
`nobody`, so its files must lie where `nobody` can go; the folders above a
checkout are never opened for that. Where `ANXIN_HOME` is closed to it, the
files lie below `/var/lib/anxin` and `ANXIN_HOME/postgres` is a link to them.
"""

import errno
import hashlib
import os
import pwd
import secrets
import stat
from pathlib import Path

SHARED_ROOT = Path("/var/lib/anxin")
# Not TMPDIR: two processes with different ones would miss each other's server.
# The folder made there is private and its owner is checked.
SHORT_ROOT = Path("/tmp")  # noqa: S108  # nosec
SOCKET_NAME = ".s.PGSQL.5432"
# sockaddr_un.sun_path holds 108 bytes with the closing zero.
LONGEST_SOCKET_PATH = 107


class ServerError(Exception):
    """One sentence for the person at the terminal; never shown with a traceback."""


def server_account() -> pwd.struct_passwd:
    """Name the system user the server runs as: ourselves, or `nobody` for root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise ServerError(
            "以 root 运行时需要系统用户 nobody 来运行数据库，但这台机器没有它。"
        ) from None


def closed_directory(path: Path) -> Path | None:
    """Return the first folder on the way to `path` that the server's user may not enter."""
    account = server_account()
    for directory in [*reversed(path.absolute().parents), path.absolute()]:
        if not directory.is_dir():
            return None
        if not _may_enter(directory.stat(), account=account):
            return directory
    return None


def _may_enter(found: os.stat_result, *, account: pwd.struct_passwd) -> bool:
    if found.st_uid == account.pw_uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.pw_gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def prepare_home(home: Path) -> None:
    """Create `home` if it is not there; only a folder made here gets its mode set."""
    missing = [path for path in (home, *home.parents) if not path.exists()]
    try:
        for path in reversed(missing):
            path.mkdir()
            path.chmod(0o755)
    except OSError as error:
        raise ServerError(explain_os_error(error, path=home)) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise ServerError(f"没有权限写入数据目录 {home}，请改用 ANXIN_HOME 指定另一个目录。")


def place_server_files(home: Path) -> Path:
    """Return the folder that holds data, socket and log, creating it on first use."""
    place = home / "postgres"
    if place.is_symlink() and not place.exists():
        raise ServerError(
            f"{place} 指向的 {place.readlink()} 不存在；数据没有被改动，请恢复该目录后再试。"
        )
    try:
        return place.resolve() if place.exists() else _create_place(place)
    except OSError as error:
        raise ServerError(explain_os_error(error, path=place)) from error


def _create_place(place: Path) -> Path:
    closed = closed_directory(place.parent)
    if closed is None:
        _make_private(place)
        return place
    real = SHARED_ROOT / secrets.token_hex(8)
    real.parent.mkdir(parents=True, exist_ok=True)
    real.parent.chmod(0o755)
    if (still_closed := closed_directory(real.parent)) is not None:
        raise ServerError(
            f"目录 {closed} 和 {still_closed} 都不允许数据库用户 nobody 进入，"
            "请用 ANXIN_HOME 指定一个它能进入的目录。"
        )
    _make_private(real)
    place.symlink_to(real)
    return real


def _make_private(directory: Path) -> None:
    directory.mkdir(mode=0o700)
    if os.geteuid() == 0:
        account = server_account()
        os.chown(directory, account.pw_uid, account.pw_gid)


def check_ownership(place: Path) -> None:
    """Refuse files that belong to another user than the one the server runs as."""
    account = server_account()
    owner = place.stat().st_uid
    if owner == account.pw_uid:
        return
    raise ServerError(
        f"{place} 属于用户编号 {owner}，而数据库要以 {account.pw_name} 运行；"
        "请用原来的用户启动，或换一个 ANXIN_HOME。"
    )


def socket_directory(place: Path) -> Path:
    """Return where the socket lies: beside the data, or a short folder for a long path.

    The short folder depends on nothing but the path, so that every process,
    whatever its environment, looks for the server in the same place.
    """
    natural = place / "socket"
    if len(os.fsencode(natural / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
        return natural
    digest = hashlib.sha256(os.fsencode(place)).hexdigest()[:16]
    return SHORT_ROOT / f"anxin-{digest}"


def prepare_socket_directory(directory: Path) -> None:
    """Create the socket's folder, private to the server; refuse one that another user laid."""
    try:
        _make_private(directory)
    except FileExistsError:
        pass
    except OSError as error:
        raise ServerError(explain_os_error(error, path=directory)) from error
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != server_account().pw_uid:
        raise ServerError(f"套接字目录 {directory} 属于别的用户，请删除它后再试。")


def explain_os_error(error: OSError, *, path: Path) -> str:
    """Say in one sentence why the disk refused."""
    where = error.filename or path
    sentences = {
        errno.ENOSPC: f"磁盘已满，无法写入 {where}；请腾出空间后再试。",
        errno.EDQUOT: f"磁盘配额已用完，无法写入 {where}；请腾出空间后再试。",
        errno.EROFS: f"{where} 所在的文件系统是只读的，请用 ANXIN_HOME 指定另一个目录。",
        errno.EACCES: f"没有权限访问 {where}，请改用 ANXIN_HOME 指定另一个目录。",
        errno.EPERM: f"没有权限访问 {where}，请改用 ANXIN_HOME 指定另一个目录。",
    }
    return sentences.get(error.errno or 0, f"无法使用 {where}：{error.strerror}。")
