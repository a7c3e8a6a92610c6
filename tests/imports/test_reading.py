"""What a roster's file holds is found as people write it; a file that means harm is refused (A8, item 13)."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from contextlib import suppress

import pytest
import xlsxwriter
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from anxin.imports import reading
from anxin.imports.layout import NoHead, rows_of
from anxin.rules.decisions import Refused
from anxin.rules.roster import Column
from tests.imports.hostile import HOSTILE
from tests.imports.rosters import FIRST, HEADS, person, sheet

SECONDS, MEGABYTES = 10.0, 512
MEASURED = """
import resource, subprocess, sys
subprocess.run([sys.argv[1], "-I", "-B", sys.argv[2]], stdin=sys.stdin, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def test_the_rows_are_those_of_people_with_the_numbers_that_are_seen() -> None:
    rows = [person(1), {}, {Column.SERIAL: "2"}, person(3)]
    read = reading.read(sheet(rows)).rows
    assert [row.number for row in read] == [FIRST, FIRST + 3]
    assert read[0].texts[Column.NUMBER] == rows[0][Column.NUMBER]
    assert Column.REMARK not in read[0].texts


def test_heads_in_two_rows_are_understood() -> None:
    upper = ["序号", "患者", "", "", "监护人", "", "", "家庭住址"]
    lower = ["", "姓名", "性别", "身份证号", "姓名", "联系方式", "身份证号码", ""]
    people = ["1", "青竹", "男", "1", "明月", "2", "3", "油溪"]
    (row,) = rows_of([["登记名单"], upper, lower, people])
    assert row.number == 4
    assert row.texts == {
        Column.SERIAL: "1",
        Column.NAME: "青竹",
        Column.SEX: "男",
        Column.NUMBER: "1",
        Column.GUARDIAN: "明月",
        Column.GUARDIAN_PHONE: "2",
        Column.GUARDIAN_NUMBER: "3",
        Column.ADDRESS: "油溪",
    }


def test_a_head_on_each_printed_page_is_nobody() -> None:
    row = ["1", "青竹", "男"]
    assert [one.number for one in rows_of([HEADS, row, HEADS, row])] == [2, 4]


@pytest.mark.parametrize("cells", [[], [["甲", "乙"]], [["姓名", "别的"], ["青竹", "1"]]])
def test_a_sheet_without_heads_is_no_roster(cells: list[list[str]]) -> None:
    with pytest.raises(NoHead):
        list(rows_of(cells))


def test_numbers_and_days_are_read_as_they_are_seen() -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    page = book.add_worksheet()
    for position, head in enumerate(("姓名", "身份证号", "出生日期", "性别", "备注")):
        page.write(0, position, head)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_string(1, 0, "=1+1")
    page.write_number(1, 1, 500381198002030011)
    page.write_number(1, 2, 29254, day)
    page.write_string(1, 3, "@男")
    page.write_formula(1, 4, '=HYPERLINK("http://example.test")', None, "点这里")
    book.close()
    (row,) = reading.read(content.getvalue()).rows
    assert row.texts == {
        Column.NAME: "=1+1",
        Column.NUMBER: "5.00381E+17",
        Column.BORN: "1980-02-03",
        Column.SEX: "@男",
        Column.REMARK: "点这里",
    }


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_file_that_means_harm_is_refused_in_words_quickly(make) -> None:
    sent, began = make(), time.perf_counter()
    with pytest.raises(Refused, match="表格"):
        reading.read(sent)
    assert time.perf_counter() - began < SECONDS


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_file_that_means_harm_has_little_memory(make) -> None:
    """Measured from a process that has had no other child and is itself small."""
    command = [sys.executable, "-I", "-c", MEASURED, sys.executable, reading.READER]
    measured = subprocess.run(command, input=b"\n" + make(), capture_output=True, check=True)
    assert 0 < int(measured.stdout) < MEGABYTES * 1024


class TestAnEncryptedSheet:
    def test_opens_with_its_password_alone(self) -> None:
        plain = sheet([person(1)])
        kept = _encrypted(plain, "AB-12")
        assert reading.cells_of(kept, password="AB-12") == reading.cells_of(plain)
        for password, code in (("", "sheet-locked"), ("AB-13", "sheet-password")):
            with pytest.raises(Refused) as refused:
                reading.cells_of(kept, password=password)
            assert [one.code for one in refused.value.unmet] == [code]

    @pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
    def test_harm_inside_it_is_refused_as_outside(self, make) -> None:
        sent = make()
        with pytest.raises(Refused, match="表格"):
            reading.cells_of(_encrypted(sent, "AB-12"), password="AB-12")

    @pytest.mark.parametrize("cut", [9, 600, 3000, 6000])
    def test_a_forged_one_ends_in_words(self, cut: int) -> None:
        kept = _encrypted(sheet([person(1)]), "AB-12")
        with pytest.raises(Refused, match="表格"):
            reading.cells_of(kept[:cut], password="AB-12")
        forged = kept[:cut] + bytes(b ^ 0x5A for b in kept[cut : cut + 400]) + kept[cut + 400 :]
        with suppress(Refused):
            reading.cells_of(forged, password="AB-12")


def _encrypted(content: bytes, password: str) -> bytes:
    return ECMA376Agile.encrypt(password, io.BytesIO(content))
