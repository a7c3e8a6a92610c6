"""Rosters as people bring them, made by the tests: annex 8 and the wider template."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random

import xlsxwriter

from anxin.demo.numbers import Numbers
from anxin.rules.roster import ANNEX_8, Column
from tests import world

NUMBERS = Numbers(Random(88))
HEADS = [column.label for column in ANNEX_8]
SURNAMES = "欧阳司马诸葛上官"
VILLAGE_NAME = f"测试村{world.VILLAGE}"
CHARACTERS = "青竹明月晚晴知秋若水怀瑾听雨望舒停云沐风拾光南枝北辰东篱西洲"
WIDER = {
    Column.ETHNIC: "汉族",
    Column.VILLAGE: VILLAGE_NAME,
    Column.SINCE: "2010-01-01",
    Column.REGISTER: "农业户口",
    Column.PATIENTS: "1",
    Column.DIAGNOSIS: "精神分裂症",
    Column.INSURANCE: "城乡居民基本医疗保险（含原城镇居民医保）",
    Column.RELATION: "父母",
    Column.APPLIED_BY: "监护人",
    Column.SIGNED_ON: "2026-01-05",
}


def person(n: int, **more: str) -> dict[Column, str]:
    """Return the n-th made-up person's row of annex 8."""
    born = date(1950, 1, 1) + timedelta(days=2 * n)
    older = date(1920, 1, 1) + timedelta(days=n)
    sex = "1" if n % 2 else "2"
    name = "欧阳" + "".join(CHARACTERS[(n // 30**k) % 30] for k in range(3))
    row = {
        Column.SERIAL: str(n),
        Column.NAME: name,
        Column.SEX: "男" if sex == "1" else "女",
        Column.NUMBER: NUMBERS.identity_number(born=born, sex=sex),
        Column.RISK: str(n % 6),
        Column.GUARDIAN: "司马" + name[2:],
        Column.GUARDIAN_PHONE: NUMBERS.phone(),
        Column.GUARDIAN_NUMBER: NUMBERS.identity_number(born=older, sex="2"),
        Column.ADDRESS: f"{VILLAGE_NAME}{n}号",
        Column.REMARK: "",
    }
    return row | {Column(column): text for column, text in more.items()}


def wide(n: int) -> dict[Column, str]:
    """Return a row that lacks nothing of annex 4."""
    return person(n) | WIDER


def sheet(
    rows: Iterable[Mapping[Column, str]],
    *,
    columns: Sequence[Column] = ANNEX_8,
    titled: bool = True,
) -> bytes:
    """Return a workbook as units keep it: a merged title, the unit's line, heads, rows, who filled it in."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet()
    first = 0
    if titled:
        page.merge_range(0, 0, 0, len(columns) - 1, "江津区免费服用第二代抗精神病药患者登记名单")
        page.write_string(1, 0, "单位：油溪镇")
        first = 2
    for position, column in enumerate(columns):
        page.write_string(first, position, column.label)
    count = 0
    for count, row in enumerate(rows, start=1):
        for position, column in enumerate(columns):
            page.write_string(first + count, position, row.get(column, ""))
    if titled:
        page.write_string(first + count + 2, 0, "填表人：某某")
    book.close()
    return content.getvalue()


FIRST = 4
"""The number of the first row of people in a titled sheet."""
