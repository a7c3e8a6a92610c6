"""A clinic day's sheet: every cell a text, choices to pick from, each row traceable, the whole encrypted.

Nothing of it is written to a disk: it is made in memory, sealed with the password of this download
(AES-256, the agile encryption of Office) and answered (T16, T25).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped]

from anxin.clinics.queries import products_of_catalogue
from anxin.documents.spreadsheet import CONTENT_TYPE, Watermark
from anxin.packs.filling import Cells
from anxin.packs.models import Pack
from anxin.rules.clauses import cites
from anxin.rules.pack_columns import (
    CAME_WORDS,
    PREFILLED,
    SHOWN,
    SITE_WORDS,
    YES,
    LinePart,
    Part,
    columns,
)

__all__ = ["CONTENT_TYPE", "PACK_NUMBER", "TRACE", "sealed", "workbook"]
PACK_NUMBER, TRACE = "表编号", "追溯号"
HEAD_ROW = 4
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_WIDTHS = {
    Part.ROW: 12,
    Part.NUMBER: 20,
    Part.SUPPLY: 24,
    Part.BEFORE: 36,
    Part.PROXY_NUMBER: 22,
    Part.FINDINGS: 24,
    Part.CARD: 18,
}
GUIDE = (
    "1. 白色的栏目由当天在场的人填写；来一人填一行，没有来的不填。行编号、卡号不要改动，不要删除行。",
    "2. 名单以外的人填在后面的空行：抄写救助卡上的卡号，并写明未预约原因。",
    "3. 药品、用量已按上次处方填好；照旧的不用动，有变动的由医师直接改。用量写 1、0.5；间隔天数不填就是每天。",
    "4. 发药数量写实际发出的片（支）数，批号照药盒抄写。一种药只发一个批号。针剂写注射部位和注射人。",
    "5. 患者或监护人、医师、发药人都在纸质签名单上签字，签名单号填在这一行。",
    "6. 线路恢复后尽快上传（72小时以内）。上传后逐行核对、由各人在系统里办理，不会重复发药。",
    "7. 文件有密码；不要转发，用完后按规定销毁。",
)


@cites("working-rules:pack", "7.2.d")
def workbook(pack: Pack, rows: Sequence[Cells], *, mark: Watermark) -> bytes:
    """Return the sheet of a pack as xlsx, not yet encrypted."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"comments": mark.text, "created": mark.taken_at})
    page = book.add_worksheet("断网登记表")
    _frame(page, mark=mark)
    formats = {"num_format": "@", "border": 1, "text_wrap": True, "valign": "top"}
    known = book.add_format({**formats, "quote_prefix": True, "bg_color": "#EEF2F6"})
    blank = book.add_format(formats)
    strong = book.add_format({"bold": True, "num_format": "@", "border": 1, "text_wrap": True})
    _title(page, pack, mark=mark, plain=book.add_format({"num_format": "@", "quote_prefix": True}))
    heads = {**columns(), "trace": TRACE}
    prefilled = {*PREFILLED, "trace"}
    for position, (key, head) in enumerate(heads.items()):
        page.set_column(position, position, _width(key))
        page.write_string(HEAD_ROW, position, head, strong)
    for n, row in enumerate(rows, start=1):
        traced = {**row, "trace": f"{mark.serial}-{n:04}"}
        for position, key in enumerate(heads):
            style = known if key in prefilled and not _to_fill(key, row) else blank
            _write(page, HEAD_ROW + n, position, traced.get(key, ""), style)
    _choices(book, page, list(heads), last=HEAD_ROW + len(rows))
    book.close()
    return content.getvalue()


@cites("working-rules:pack")
def sealed(content: bytes, *, password: str) -> bytes:
    """Return a spreadsheet encrypted with a password, as Excel and WPS open it."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def _to_fill(key: str, row: Cells) -> bool:
    """Say whether a cell is filled in by hand though its column goes out filled: the card of who comes besides."""
    return key == Part.CARD and not row.get(Part.NAME)


def _write(page: Any, row: int, position: int, text: str, style: Any) -> None:
    """Write a text as a text; an empty cell keeps its format, so that what is typed is a text too."""
    one_line = _CONTROL.sub(" ", text)
    if one_line:
        page.write_string(row, position, one_line, style)
    else:
        page.write_blank(row, position, None, style)


def _title(page: Any, pack: Pack, *, mark: Watermark, plain: Any) -> None:
    day, doctor = pack.clinic_day.day, pack.clinic_day.doctor.name
    page.write_string(
        0, 0, f"{pack.organisation.name} {day} 门诊日断网登记表，坐诊医师 {doctor}", plain
    )
    page.write_string(1, 0, _CONTROL.sub(" ", mark.text), plain)
    page.write_string(2, 0, PACK_NUMBER, plain)
    page.write_string(2, 1, str(pack.id), plain)
    page.write_string(3, 0, "填写说明见第二页“填写说明”", plain)


def _frame(page: Any, *, mark: Watermark) -> None:
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD_ROW)
    page.freeze_panes(HEAD_ROW + 1, 2)
    # An ampersand would begin a code of the header.
    page.set_header("&C" + mark.text.replace("&", "&&"))
    page.set_footer("&L" + mark.serial + "&R第 &P 页，共 &N 页")


def _width(key: str) -> int:
    if key.startswith(LinePart.PRODUCT):
        return 22
    return _WIDTHS.get(key, 10)  # type: ignore[call-overload, no-any-return]


def _choices(book: Any, page: Any, keys: Sequence[str], *, last: int) -> None:
    """Let columns of choices be picked; the words stand on a page of their own."""
    told, words = book.add_worksheet("填写说明"), book.add_worksheet("选项")
    told.set_column(0, 0, 120)
    for n, line in enumerate(GUIDE):
        told.write_string(n, 0, line)
    products = [str(product) for product in products_of_catalogue()]
    offered: dict[str, Iterable[str]] = {
        Part.CAME: CAME_WORDS,
        Part.RISK: [str(level) for level in range(6)],
        Part.LONG: [YES],
        Part.SITE: SITE_WORDS,
        Part.SELF_PAY: [YES],
        **{part: [YES] for part in SHOWN},
        **{key: products for key in keys if key.startswith(LinePart.PRODUCT)},
    }
    for position, key in enumerate(keys):
        if key not in offered:
            continue
        listed = list(offered[key])
        words.write_column(0, position, listed)
        name = xlsxwriter.utility.xl_col_to_name(position)
        source = f"=选项!${name}$1:${name}${len(listed)}"
        page.data_validation(
            HEAD_ROW + 1,
            position,
            last,
            position,
            {"validate": "list", "source": source, "ignore_blank": True},
        )
