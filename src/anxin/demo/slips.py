"""Paper slips: the guardian signed on paper, and the scan follows after some days (5.3.2.e)."""

from __future__ import annotations

import struct
import zlib
from datetime import date, timedelta
from functools import cache, partial
from uuid import UUID

from anxin.demo.diary import Diary
from anxin.demo.staff import Colleague
from anxin.demo.story import Patient
from anxin.demo.world import World
from anxin.dispensing import services
from anxin.files.cleaning import Cleaned, clean
from anxin.rules.files import Purpose

_WIDTH, _HEIGHT = 240, 80
PATTERNS = 23
_OWED_DAYS = 9
"""Scans of the last days have not come in yet: they are on the dispenser's list."""


def file_slip(
    world: World,
    diary: Diary,
    pickup_id: UUID,
    patient: Patient,
    *,
    dispenser: Colleague,
    on: date,
) -> None:
    """Plan the scan of a slip for some days later; the newest are still owed."""
    if on > world.today - timedelta(days=_OWED_DAYS):
        return
    day = world.working_day(on + timedelta(days=3))
    act = partial(_file, world, pickup_id, patient, dispenser, day)
    diary.on(world.moment(day, 11), "补交签名扫描件", act)


def _file(world: World, pickup_id: UUID, patient: Patient, dispenser: Colleague, on: date) -> None:
    with world.acting(dispenser) as actor:
        world.attempt(
            partial(
                services.file_scan,
                request_id=world.request("scan", patient.person.serial, on),
                pickup_id=pickup_id,
                file=_cleaned(patient.person.serial % PATTERNS),
                actor=actor,
                at=world.moment(on, 11),
            )
        )
    world.made["签名扫描件"] += 1


@cache
def _cleaned(pattern: int) -> Cleaned:
    """Have a slip cleaned as the page does; one process for each line that is drawn."""
    return clean(picture(pattern), purpose=Purpose.OTHER)


def picture(serial: int) -> bytes:
    """Draw a slip as a grey PNG with one wavy line: a made-up signature."""
    rows = [bytearray([255]) * _WIDTH for _ in range(_HEIGHT)]
    for x in range(20, _WIDTH - 20):
        y = _HEIGHT // 2 + (serial * x) % PATTERNS - 11
        rows[y][x] = 0
        rows[y - 1][x] = 90
    packed = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 9)
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 0, 0, 0, 0)
    chunks = (_chunk(b"IHDR", header), _chunk(b"IDAT", packed), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)
