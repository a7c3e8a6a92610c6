"""The data disk fills up in the middle of pick-ups: clear refusals, nothing lost, back once there is room (T45).

The log's own disk is another one, as the handbook asks; with the log's disk full PostgreSQL stops,
which is the killed server of the other file.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import repeat
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from anxin.database.install import install
from anxin.database.placement import explain_os_error, server_account
from tests.faults.house import MADE, PICKUPS, House, wait_until
from tests.faults.work import FULL

SPARE = 16 * 2**20
BLOCK = 2**16


class Disk:
    """A small file system of its own, with a folder for the server."""

    def __init__(self, size: int) -> None:
        self.place = Path(tempfile.mkdtemp(prefix="anxin-disk-"))
        command = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", str(self.place)]
        self.mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
        self.folder = self.place / "tables"
        self.folder.mkdir()
        account = server_account()
        if os.geteuid() == 0:
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.place.chmod(0o755)

    def fill(self) -> None:
        """Write until nothing more goes in."""
        with (
            pytest.raises(OSError, match="No space left on device"),
            (self.place / "filler").open("wb", buffering=0) as file,
        ):
            file.writelines(repeat(b"\0" * BLOCK))

    def free(self) -> None:
        """Give the room back."""
        (self.place / "filler").unlink()

    def clean(self) -> None:
        """Take the file system away."""
        if self.mounted:
            subprocess.run(["umount", str(self.place)], check=True)
        else:
            self.folder.rmdir()
        self.place.rmdir()


@pytest.fixture
def disk(house: House) -> Iterator[Disk]:
    with psycopg.connect(house.server.superuser_dsn()) as connection:
        row = connection.execute("SELECT pg_database_size(%s)", [MADE]).fetchone()
    assert row is not None
    made = Disk(row[0] + SPARE)
    yield made
    made.clean()


@contextmanager
def on_disk(house: House, disk: Disk, name: str) -> Iterator[str]:
    """Copy the prepared district into a database whose tables lie on the disk, until the block ends."""
    place, named = sql.Literal(str(disk.folder)), sql.Identifier(name)
    with psycopg.connect(house.server.superuser_dsn(), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(place))
        create = "CREATE DATABASE {} OWNER anxin_owner TEMPLATE {} TABLESPACE small"
        admin.execute(sql.SQL(create).format(named, sql.Identifier(MADE)))
        install(name, server=house.server)
        try:
            yield name
        finally:
            admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(named))
            admin.execute("DROP TABLESPACE small")


def test_a_full_disk_refuses_in_words_and_loses_nothing(house, disk):
    if not disk.mounted:
        warnings.warn("不能挂载小文件系统：只验证了磁盘已满时的说明", stacklevel=1)
        a_full_device_is_told_in_one_sentence()
        return
    with on_disk(house, disk, "full") as database:
        postmaster = house.postmaster()
        workers = house.completing(database, house.pickups)
        wait_until(lambda: len(house.acknowledged(database)) >= 15)
        disk.fill()
        wait_until(lambda: len(house.acknowledged(database, FULL)) >= 1)
        acknowledged = house.acknowledged(database)
        found = house.found(database)
        assert len(acknowledged) < PICKUPS
        assert found.half == ()
        assert acknowledged <= found.done

        disk.free()
        house.finish(workers)
        assert house.postmaster() == postmaster, "the server stopped"
        assert house.acknowledged(database, "unknown") == set()
        assert house.found(database).done == frozenset(house.pickups)
        assert house.verify(database) == ""


def a_full_device_is_told_in_one_sentence() -> None:
    """What can be shown where this user may not mount: the kernel's own full device."""
    full = Path("/dev/full")
    with (
        pytest.raises(OSError, match="No space left on device") as refusal,
        full.open("wb", 0) as file,
    ):
        file.write(b"\0")
    assert explain_os_error(refusal.value, path=full) == (
        "磁盘已满，无法写入 /dev/full；请腾出空间后再试。"
    )
