"""Where the rows of a sheet are: heads as people really write them, titles above, words below (A8).

A head may stand in one row or in two, the upper one merged over the lower; columns may stand in any
order, and those that are not understood are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from anxin.rules.roster import Column

HEAD_WITHIN = 15
LEAST_HEADS = 3
EXAMPLE = "例"
"""What stands in the first column of the template's example row, which is nobody."""
_NOT_OF_A_HEAD = re.compile(r"[\s*＊:：]|[（(](?!居)[^）)]*[）)]")
_SPELLINGS: Mapping[Column, tuple[str, ...]] = {
    Column.SERIAL: ("序号", "编号"),
    Column.NAME: ("患者姓名", "姓名"),
    Column.SEX: ("性别", "患者性别"),
    Column.NUMBER: ("身份证号", "身份证号码", "患者身份证号", "居民身份证号"),
    Column.RISK: ("危险性评估", "危险性评估等级", "危险性等级", "风险等级"),
    Column.GUARDIAN: ("监护人姓名", "监护人"),
    Column.GUARDIAN_PHONE: ("监护人联系方式", "监护人联系电话", "监护人电话"),
    Column.GUARDIAN_NUMBER: ("监护人身份证号", "监护人身份证号码"),
    Column.ADDRESS: ("家庭住址", "家庭地址", "住址", "地址"),
    Column.REMARK: ("备注",),
    Column.BORN: ("出生日期", "患者出生日期"),
    Column.ETHNIC: ("民族",),
    Column.PHONE: ("患者联系电话", "联系电话", "患者电话"),
    Column.TOWN: ("所在镇街", "镇街", "所在镇"),
    Column.VILLAGE: ("所在村（居）", "所在村(居)", "村（居）", "所在村", "所在村居"),
    Column.SINCE: ("居住起始日期",),
    Column.REGISTER: ("户口类别",),
    Column.PATIENTS: ("同户患者人数",),
    Column.DIAGNOSIS: ("疾病诊断", "诊断"),
    Column.CERTIFIED_BY: ("诊断机构名称", "诊断机构"),
    Column.CERTIFIED_ON: ("诊断日期",),
    Column.POVERTY: ("贫困类别",),
    Column.SUBSIDIES: ("政府补贴",),
    Column.INSURANCE: ("医疗保险情况", "医疗保险"),
    Column.INSURANCE_NUMBER: ("医保卡号",),
    Column.DISABILITY: ("残疾证号",),
    Column.RELATION: ("监护人与患者关系", "与患者关系", "监护人关系"),
    Column.BASIS: ("监护依据", "监护人监护依据"),
    Column.GUARDIAN_BORN: ("监护人出生日期",),
    Column.APPLIED_BY: ("由谁申请",),
    Column.SIGNED_ON: ("申请表签字日期", "签字日期"),
}
_COLUMN_OF = {name: column for column, names in _SPELLINGS.items() for name in names}
APPLICANTS: Mapping[str, object] = {"患者本人": "patient", "监护人": "guardian"}
"""Who applies, as annex 4 has it."""
SEXES: Mapping[str, str] = {"男": "1", "女": "2", "男性": "1", "女性": "2"}
RISKS: Mapping[str, int] = {f"{n}{word}": n for n in range(6) for word in ("", "级")}
PLACE_ENDINGS = (
    *("村民委员会", "居民委员会", "村委会", "居委会", "社区", "街道"),
    *("村", "居", "镇"),
)
_TELLS_NOBODY = {Column.SERIAL, Column.REMARK, Column.RISK}
"""Columns that a printed form fills in beforehand, or that words below the table lie in."""
Cells = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One row as it stands in the sheet; the number is the one that the program shows at its left."""

    number: int
    texts: Mapping[Column, str]


class NoHead(Exception):  # noqa: N818  what was found, not a fault of the program
    """No row of the sheet names the columns of a roster."""


def rows_of(sheet: Sequence[Cells]) -> Iterator[SheetRow]:
    """Yield the rows of a sheet that are about somebody; raise ``NoHead`` where it is no roster."""
    below, columns = _head(sheet)
    for number, cells in enumerate(sheet[below:], start=below + 1):
        texts = {
            column: text
            for position, column in columns.items()
            if position < len(cells) and (text := cells[position].strip())
        }
        if texts.get(Column.SERIAL) == EXAMPLE:
            continue
        if set(texts) - _TELLS_NOBODY and not _is_head_again(texts):
            yield SheetRow(number=number, texts=texts)


def _head(sheet: Sequence[Cells]) -> tuple[int, dict[int, Column]]:
    """Return how many rows lie above the first of the data, and which column is what."""
    for number, cells in enumerate(sheet[:HEAD_WITHIN]):
        single = _columns([_plain(cell) for cell in cells])
        lower = sheet[number + 1] if number + 1 < len(sheet) else ()
        double = _columns(_joined(cells, lower))
        if len(double) > len(single) and len(double) >= LEAST_HEADS:
            return number + 2, double
        if len(single) >= LEAST_HEADS and Column.NAME in single.values():
            return number + 1, single
    raise NoHead


def _columns(heads: Sequence[str]) -> dict[int, Column]:
    found: dict[int, Column] = {}
    for position, head in enumerate(heads):
        column = _COLUMN_OF.get(head)
        if column is not None and column not in found.values():
            found[position] = column
    return found if Column.NAME in found.values() else {}


def _joined(upper: Cells, lower: Cells) -> list[str]:
    """Return heads of two rows: what is merged above stands before what is below, where that is a head."""
    heads, above = [], ""
    for position in range(max(len(upper), len(lower))):
        top = _plain(upper[position]) if position < len(upper) else ""
        below = _plain(lower[position]) if position < len(lower) else ""
        above = top or above
        joined = above + below
        heads.append(joined if joined in _COLUMN_OF else below or top)
    return heads


def _plain(cell: str) -> str:
    return _NOT_OF_A_HEAD.sub("", cell)


def _is_head_again(texts: Mapping[Column, str]) -> bool:
    """Tell a head repeated on each printed page."""
    return all(_COLUMN_OF.get(_plain(text)) is column for column, text in texts.items())
