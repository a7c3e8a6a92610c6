"""When two records look like one person: symmetric, and never across towns (5.1.3.b)."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from anxin.rules.duplicates import Ground, Known, alike, marks

ONE = Known(
    town="油溪",
    name="曾晓明",
    sounds=frozenset({"zengxiaoming", "cengxiaoming"}),
    born=date(1980, 5, 17),
    phone="13800001111",
    address="油溪镇 1 组 1 号",
    guardian_numbers=frozenset({"000000195001010018"}),
)
OTHER = Known(
    town="油溪",
    name="李四",
    sounds=frozenset({"lisi"}),
    born=date(1971, 1, 1),
    guardian_numbers=frozenset({""}),
)
KNOWN = st.builds(
    Known,
    town=st.sampled_from(["a", "b"]),
    name=st.sampled_from(["", "甲", "乙"]),
    sounds=st.frozensets(st.sampled_from(["jia", "yi", ""]), max_size=2),
    born=st.dates(date(1980, 1, 1), date(1980, 1, 2)),
    phone=st.sampled_from(["", "13800001111", "138 0000 1111", "13800002222"]),
    address=st.sampled_from(["", "1组", "２组"]),
    guardian_numbers=st.frozensets(st.sampled_from(["", "1", "2"])),
)


@given(KNOWN, KNOWN)
def test_likeness_is_symmetric(a: Known, b: Known) -> None:
    assert alike(a, b) == alike(b, a)


@given(KNOWN, KNOWN)
def test_nobody_is_alike_across_towns(a: Known, b: Known) -> None:
    assert a.town == b.town or not alike(a, b)


@given(KNOWN, KNOWN)
def test_who_differs_in_name_sound_and_birth_is_never_one_person(a: Known, b: Known) -> None:
    if a.born != b.born and not (a.sounds - {""}) & (b.sounds - {""}):
        assert not alike(a, b)


@given(KNOWN)
def test_an_empty_field_gives_no_mark(one: Known) -> None:
    assert all(part for mark in marks(one) for part in mark.text.split("|"))


def test_the_same_name_and_birth_are_alike_and_a_day_later_not() -> None:
    same = replace(OTHER, name="曾 晓明", born=ONE.born)

    assert alike(ONE, same) == {Ground.NAME}
    assert not alike(ONE, replace(same, born=ONE.born + timedelta(days=1)))


def test_a_name_that_sounds_alike_counts_in_every_reading() -> None:
    heard = replace(OTHER, name="岑小明", sounds=frozenset({"cengxiaoming"}), born=ONE.born)

    assert alike(ONE, heard) == {Ground.SOUND}


def test_a_shared_telephone_or_guardian_asks_for_name_or_birth_besides() -> None:
    phone = replace(OTHER, phone="+86 138-0000-1111")
    guardian = replace(OTHER, guardian_numbers=ONE.guardian_numbers)

    assert not alike(ONE, phone)
    assert not alike(ONE, guardian)
    assert alike(ONE, replace(phone, born=ONE.born)) == {Ground.PHONE}
    assert alike(ONE, replace(guardian, sounds=ONE.sounds)) == {Ground.GUARDIAN}


def test_one_home_makes_nobody_one_person() -> None:
    assert not alike(ONE, replace(OTHER, address=ONE.address))
