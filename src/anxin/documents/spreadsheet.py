"""The register as a spreadsheet: every cell a text, each row traceable, nothing on disk (A8, T16, T25)."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from anxin.documents.filling.register import Line
from anxin.rules.clauses import cites

TITLE = "江津区免费服用第二代抗精神病药患者登记名单"
TRACE = "追溯号"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_ROW = 4
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_WIDTHS = {"身份证号": 22, "监护人身份证号": 22, "家庭住址": 44, "监护人联系方式": 16, "备注": 16}


@dataclass(frozen=True, slots=True, kw_only=True)
class Watermark:
    """Who took the file out, when, and under which serial."""

    taken_by: str
    organisation: str
    taken_at: datetime
    serial: str

    @property
    def text(self) -> str:
        """Return the mark in words."""
        moment = f"{self.taken_at:%Y-%m-%d %H:%M}"
        return f"{self.organisation} {self.taken_by} {moment} 导出，编号 {self.serial}，仅限申请的用途，不得外传"


@cites("A8", "7.2.d")
def workbook(lines: Sequence[Line], *, columns: Sequence[str], unit: str, mark: Watermark) -> bytes:
    """Return the register as xlsx.

    Texts are written as texts and marked with Excel's own quote, so that one that begins with
    = + - or @ stays a text where the file is edited, too.
    """
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": TITLE, "comments": mark.text, "created": mark.taken_at})
    page = book.add_worksheet("登记名单")
    _frame(page, mark=mark)
    text = book.add_format(
        {"num_format": "@", "quote_prefix": True, "border": 1, "text_wrap": True, "valign": "top"}
    )
    strong = book.add_format({"bold": True, "num_format": "@", "border": 1, "text_wrap": True})
    plain = book.add_format({"num_format": "@", "quote_prefix": True})
    page.write_string(0, 0, TITLE, book.add_format({"bold": True, "font_size": 14}))
    page.write_string(1, 0, f"单位：{_one_line(unit)}", plain)
    page.write_string(2, 0, _one_line(mark.text), plain)
    heads = [*columns, TRACE]
    for column, label in enumerate(heads):
        page.set_column(column, column, _WIDTHS.get(label, 12))
        page.write_string(FIRST_ROW - 1, column, label, strong)
    for n, line in enumerate(lines):
        traced = {**line.cells, TRACE: f"{mark.serial}-{n + 1:04}"}
        for column, label in enumerate(heads):
            page.write_string(FIRST_ROW + n, column, _one_line(traced[label]), text)
    book.close()
    return content.getvalue()


def _frame(page: Any, *, mark: Watermark) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(FIRST_ROW - 1)
    page.freeze_panes(FIRST_ROW, 2)
    # An ampersand would begin a code of the header.
    page.set_header("&C" + mark.text.replace("&", "&&"))
    page.set_footer("&L" + mark.serial + "&R第 &P 页，共 &N 页")


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text)
