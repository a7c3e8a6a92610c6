"""Which characters a font can print, read from its own table, so that a missing one is told by name."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_COLLECTION = b"ttcf"
_FULL_REPERTOIRE = 12
"""The format of a character map that reaches beyond the basic plane."""


@cache
def repertoire(path: Path) -> tuple[tuple[int, int], ...]:
    """Return the runs of code points that the first face of a font file has glyphs for, in order."""
    data = path.read_bytes()
    face = struct.unpack_from(">I", data, 12)[0] if data[:4] == _COLLECTION else 0
    for offset in _character_maps(data, _table(data, face, b"cmap")):
        if struct.unpack_from(">H", data, offset)[0] == _FULL_REPERTOIRE:
            return tuple(_runs(data, offset))
    message = f"{path.name}: no full character map"
    raise ValueError(message)


def _table(data: bytes, face: int, wanted: bytes) -> int:
    count = struct.unpack_from(">H", data, face + 4)[0]
    for n in range(count):
        name, _checksum, offset, _length = struct.unpack_from(">4sIII", data, face + 12 + 16 * n)
        if name == wanted:
            return int(offset)
    message = f"no table {wanted!r}"
    raise ValueError(message)


def _character_maps(data: bytes, start: int) -> Iterator[int]:
    for n in range(struct.unpack_from(">H", data, start + 2)[0]):
        yield start + struct.unpack_from(">I", data, start + 4 + 8 * n + 4)[0]


def _runs(data: bytes, offset: int) -> Iterator[tuple[int, int]]:
    for n in range(struct.unpack_from(">I", data, offset + 12)[0]):
        first, last, _glyph = struct.unpack_from(">III", data, offset + 16 + 12 * n)
        yield first, last


@cache
def can_print(character: str, fonts: tuple[Path, ...]) -> bool:
    """Say whether one of the fonts has a glyph for a character."""
    code = ord(character)
    return any(first <= code <= last for font in fonts for first, last in repertoire(font))
