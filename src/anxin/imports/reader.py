"""The process that reads a stranger's spreadsheet; it has no secrets, no database and little of all.

Started by ``reading`` as a file of its own, isolated. Takes the bytes on its standard input and answers
with one line of JSON: the cells of the first sheet that holds any as texts, or the word of a fault.
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


def read(sent: bytes) -> dict[str, object]:
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
    sys.stdout.buffer.write(json.dumps(read(sys.stdin.buffer.read())).encode())


if __name__ == "__main__":
    main()
