"""The process that reads a stranger's spreadsheet; it has no secrets, no database and little of all.

Started by ``reading`` as a file of its own, isolated. Takes on its standard input a line with the
password, empty where there is none, and then the bytes; answers with one line of JSON: the cells of the
first sheet that holds any as texts, or the word of a fault.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

MOST_MEMORY = 512 * 2**20
MOST_SECONDS = 10
MOST_ROWS = 20_000
MOST_COLUMNS = 100
LONGEST_CELL = 2_000
MOST_SHEETS = 20
ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file begins that Office or WPS encrypted: its archive lies inside an OLE container."""
EXACT_BELOW = 10**15
"""Whole numbers from here on a spreadsheet has rounded: the last figures are lost."""


def limit() -> None:
    """Give up what reading does not need, before anything is read or loaded."""
    for what, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(what, (most, most))


def text_of(cell: Any) -> str:
    """Return a cell as the text that its reader saw, or what shows that figures were lost."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        if abs(cell) >= EXACT_BELOW:
            return f"{cell:.5E}"
        return str(int(cell)) if cell == int(cell) else str(cell)
    return str(cell)[:LONGEST_CELL]


def rows(sheet: Any) -> Iterator[list[str]]:
    """Yield the rows of a sheet, from its very first line on: numbers are those that are seen."""
    for row in sheet.iter_rows():
        yield [text_of(cell) for cell in row]


def decrypted(sent: bytes, password: str) -> bytes | str:
    """Return what a password opens, or the word of a fault; over a forged container this process may die."""
    if not password:
        return "locked"
    from msoffcrypto.exceptions import InvalidKeyError  # type: ignore[import-untyped]
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

    out = io.BytesIO()
    try:
        book = OOXMLFile(io.BytesIO(sent))
        book.load_key(password=password)
        book.decrypt(out)
    except InvalidKeyError:
        return "password"
    except MemoryError:
        return "large"
    return out.getvalue()


def read(sent: bytes, password: str = "") -> dict[str, object]:
    """Return the cells of a file, opened with its password where it is encrypted; or the word of a fault."""
    opened = decrypted(sent, password) if sent.startswith(ENCRYPTED) else sent
    return {"fault": opened} if isinstance(opened, str) else cells(opened)


def cells(sent: bytes) -> dict[str, object]:
    """Return the cells of the first sheet that holds any; a fault is told by a word."""
    import python_calamine

    from anxin.imports.parts import fault_of

    if fault := fault_of(sent):
        return {"fault": fault}
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sent))
        for name in book.sheet_names[:MOST_SHEETS]:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
                return {"fault": "large"}
            if sheet.height:
                return {"rows": list(rows(sheet))}
    except MemoryError:
        return {"fault": "large"}
    except (OSError, ValueError, python_calamine.CalamineError):
        return {"fault": "broken"}
    return {"fault": "empty"}


def main() -> None:
    """Read one file."""
    limit()
    sys.path.insert(0, str(Path(__file__).parents[2]))
    password, _, sent = sys.stdin.buffer.read().partition(b"\n")
    sys.stdout.buffer.write(json.dumps(read(sent, password.decode())).encode())


if __name__ == "__main__":
    main()
