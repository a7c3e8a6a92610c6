"""The empty roster with explanations and drop-downs, and the sheet of what became of each row (A8, T25)."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import xlsxwriter  # type: ignore[import-untyped]
from django.http import HttpResponse

from anxin.imports.layout import EXAMPLE as EXAMPLE_MARK
from anxin.imports.queries import RowShown
from anxin.imports.vocabulary import CHOICES, LISTS, vocabulary
from anxin.pages.words import in_words
from anxin.rules.clauses import cites
from anxin.rules.roster import ANNEX_8, Column

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POLICY = "sandbox; default-src 'none'"
ROWS = 2000
MADE = datetime(2026, 11, 24)  # noqa: DTZ001 (a spreadsheet holds local time)
"""Every sheet says the same day: the same content is the same file."""
TITLE = "江津区免费服用第二代抗精神病药患者登记名单"
EXPLAINED = {
    Column.NAME: "必填",
    Column.SEX: "填了身份证号的可以不填",
    Column.NUMBER: "18位，按文本填写；没有的须填性别和出生日期",
    Column.RISK: "0到5级，只供核对，由门诊医师评定",
    Column.GUARDIAN: "没有监护人就留空",
    Column.ADDRESS: "必填，写到组、门牌号",
    Column.BORN: "填了身份证号的可以不填",
    Column.TOWN: "可以不填",
    Column.VILLAGE: "从下拉列表选择",
    Column.SINCE: "一直住在本区的填出生日期",
    Column.PATIENTS: "含本人，只有本人就填1",
    Column.POVERTY: "多项用顿号隔开；都不属于就留空",
    Column.SUBSIDIES: "多项用顿号隔开；没有就留空",
    Column.GUARDIAN_BORN: "填了监护人身份证号的可以不填",
}
EXAMPLE = {
    Column.SERIAL: EXAMPLE_MARK,
    Column.NAME: "欧阳某某",
    Column.SEX: "男",
    Column.RISK: "2",
    Column.BORN: "1980-02-03",
    Column.ETHNIC: "汉族",
    Column.SINCE: "1980-02-03",
    Column.PATIENTS: "1",
    Column.SIGNED_ON: "2026-11-24",
}
GUIDE = (
    "填写说明",
    "1. 前10栏是附件8的栏目；填好后面审批表（附件4）的栏目，导入后就是已提交的申请，否则存为草稿，可以接着填。",
    "2. 身份证号、电话请按文本填写，本表已设好格式；日期写成 2026-11-22 的样子。",
    "3. 有下拉列表的栏目请从列表中选择。示例行（序号为“例”）不会导入。",
    "4. 上传后先核对，不会马上导入；有错误的行可以在网页上改，也可以改好表格后重新上传，不会重复。",
)


@cites("A8", "A4")
def template(organisation_id: UUID) -> bytes:
    """Return the empty roster of a unit: annex 8's columns first, then those that annex 4 asks besides."""
    villages = [one.name for one in vocabulary(organisation_id).villages]
    lists: dict[Column, list[str]] = {
        Column.SEX: ["男", "女"],
        Column.RISK: [str(n) for n in range(6)],
        Column.VILLAGE: villages,
        **{column: list(words) for column, words in CHOICES.items()},
    }

    def write(book: Any) -> None:
        page, choices = book.add_worksheet("登记名单"), book.add_worksheet("选项")
        text = book.add_format({"num_format": "@"})
        head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "num_format": "@"})
        page.set_column(0, len(Column) - 1, 16, text)
        page.write_string(0, 0, TITLE, book.add_format({"bold": True, "font_size": 14}))
        for position, column in enumerate(Column):
            page.write_string(2, position, column.label, head)
            page.write_string(3, position, EXAMPLE.get(column, ""), text)
            if told := EXPLAINED.get(column):
                page.write_comment(2, position, told)
            if words := lists.get(column):
                _offer(page, choices, position, words)
        page.freeze_panes(3, 2)
        _explain(book.add_worksheet("填写说明"), lists)

    return _book(write)


@cites("A8", "7.2.d")
def result(rows: Sequence[RowShown]) -> bytes:
    """Return what became of each row and why; every cell a text, nothing that begins a formula."""
    heads = ("行号", "患者姓名", "身份证号", "结果", "原因")

    def write(book: Any) -> None:
        page = book.add_worksheet("导入结果")
        text = book.add_format({"num_format": "@", "quote_prefix": True, "text_wrap": True})
        page.set_column(0, 3, 18)
        page.set_column(4, 4, 70)
        for position, head in enumerate(heads):
            page.write_string(0, position, head, book.add_format({"bold": True}))
        for n, one in enumerate(rows, start=1):
            why = "；".join(f"{in_words(where)}：{in_words(what)}" for where, what in one.told)
            cells = (str(one.row.number), one.name, one.number, in_words(one.state), why)
            for position, cell in enumerate(cells):
                page.write_string(n, position, cell, text)

    return _book(write)


def answer(content: bytes, *, name: str) -> HttpResponse:
    """Answer with a spreadsheet to be kept, which no browser opens in our name."""
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": POLICY,
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _book(write: Callable[[Any], None]) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": MADE})
    write(book)
    book.close()
    return content.getvalue()


def _offer(page: Any, choices: Any, position: int, words: Sequence[str]) -> None:
    """Put a column's words on the second sheet, and let its cells offer them."""
    choices.write_column(0, position, words)
    name = xlsxwriter.utility.xl_col_to_name(position)
    source = f"=选项!${name}$1:${name}${len(words)}"
    page.data_validation(
        3, position, ROWS, position, {"validate": "list", "source": source, "ignore_blank": True}
    )


def _explain(page: Any, lists: dict[Column, list[str]]) -> None:
    page.set_column(0, 0, 22)
    page.set_column(1, 1, 90)
    for n, line in enumerate(GUIDE):
        page.write_string(n, 0, line)
    for n, column in enumerate(Column, start=len(GUIDE) + 1):
        words = lists.get(column, [])[:60] or list(LISTS.get(column, ()))
        kind = "附件8" if column in ANNEX_8 else "附件4"
        page.write_string(n, 0, column.label)
        page.write_string(
            n, 1, "；".join(t for t in (kind, EXPLAINED.get(column, ""), "、".join(words)) if t)
        )
