"""What a spreadsheet's archive may hold, looked at before any reader of spreadsheets touches it (item 13).

Runs in the process that can do no harm; the standard library alone.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO

MOST_PARTS = 300
MOST_UNPACKED = 64 * 2**20
HIGHEST_RATIO = 150
SMALL = 2**20
"""Below this size a part may be pressed together as tightly as it likes."""
CHUNK = 2**20
NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff")


def fault_of(sent: bytes) -> str:
    """Return the word of what is wrong with an archive; empty where it may be read."""
    try:
        with zipfile.ZipFile(BytesIO(sent)) as archive:
            parts = archive.infolist()
            return _of_list(parts) or next(
                (fault for part in parts if (fault := _of_part(archive, part))), ""
            )
    except zipfile.BadZipFile:
        return "kind" if not sent.startswith(b"PK") else "broken"
    except (RuntimeError, EOFError, zlib.error, ValueError, OSError):
        return "broken"


def _of_list(parts: list[zipfile.ZipInfo]) -> str:
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return "large"
    if any(
        name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name
        for name in names
    ):
        return "hostile"
    if any(part.flag_bits & 1 for part in parts):
        return "locked"
    return "" if set(names) >= NEEDED and len(set(names)) == len(names) else "kind"


def _of_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> str:
    if part.file_size > SMALL and part.file_size > HIGHEST_RATIO * max(part.compress_size, 1):
        return "large"
    if not part.filename.endswith((".xml", ".rels", ".vml")):
        return ""
    before = b""
    with archive.open(part) as content:
        while piece := content.read(CHUNK):
            seen = (before + piece).upper()
            if any(word in seen for word in _FORBIDDEN) or (
                not before and seen.startswith(_TWO_BYTES)
            ):
                return "hostile"
            before = piece[-16:]
    return ""
