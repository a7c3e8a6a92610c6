"""Typeset a form of ``sheets/`` from data: PDF/A-2b, our own font, no file with a person's data.

Data goes in as JSON in memory and comes out as bytes. Every key of the data is the field's own
Chinese label, so that what can't be printed is told by field and character.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLateError
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc  # type: ignore[import-untyped]
import typst

from anxin.documents.glyphs import can_print
from anxin.rules.decisions import Decision, Refused, condition

SHEETS = Path(__file__).parent / "sheets"
FAMILY = "Noto Sans CJK SC"
STANDARD = "a-2b"
SECONDS = 20
_FONT_FILES = {".otf", ".ttf", ".ttc", ".otc"}
_TOO_LONG = re.compile(r"放不下：([^\"\\]+)")

EVERY_CHARACTER_PRINTS = condition(
    "every-character-prints",
    "A4",
    met="所有文字都能打印",
    unmet="“{field}”中的“{character}”（{code}）字库里没有，打印不出来；请核对该字，或请系统管理员补充字库",
)
EVERY_TEXT_FITS = condition(
    "every-text-fits",
    "A4",
    met="所有内容都放得下",
    unmet="“{field}”的内容太长，官方表格里放不下，请精简后再打印",
)
PRINTER_IS_FREE = condition(
    "printer-is-free", "A4", met="可以打印", unmet="打印排版超时，请稍后再试"
)


@cache
def font_files() -> tuple[Path, ...]:
    """Return our font, and those of the folder ``ANXIN_FONTS`` for names beyond it."""
    own = [Path(noto_cjk_sans_otc.__file__).parent]
    more = os.environ.get("ANXIN_FONTS")
    folders = [*own, *([Path(more)] if more else [])]
    return tuple(
        path
        for folder in folders
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in _FONT_FILES
    )


@cache
def _fonts() -> typst.Fonts:
    folders: list[str] = sorted({str(path.parent) for path in font_files()})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


@cache
def _families() -> tuple[str, ...]:
    others = [f for f in _fonts().families() if "CJK" not in f]
    return (FAMILY, *sorted(others))


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="typesetting")


def pdf(sheet: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """Return a form as PDF/A-2b; refused where a character is missing or a text does not fit."""
    found = _typeset(sheet, data, at=at, format="pdf", pdf_standards=STANDARD)
    assert isinstance(found, bytes)
    return found


def pictures(sheet: str, data: Mapping[str, Any], *, at: datetime, ppi: float) -> list[bytes]:
    """Return the pages of a form as PNG."""
    found = _typeset(sheet, data, at=at, format="png", ppi=ppi)
    return found if isinstance(found, list) else [found]


def _typeset(
    sheet: str, data: Mapping[str, Any], *, at: datetime, **options: Any
) -> bytes | list[bytes]:
    Refused.unless(all_prints(data))
    inputs = {"data": json.dumps(data, ensure_ascii=False), "fonts": json.dumps(_families())}
    waiting = _workers().submit(_compile, sheet, inputs, at=at, **options)
    try:
        return waiting.result(timeout=SECONDS)
    except TooLateError as late:
        raise PRINTER_IS_FREE.refused() from late
    except typst.TypstError as error:
        if found := _TOO_LONG.search(error.message):
            raise EVERY_TEXT_FITS.refused(field=found[1]) from None
        raise


def _compile(
    sheet: str, inputs: dict[str, str], *, at: datetime, **options: Any
) -> bytes | list[bytes]:
    made: bytes | list[bytes] = typst.compile(
        str(SHEETS / f"{sheet}.typ"),
        root=str(SHEETS),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs,
        timestamp=at.astimezone(UTC).replace(microsecond=0),
        **options,
    )
    return made


def all_prints(data: Mapping[str, Any]) -> Decision:
    """Examine every character of the data against the fonts; one ground for each that is missing."""
    missing = dict.fromkeys(
        (field, character)
        for field, text in _texts("", data)
        for character in text
        if not character.isspace() and not can_print(character, font_files())
    )
    return Decision.of(
        *(
            EVERY_CHARACTER_PRINTS.fails(
                field=field, character=character, code=f"U+{ord(character):04X}"
            )
            for field, character in missing
        )
    )


def _texts(field: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield each text with the label it stands under; pictures, which are typeset as such, aside."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if not str(key).startswith("图"):
                yield from _texts(str(key), inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(field, inner)
