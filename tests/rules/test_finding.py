"""What a typed text is, and by which words a name is found."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.enrolment.services.cards import new_code
from anxin.people.pinyin import full_pinyin, initials, spellings, surname_length
from anxin.rules.cards import CardNumber
from anxin.rules.finding import (
    LONGEST,
    Kind,
    fold_pinyin,
    name_words,
    phone_digits,
    phone_words,
    understand,
    words_asked,
)
from anxin.rules.identity import check_digit

IDENTITY = "00000019800517001"
IDENTITY += check_digit(IDENTITY)
CARD = str(CardNumber.make(town_code="500116101", serial=7, on=date(2026, 11, 23)))


def kinds(text):
    return [(one.kind, one.text) for one in understand(text).tries]


def words_of(name):
    return name_words(name, spellings(name), surname=surname_length(name))


def finds(text, name):
    return bool(words_asked(understand(text)) & words_of(name))


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        (IDENTITY, Kind.IDENTITY, IDENTITY),
        (f" {IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]} ", Kind.IDENTITY, IDENTITY),
        ("00000019800517012x", Kind.IDENTITY, "00000019800517012X"),
        ("１３８００１３８０００", Kind.PHONE, "13800138000"),
        ("138-0013-8000", Kind.PHONE, "13800138000"),
        ("+86 138 0013 8000", Kind.PHONE, "13800138000"),
        ("023-47561234", Kind.PHONE, "02347561234"),
        (CARD, Kind.CARD, CARD),
        (CARD.replace("-", ""), Kind.CARD, CARD),
        ("夏启斌", Kind.NAME, "夏启斌"),
        (" 夏 启 斌 ", Kind.NAME, "夏启斌"),
        ("阿依古丽·买买提", Kind.NAME, "阿依古丽买买提"),
        ("夏\u200b启斌", Kind.NAME, "夏启斌"),
        ("XiaQiBin", Kind.PINYIN, "xiaqibin"),
        ("xia qi-bin", Kind.PINYIN, "xiaqibin"),
        ("Xià Qǐbīn", Kind.PINYIN, "xiaqibin"),
        ("Lǚ", Kind.PINYIN, "lu"),
        ("xqb", Kind.PINYIN, "xqb"),
    ],
)
def test_a_text_is_what_it_looks_like(typed, kind, text):
    assert kinds(typed) == [(kind, text)]


def test_a_scanned_code_is_a_code_also_in_small_letters():
    code = new_code()

    assert kinds(code) == [(Kind.CODE, code)]
    assert kinds(code.lower()) == [(Kind.CODE, code)]


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("", "请输入"),
        ("  \u200b", "请输入"),
        ("?!", "请输入"),
        ("张", "至少两个字"),
        ("z", "至少两个字"),
        ("13800", "号码不完整"),
        (IDENTITY[:15], "号码不完整"),
        (CARD[:-1] + str((int(CARD[-1]) + 1) % 10), "号码不完整"),
    ],
)
def test_what_names_nobody_is_told_with_what_to_do(typed, hint):
    asked = understand(typed)

    assert asked.tries == ()
    assert hint in asked.hint


def test_a_mistyped_identity_number_is_told_from_its_last_character_alone():
    wrong = IDENTITY[:17] + ("1" if IDENTITY[17] != "1" else "2")

    assert "校验码" in understand(wrong).hint
    assert understand(IDENTITY).hint == ""


@pytest.mark.parametrize(
    "typed", ["夏启斌", "夏启", "启斌", "xiaqibin", "xiaqi", "qibin", "xiaqb", "xqb"]
)
def test_a_name_is_found_by_its_whole_its_ends_its_pinyin_and_its_initials(typed):
    assert finds(typed, "夏启斌")


@pytest.mark.parametrize(
    "typed", ["夏", "夏斌", "xia", "x", "xq", "qb", "bin", "xiabin", "夏启斌x"]
)
def test_it_is_not_found_by_less_or_by_something_else(typed):
    assert not finds(typed, "夏启斌")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("曾乐", ("zengle", "cengle", "zengyue", "zl", "cl")),
        ("单雄信", ("shanxiongxin", "danxiongxin", "sxx", "dxx")),
        ("仇英", ("qiuying", "chouying")),
        ("解缙", ("xiejin", "jiejin")),
        ("区晓", ("ouxiao", "quxiao")),
        ("查良镛", ("zhaliangyong", "chaliangyong")),
        ("朴树", ("piaoshu", "pushu")),
        ("盖叫天", ("gejiaotian", "gaijiaotian")),
        ("乐小明", ("yuexiaoming", "lexiaoming")),
        ("尉迟恭", ("yuchigong", "weichigong", "ycg")),
        ("吕布", ("lvbu", "lubu", "lyubu", "lb")),
        ("张行", ("zhangxing", "zhanghang")),
    ],
)
def test_a_character_of_two_readings_is_found_by_both(name, typed):
    assert [one for one in typed if not finds(one, name)] == []


@pytest.mark.parametrize("typed", ["欧阳", "ouyang", "oy", "阳明"])
def test_a_bare_surname_of_two_characters_finds_nobody(typed):
    assert not finds(typed, "欧阳小明")
    assert finds("欧阳小", "欧阳小明")
    assert finds("ouyangxm", "欧阳小明")


def test_a_name_in_latin_letters_is_found_whole_and_by_its_parts():
    assert finds("john smith", "John Smith")
    assert finds("smith", "John Smith")
    assert not finds("ith", "John Smith")


def test_a_rare_character_without_a_reading_is_found_as_written():
    assert finds("张\U00030000", "张\U00030000")


def test_a_telephone_is_found_whole_however_it_is_written():
    assert phone_words("023-47561234") == words_asked(understand("(023) 4756 1234"))
    assert phone_words("") == frozenset()
    assert not phone_words("13800138000") & words_asked(understand("1380013"))


SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华曾单仇解区查朴盖乐"
GIVEN = "一乃久于云亚伟佳俊儿兰军凤利力勇华博卫发国娜子宇安宏家小平建强心志思慧成敏文斌明春晓杰林桂梅欣永江波洁浩海涛燕玉玲珍琴瑞福秀红绍美翔良艳英荣莉菊萍蓉行长重朝"


def made_up(count):
    draw = Random(10)
    for _ in range(count):
        yield draw.choice(SURNAMES) + "".join(draw.choices(GIVEN, k=draw.choice((1, 2, 2, 2))))


def test_twenty_thousand_names_are_each_found_by_all_their_words_and_by_no_bare_surname():
    for name in set(made_up(20_000)):
        words = words_of(name)
        for typed in (name, full_pinyin(name), initials(name), full_pinyin(name).upper()):
            assert words_asked(understand(typed)) <= words, (name, typed)
        assert not words_asked(understand(name[0])), name
        assert len(words) <= 60, name


@given(st.text(max_size=80))
def test_no_text_breaks_it_and_every_answer_says_what_to_do(text):
    asked = understand(text)

    assert asked.tries or asked.hint
    assert all(len(one.text) <= LONGEST * 4 for one in asked.tries)
    assert all(len(word.split("|", 1)[1]) > 1 for word in words_asked(asked))


@given(st.text(max_size=30))
def test_no_name_breaks_it_and_words_are_in_the_spelling_that_is_asked_for(name):
    for word in words_of(name):
        kind, _, text = word.partition("|")
        if kind == Kind.PINYIN:
            assert fold_pinyin(text) == text
        else:
            assert text == text.casefold()


@given(st.text(alphabet="赵钱孙李欧阳曾单吕岩", min_size=2, max_size=12))
def test_a_name_typed_as_it_is_written_finds_it(name):
    assert finds(name, name)


@given(st.text(max_size=30))
def test_a_telephone_has_one_spelling(text):
    once = phone_digits(text)

    assert phone_digits(once) == once
