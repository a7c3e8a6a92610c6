"""Spreadsheets that mean harm, made here: bombs, entities, lies about their size, ways out of the folder."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping

from tests.imports.rosters import person, sheet

SHEET = "xl/worksheets/sheet1.xml"
HEAD = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData>"
)
END = b"</sheetData></worksheet>"
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE a [%s]>'


def _changed(
    parts: Mapping[str, bytes | None] | None = None, more: Mapping[str, bytes] | None = None
) -> bytes:
    """Return a good roster with parts replaced or added."""
    made, parts = io.BytesIO(), parts or {}
    with (
        zipfile.ZipFile(io.BytesIO(sheet([person(1)]))) as good,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as bad,
    ):
        for name in good.namelist():
            content = parts.get(name, good.read(name))
            if content is not None:
                bad.writestr(name, content)
        for name, content in (more or {}).items():
            bad.writestr(name, content)
    return made.getvalue()


def _cell(text: bytes) -> bytes:
    return b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + text + b"</t></is></c></row>"


def _document(declared: bytes, text: bytes) -> bytes:
    return HEAD.replace(b'<?xml version="1.0"?>', DOCTYPE % declared) + _cell(text) + END


def _laughs() -> bytes:
    levels = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    return _document(b'<!ENTITY a0 "lol">' + levels, b"&a9;")


def _far() -> bytes:
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return HEAD + cells + END


def _turned(good: bytes) -> bytes:
    """Turn a bit round inside the packed rows."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        place = archive.getinfo(SHEET).header_offset + 30 + len(SHEET) + 40
    return good[:place] + bytes([good[place] ^ 255]) + good[place + 1 :]


HOSTILE: Mapping[str, Callable[[], bytes]] = {
    "five million rows": lambda: _changed(
        {SHEET: HEAD + b"<row><c><v>1</v></c></row>" * 3_000_000 + END}
    ),
    "one cell of 80 MB": lambda: _changed({SHEET: HEAD + _cell(b"A" * 80 * 2**20) + END}),
    "a cell at the far corner": lambda: _changed({SHEET: _far()}),
    "an entity from a file": lambda: _changed(
        {SHEET: _document(b'<!ENTITY x SYSTEM "/etc/passwd">', b"&x;")}
    ),
    "a billion laughs": lambda: _changed({SHEET: _laughs()}),
    "a document type in small letters": lambda: _changed(
        {SHEET: HEAD.replace(b"?>", b"?><!doctype a>", 1) + END}
    ),
    "sixty thousand parts": lambda: _changed(more={f"xl/media/f{n}": b"" for n in range(60_000)}),
    "a way out of the folder": lambda: _changed(more={"../../../../tmp/evil": b"x"}),
    "no workbook inside": lambda: _changed({"xl/workbook.xml": None}),
    "cut in half": lambda: (lambda good: good[: len(good) // 2])(_changed()),
    "no archive": lambda: b"MZ" + b"\x90" * 5000,
    "a bit turned round": lambda: _turned(_changed()),
    "nothing": lambda: b"",
}
