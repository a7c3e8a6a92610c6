"""A row that came back is read as it is meant; each fault is told at its column, all at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.dispensing import ShownCard
from anxin.rules.dosing import Dose
from anxin.rules.pack_columns import columns
from anxin.rules.pack_entry_stages import PACK_ENTRY, UNDER_WAY, EntryStage
from anxin.rules.pack_reading import Medicine, read_halves, read_row, read_time
from anxin.rules.packs import in_whole_packs, may_enter

DAY = date(2026, 11, 20)
PRODUCTS = {"利培酮片 1mg×20", "氯氮平片 25mg"}
ROW = {
    "came": "患者本人",
    "identity": "是",
    "programme": "√",
    "risk": "0",
    "product1": "利培酮片 1mg×20",
    "morning1": "1",
    "evening1": "０.５",
    "days1": "28.0",
    "lot1": "b123",
    "quantity1": "42",
    "slip": "QM-001",
    "next": "2026年12月18日",
    "time": "9：05",
}


def read(**changes: str):
    return read_row({**ROW, **changes}, products=PRODUCTS, on=DAY)


def faults(**changes: str) -> set[tuple[str, str]]:
    filled, found = read(**changes)
    assert (filled is None) is bool(found)
    return {(one.column, one.condition.code) for one in found}


def test_a_row_is_read_as_people_write_it():
    filled, found = read()

    assert found == ()
    assert filled is not None
    assert filled.shown == (ShownCard.IDENTITY, ShownCard.PROGRAMME)
    assert filled.medicines == (
        Medicine(
            line=1,
            product="利培酮片 1mg×20",
            dose=Dose(morning=2, evening=1),
            days=28,
            lot="B123",
            quantity=42,
        ),
    )
    assert (filled.next_on, filled.hour, filled.came) == (date(2026, 12, 18), time(9, 5), "patient")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"came": ""}, ("came", "pack-came")),
        ({"came": "邻居"}, ("came", "pack-came")),
        ({"came": "其他代领人", "proxy": "甲"}, ("proxy", "pack-proxy")),
        ({"proxy_number": "123"}, ("proxy_number", "pack-number")),
        ({"insurance": "忘带"}, ("insurance", "pack-yes")),
        ({"risk": "6"}, ("risk", "pack-risk")),
        ({"product1": "阿司匹林"}, ("product1", "pack-product")),
        ({"product1": ""}, ("product1", "pack-product-told")),
        ({"morning1": "一点"}, ("morning1", "pack-units")),
        ({"days1": "0"}, ("days1", "pack-count")),
        ({"days1": ""}, ("days1", "pack-count")),
        ({"days1": "2.5"}, ("days1", "pack-count")),
        ({"lot1": ""}, ("lot1", "pack-lot")),
        ({"quantity1": ""}, ("quantity1", "pack-quantity")),
        ({"quantity1": "-1"}, ("quantity1", "pack-count")),
        ({"slip": ""}, ("slip", "pack-slip")),
        ({"slip": "9" * 21}, ("slip", "pack-short")),
        ({"next": "下月"}, ("next", "pack-next")),
        ({"time": "25:00"}, ("time", "pack-time")),
        ({"injected1": "1"}, ("site", "pack-site")),
        ({"injected1": "1", "site": "左侧臀部"}, ("injected_by", "pack-hand")),
        ({"seen": "上月"}, ("seen", "pack-next")),
        ({"lot2": "B9"}, ("product2", "pack-product-told")),
    ],
)
def test_each_fault_is_told_at_its_column(changes, expected):
    assert expected in faults(**changes)


def test_all_faults_are_told_at_once():
    found = faults(came="", risk="", slip="", next="", time="x", lot1="", quantity1="")

    assert len(found) == 7


@given(st.dictionaries(st.sampled_from([*columns()]), st.text(max_size=12)))
def test_no_text_breaks_it(texts):
    filled, found = read_row(texts, products=PRODUCTS, on=DAY)

    assert (filled is None) is bool(found)
    assert all(one.column in columns() for one in found)


@given(st.integers(1, 400))
def test_units_are_typed_and_read_back(halves):
    whole, half = divmod(halves, 2)

    assert read_halves(f"{whole}.5" if half else str(whole)) == halves
    assert read_halves(f"{whole or ''}半" if half else f"{whole}.0") == halves


@pytest.mark.parametrize(
    ("text", "found"),
    [("9:30", time(9, 30)), ("14:30:00", time(14, 30)), ("9", None), ("", None)],
)
def test_times_are_read(text, found):
    assert read_time(text) == found


@pytest.mark.parametrize(
    ("quantity", "found"), [(42, False), (60, True), (41, None), (61, None), (0, None)]
)
def test_a_quantity_is_exact_or_of_whole_packs(quantity, found):
    assert in_whole_packs(quantity, units=42, packs=60) is found


@pytest.mark.parametrize(
    ("hours", "unmet"),
    [(0, []), (72, []), (73, ["pack-within-late"]), (-24, ["pack-day-has-come"])],
)
def test_a_row_is_taken_in_within_three_days(hours, unmet):
    at = datetime(2026, 11, 23, 4, tzinfo=UTC)
    then = at - timedelta(hours=hours)

    found = may_enter(then.date(), happened_at=then, days=3, at=at, on=at.date())

    assert [one.code for one in found.unmet] == unmet


def test_what_is_under_way_cannot_be_taken_in_anew():
    begun = {after for (_, move), after in PACK_ENTRY.moves.items() if after in UNDER_WAY}

    assert begun == UNDER_WAY
    assert PACK_ENTRY.final == {EntryStage.GIVEN}
