"""A roster's row: each error at its column, what is lacking, what becomes of the row (A8, A4)."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.demo.numbers import Numbers
from anxin.rules.identity import sex_of
from anxin.rules.roster import ANNEX_8, Column, Finding, Kind, Verdict, Weight, verdict_of
from anxin.rules.roster_reading import Village, Vocabulary, examine, read_day

TODAY = date(2026, 11, 24)
NUMBERS = Numbers(Random(8))
NUMBER = NUMBERS.identity_number(born=date(1980, 2, 3), sex="1")
GUARDIAN = NUMBERS.identity_number(born=date(1955, 6, 7), sex="2")
WORDS = Vocabulary(
    villages=(
        Village(key="v1", town="油溪镇", name="大坡村"),
        Village(key="v2", town="油溪镇", name="华龙社区"),
        Village(key="v3", town="石门镇", name="大坡村"),
    ),
    choices={
        Column.ETHNIC: {"汉族": "01"},
        Column.REGISTER: {"农业户口": "agricultural"},
        Column.DIAGNOSIS: {"精神分裂症": 1},
        Column.INSURANCE: {"无医疗保险": "none", "城乡居民基本医疗保险": "resident"},
        Column.RELATION: {"父母": "parent", "村（居）民委员会": "committee"},
        Column.APPLIED_BY: {"监护人": "guardian"},
    },
    lists={Column.POVERTY: {"低保户": "minimum_living", "建档贫困户": "registered_poor"}},
    organisations=frozenset({"committee"}),
    sexes={"男": "1", "女": "2"},
    risks={"0": 0, "3": 3, "3级": 3, "5": 5},
    place_endings=("社区", "村", "镇"),
)
GOOD = {
    Column.SERIAL: "1",
    Column.NAME: "欧阳青竹",
    Column.SEX: "男",
    Column.NUMBER: NUMBER,
    Column.RISK: "3级",
    Column.GUARDIAN: "欧阳明月",
    Column.GUARDIAN_PHONE: "15412345678",
    Column.GUARDIAN_NUMBER: GUARDIAN,
    Column.ADDRESS: "油溪镇华龙社区3组5号",
    Column.REMARK: "",
}
WHOLE = {
    **GOOD,
    Column.BORN: "1980年2月3日",
    Column.ETHNIC: "汉族",
    Column.TOWN: "油溪",
    Column.VILLAGE: "大坡",
    Column.SINCE: "1980-02-03",
    Column.REGISTER: "农业户口",
    Column.PATIENTS: "1",
    Column.DIAGNOSIS: "精神分裂症",
    Column.POVERTY: "低保户、建档贫困户",
    Column.INSURANCE: "城乡居民基本医疗保险",
    Column.RELATION: "父母",
    Column.APPLIED_BY: "监护人",
    Column.SIGNED_ON: "2026/11/24",
}


def found(changed: dict[Column, str], of: dict[Column, str] = GOOD) -> list[tuple[Column, Kind]]:
    texts = {**of, **changed}
    return [(f.column, f.kind) for f in examine(texts, words=WORDS, on=TODAY).findings]


def test_a_row_of_annex_8_is_right_and_becomes_a_draft() -> None:
    row = examine(GOOD, words=WORDS, on=TODAY)
    assert row.findings == ()
    assert row.values[Column.VILLAGE] == "v2"
    assert (row.values[Column.BORN], row.values[Column.SEX]) == (date(1980, 2, 3), "1")
    assert row.values[Column.GUARDIAN_BORN] == date(1955, 6, 7)
    assert Column.DIAGNOSIS in row.lacking
    assert verdict_of(row.findings, complete=not row.lacking) is Verdict.DRAFT
    assert [one.label for one in ANNEX_8][-2:] == ["家庭住址", "备注"]


def test_a_row_that_fills_in_annex_4_can_be_handed_in() -> None:
    row = examine(WHOLE, words=WORDS, on=TODAY)
    assert (row.findings, row.lacking) == ((), ())
    assert row.values[Column.VILLAGE] == "v1"
    assert row.values[Column.POVERTY] == ("minimum_living", "registered_poor")
    assert verdict_of(row.findings, complete=True) is Verdict.READY


def test_a_guardian_that_is_an_organisation_was_never_born() -> None:
    changed = {**WHOLE, Column.RELATION: "村（居）民委员会", Column.GUARDIAN_NUMBER: ""}
    assert examine(changed, words=WORDS, on=TODAY).lacking == ()
    parent = {**changed, Column.RELATION: "父母"}
    assert examine(parent, words=WORDS, on=TODAY).lacking == (Column.GUARDIAN_BORN,)


@pytest.mark.parametrize(
    ("column", "text", "kind"),
    [
        (Column.NAME, "", Kind.NO_NAME),
        (Column.NAME, "=1+1", Kind.NAME_ODD),
        (Column.NAME, "青竹2", Kind.NAME_ODD),
        (Column.NAME, "青" * 41, Kind.TOO_LONG),
        (Column.NUMBER, "5.00381E+17", Kind.NUMBER_LOST),
        (Column.NUMBER, NUMBER[:17], Kind.NUMBER_FORM),
        (Column.NUMBER, NUMBER[:17] + ("1" if NUMBER[17] != "1" else "2"), Kind.NUMBER_CHECKSUM),
        (Column.SEX, "不详", Kind.SEX_UNKNOWN),
        (Column.SEX, "女", Kind.SEX_DIFFERS),
        (Column.BORN, "1980-02-30", Kind.DAY_UNREADABLE),
        (Column.BORN, "1981-02-03", Kind.BORN_DIFFERS),
        (Column.SIGNED_ON, "2026-11-25", Kind.DAY_LATER),
        (Column.RISK, "6", Kind.RISK_RANGE),
        (Column.RISK, "高", Kind.RISK_RANGE),
        (Column.PHONE, "12345", Kind.PHONE_WRONG),
        (Column.GUARDIAN_PHONE, "1541234567", Kind.PHONE_WRONG),
        (Column.GUARDIAN_NUMBER, NUMBER, Kind.GUARDIAN_IS_PATIENT),
        (Column.GUARDIAN, "", Kind.GUARDIAN_NAMELESS),
        (Column.ADDRESS, " ", Kind.NO_ADDRESS),
        (Column.TOWN, "白沙镇", Kind.TOWN_UNKNOWN),
        (Column.VILLAGE, "没有村", Kind.VILLAGE_UNKNOWN),
        (Column.VILLAGE, "大坡村", Kind.VILLAGE_UNKNOWN),
        (Column.DIAGNOSIS, "感冒", Kind.WORD_UNKNOWN),
        (Column.POVERTY, "低保户、富户", Kind.WORD_UNKNOWN),
        (Column.PATIENTS, "0", Kind.COUNT_WRONG),
        (Column.DISABILITY, "123", Kind.DISABILITY_FORM),
    ],
)
def test_an_error_is_told_at_its_column_and_only_there(
    column: Column, text: str, kind: Kind
) -> None:
    assert found({column: text}) == [(column, kind)]


def test_without_a_number_sex_and_birth_are_asked_for() -> None:
    assert found({Column.NUMBER: ""}) == [(Column.NUMBER, Kind.WITHOUT_NUMBER)]
    assert found({Column.NUMBER: "", Column.BORN: "19800203"}) == []


def test_a_number_of_somebody_not_born_yet_is_refused() -> None:
    tomorrow = NUMBERS.identity_number(born=TODAY + timedelta(days=1), sex="1")
    assert found({Column.NUMBER: tomorrow}) == [(Column.NUMBER, Kind.NUMBER_BIRTHDAY)]
    today = NUMBERS.identity_number(born=TODAY, sex="1")
    assert found({Column.NUMBER: today}) == []


def test_no_insurance_and_an_insurance_card_contradict() -> None:
    changed = {Column.INSURANCE: "无医疗保险", Column.INSURANCE_NUMBER: "Z1"}
    assert found(changed, of=WHOLE) == [(Column.INSURANCE, Kind.UNINSURED)]


def test_every_error_of_a_row_is_told_at_once() -> None:
    many = found({Column.NAME: "", Column.SEX: "女", Column.RISK: "9", Column.ADDRESS: ""})
    assert {kind for _, kind in many} == {
        Kind.NO_NAME,
        Kind.SEX_DIFFERS,
        Kind.RISK_RANGE,
        Kind.NO_ADDRESS,
    }


@pytest.mark.parametrize(
    ("kinds", "other_person", "verdict"),
    [
        ([], False, Verdict.READY),
        ([Kind.RECORD_EXISTS], False, Verdict.READY),
        ([Kind.LIKE_PERSON], False, Verdict.QUESTION),
        ([Kind.LIKE_PERSON], True, Verdict.READY),
        ([Kind.ENROLLED, Kind.LIKE_PERSON], True, Verdict.KNOWN),
        ([Kind.IMPORTED, Kind.NO_NAME], True, Verdict.ERROR),
    ],
)
def test_an_error_outweighs_all_and_a_decision_only_answers_a_question(
    kinds: list[Kind], other_person: bool, verdict: Verdict
) -> None:
    findings = [Finding(column=Column.NAME, kind=kind) for kind in kinds]
    assert verdict_of(findings, complete=True, other_person=other_person) is verdict


def test_every_finding_has_words_and_names_rows_only() -> None:
    for kind in Kind:
        one = Finding(column=Column.NUMBER, kind=kind, rows=(7, 9), most=40)
        assert str(one.words)
        assert "{" not in str(one.words)
        assert one.weight in Weight
    assert "7、9" in str(Finding(column=Column.NUMBER, kind=Kind.TWICE_IN_FILE, rows=(7, 9)).words)


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2026, 11, 24)))
def test_a_day_is_read_however_it_is_written(day: date) -> None:
    y, m, d = day.year, day.month, day.day
    spelled = [f"{day:%Y%m%d}", f"{y}-{m}-{d}", f"{y}/{m:02}/{d:02}", f"{y}年{m}月{d}日"]
    assert {read_day(text) for text in [*spelled, f"{y}.{m}.{d}", f" {day} "]} == {day}


@given(
    st.dictionaries(
        st.sampled_from(list(Column)), st.text(max_size=50) | st.text("0123456789Xx =-+@")
    )
)
def test_whatever_is_typed_is_told_in_findings_and_never_raises(texts: dict[Column, str]) -> None:
    row = examine(texts, words=WORDS, on=TODAY)
    for finding in row.findings:
        assert finding.weight is Weight.ERROR
    for column, value in row.values.items():
        assert value not in ("", None), column
    if number := row.values.get(Column.NUMBER):
        assert row.values[Column.SEX] == sex_of(str(number))
