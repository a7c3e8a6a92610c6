"""Ten thousand rows with three hundred bad ones of fifteen kinds: found exactly, in bounded statements (A8)."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from anxin.imports import reading, services
from anxin.imports.models import ImportRow
from anxin.rules.roster import Column, Kind, Verdict
from tests.imports.rosters import FIRST, person, sheet
from tests.world import become

ROWS, BAD = 10_000, 300
COLUMNS = list(Column)
Row = dict[Column, str]
PARSING_SECONDS = 5.0
CHECKING_SECONDS = 30.0
"""A bound for a crowded machine; alone it takes about four (decision 0012)."""

SPOILS: list[tuple[Kind, Column, Callable[[Row], Row]]] = [
    (Kind.NO_NAME, Column.NAME, lambda row: row | {Column.NAME: ""}),
    (Kind.NAME_ODD, Column.NAME, lambda row: row | {Column.NAME: "=1+2"}),
    (Kind.NUMBER_LOST, Column.NUMBER, lambda row: row | {Column.NUMBER: "5.00381E+17"}),
    (Kind.NUMBER_FORM, Column.NUMBER, lambda row: row | {Column.NUMBER: row[Column.NUMBER][:15]}),
    (
        Kind.NUMBER_CHECKSUM,
        Column.NUMBER,
        lambda row: row | {Column.NUMBER: row[Column.NUMBER][:17] + _other(row[Column.NUMBER][17])},
    ),
    (Kind.SEX_UNKNOWN, Column.SEX, lambda row: row | {Column.SEX: "？"}),
    (
        Kind.SEX_DIFFERS,
        Column.SEX,
        lambda row: row | {Column.SEX: "女" if row[Column.SEX] == "男" else "男"},
    ),
    (Kind.BORN_DIFFERS, Column.BORN, lambda row: row | {Column.BORN: "1940-01-01"}),
    (Kind.DAY_UNREADABLE, Column.SIGNED_ON, lambda row: row | {Column.SIGNED_ON: "去年"}),
    (Kind.DAY_LATER, Column.SIGNED_ON, lambda row: row | {Column.SIGNED_ON: "2999-01-01"}),
    (Kind.RISK_RANGE, Column.RISK, lambda row: row | {Column.RISK: "7"}),
    (Kind.PHONE_WRONG, Column.GUARDIAN_PHONE, lambda row: row | {Column.GUARDIAN_PHONE: "123"}),
    (
        Kind.GUARDIAN_IS_PATIENT,
        Column.GUARDIAN_NUMBER,
        lambda row: row | {Column.GUARDIAN_NUMBER: row[Column.NUMBER]},
    ),
    (Kind.NO_ADDRESS, Column.ADDRESS, lambda row: row | {Column.ADDRESS: ""}),
    (Kind.VILLAGE_UNKNOWN, Column.VILLAGE, lambda row: row | {Column.VILLAGE: "没有村"}),
]


def _other(digit: str) -> str:
    return "1" if digit != "1" else "2"


@pytest.mark.slow
def test_ten_thousand_rows_are_read_and_checked_and_the_bad_ones_found_exactly(db: None) -> None:
    rows = [person(n) for n in range(ROWS)]
    expected = {}
    for n in range(BAD):
        place, (kind, column, spoil) = 7 + n * 33, SPOILS[n % len(SPOILS)]
        rows[place] = spoil(rows[place])
        expected[FIRST + place] = (str(column), str(kind))
    assert len({kind for _, kind in expected.values()}) == 15
    sent = sheet(rows, columns=COLUMNS)
    began = time.perf_counter()
    assert len(reading.read(sent).rows) == ROWS
    assert time.perf_counter() - began < PARSING_SECONDS
    actor = become("officer")
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as seen:
        batch = services.upload(
            request_id=uuid4(), file_name="大名单.xlsx", sent=sent, actor=actor, at=now()
        )
    assert time.perf_counter() - began < CHECKING_SECONDS
    assert len(seen) < 40, "no statement for each row"
    wrong = ImportRow.objects.filter(batch_id=batch, verdict=Verdict.ERROR)
    found = {row.number: (row.findings[0]["column"], row.findings[0]["kind"]) for row in wrong}
    assert found == expected
    assert not any(len(row.findings) > 1 for row in wrong)
    rest = ImportRow.objects.filter(batch_id=batch).exclude(verdict=Verdict.ERROR)
    assert set(rest.values_list("verdict", flat=True)) == {Verdict.DRAFT}
