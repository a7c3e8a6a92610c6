"""Which sheet a medicine stands on, what the sheet is called and how long it is kept."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.policy import load
from anxin.rules.sheets import Sheet, kept_until, sheet_number, sheet_of, sheets_of

CATALOGUE = load().catalogue
TODAY = date(2026, 11, 28)
items = st.sampled_from(list(CATALOGUE))


@pytest.mark.parametrize(
    "drug", ["地西泮", "氯硝西泮", "劳拉西泮", "阿普唑仑", "艾司唑仑", "奥沙西泮"]
)
def test_a_benzodiazepine_stands_on_the_sheet_of_its_own(drug):
    assert sheet_of(CATALOGUE.find(drug, "片")) is Sheet.PSYCHOTROPIC2


@pytest.mark.parametrize(("drug", "form"), [("奥氮平", "片"), ("善思达", "针"), ("丁螺环酮", "片")])
def test_anything_else_on_the_ordinary_one(drug, form):
    assert sheet_of(CATALOGUE.find(drug, form)) is Sheet.ORDINARY


@given(st.lists(items, min_size=1, max_size=5))
def test_every_medicine_has_its_sheet_and_no_sheet_is_empty(medicines):
    sheets = sheets_of(medicines)

    assert set(sheets) == {sheet_of(item) for item in medicines}
    assert list(sheets) == sorted(sheets)


@given(
    kind=st.sampled_from(Sheet),
    days=st.tuples(st.dates(), st.dates()),
    serials=st.tuples(st.integers(1, 10**9), st.integers(1, 10**9)),
)
def test_two_serials_never_make_one_number(kind, days, serials):
    one, other = (sheet_number(kind, written_on=TODAY, serial=serial) for serial in serials)

    assert (one == other) == (serials[0] == serials[1])


def test_a_number_says_kind_and_day():
    assert sheet_number(Sheet.PSYCHOTROPIC2, written_on=TODAY, serial=42) == "J20261128000042"
    assert sheet_number(Sheet.ORDINARY, written_on=TODAY, serial=41) == "P20261128000041"


@pytest.mark.parametrize(
    ("sheet", "last_day"),
    [(Sheet.ORDINARY, date(2027, 11, 27)), (Sheet.PSYCHOTROPIC2, date(2028, 11, 27))],
)
def test_second_class_psychotropics_are_kept_twice_as_long(sheet, last_day):
    years = load().sheet_years(sheet, TODAY)

    assert kept_until(written_on=TODAY, years=years) == last_day


@pytest.mark.parametrize(
    ("drug", "form", "name"),
    [
        ("奥氮平", "片", "奥氮平片"),
        ("地西泮", "片", "地西泮片"),
        ("文拉法辛缓释片", "片", "文拉法辛缓释片"),
        ("善思达", "针", "棕榈酸帕利哌酮注射液"),
        ("哈力多", "针", "癸酸氟哌啶醇注射液"),
        ("氯丙嗪", "针", "氯丙嗪注射液"),
    ],
)
def test_a_prescription_names_the_substance_not_the_brand(drug, form, name):
    assert CATALOGUE.find(drug, form).generic_name == name
