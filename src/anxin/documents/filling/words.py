"""How days, money and places in the document are written on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from anxin.rules.clauses import cites

_DIGITS = "零一二三四五六七八九十"
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ANNEX_NOTE = re.compile(r"A(\d)(?:\.n(\d))?")


def day(value: date | None) -> str:
    """Return 2026年11月9日; nothing where it is not known, so that the form's blanks stay."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def month(value: date) -> str:
    """Return 1980年5月."""
    return f"{value.year}年{value.month}月"


def yuan(fen: int) -> str:
    """Return whole fen as yuan with two places."""
    return f"{fen // 100:,}.{fen % 100:02}"


def joined(texts: Iterable[str], by: str = "、") -> str:
    """Return the texts that say something, in one line."""
    return by.join(text for text in texts if text)


def days_in_words(text: str) -> str:
    """Return a sentence with its days as people write them."""
    return _ISO_DAY.sub(lambda found: f"{found[1]}年{int(found[2])}月{int(found[3])}日", text)


@cites("3.1.e")
def place_of(clause: str) -> str:
    """Return where a clause stands in the document, as a reader would look it up: 三（一）, 附件5注意事项4."""
    annex = _ANNEX_NOTE.fullmatch(clause)
    if annex:
        return f"附件{annex[1]}" + (f"注意事项{annex[2]}" if annex[2] else "")
    parts = [int(part) for part in clause.split(".") if part.isdigit()]
    if not parts or ":" in clause:
        return "配套规定"
    section = _DIGITS[parts[0]]
    subsection = f"（{_DIGITS[parts[1]]}）" if len(parts) > 1 else ""
    return section + subsection + (str(parts[2]) if len(parts) > 2 else "")
