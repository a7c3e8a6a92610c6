"""Names are spelled the way their bearers say them."""

import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxin.people.pinyin import full_pinyin, initials, sort_key


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("曾国平", "zengguoping"),
        ("单雄信", "shanxiongxin"),
        ("仇小琴", "qiuxiaoqin"),
        ("解明", "xieming"),
        ("区海", "ouhai"),
        ("查文斌", "zhawenbin"),
        ("朴正", "piaozheng"),
        ("盖勇", "geyong"),
        ("乐嘉", "yuejia"),
        ("任洪", "renhong"),
        ("翟艳", "zhaiyan"),
        ("覃玉兰", "qinyulan"),
        ("尉迟恭", "yuchigong"),
        ("尉明", "weiming"),
        ("万俟卨", "moqixie"),
        ("万波", "wanbo"),
        ("长孙无忌", "zhangsunwuji"),
        ("单于明", "chanyuming"),
        ("令狐冲", "linghuchong"),
        ("欧阳丹", "ouyangdan"),
        ("乐正明", "yuezhengming"),
        ("吕布", "lvbu"),
    ],
)
def test_a_surname_has_its_own_reading(name: str, spelled: str) -> None:
    assert full_pinyin(name) == spelled


@pytest.mark.parametrize(
    ("name", "spelled"), [("王单", "wangdan"), ("李乐", "lile"), ("张曾", "zhangceng")]
)
def test_the_surname_table_leaves_given_names_alone(name: str, spelled: str) -> None:
    assert full_pinyin(name) == spelled


@pytest.mark.parametrize(
    ("name", "spelled", "letters"),
    [
        ("夏啟彬", "xiaqibin", "xqb"),
        ("罗䶮", "luoyan", "ly"),
        ("于𬱖", "yudi", "yd"),
        ("王𠮷祥", "wangjixiang", "wjx"),
    ],
)
def test_rare_characters_are_spelled(name: str, spelled: str, letters: str) -> None:
    assert (full_pinyin(name), initials(name)) == (spelled, letters)


@pytest.mark.parametrize("dot", ["·", "・", "•", " "])
def test_the_dot_of_a_long_name_is_not_spoken(dot: str) -> None:
    assert full_pinyin(f"阿卜杜拉{dot}买买提") == "abudulamaimaiti"
    assert initials(f"阿卜杜拉{dot}买买提") == "abdlmmt"


def test_a_long_name_does_not_begin_with_a_surname() -> None:
    assert full_pinyin("单·阿木") == "danamu"


def test_letters_of_any_width_are_spelled_small() -> None:
    assert full_pinyin("ＡＢ丁") == full_pinyin("Ab丁") == "abding"


def test_a_character_without_a_reading_is_kept() -> None:
    assert full_pinyin("李𫝹") == "li𫝹"
    assert initials("李3") == "l3"


def test_names_sort_by_syllable_then_tone_then_character() -> None:
    names = ["林安", "李𫝹", "李明", "黎明", "曾小", "Zed", "李红", "张一", "黎安", "单一"]
    assert sorted(names, key=sort_key) == [
        *("黎安", "黎明", "李红", "李明", "李𫝹", "林安", "单一", "Zed", "曾小", "张一"),
    ]


def test_byte_order_is_the_order_of_the_key() -> None:
    keys = [sort_key(name) for name in ("李明", "𠮷田", "䶮", "李𫝹", "王五")]
    assert sorted(keys) == sorted(keys, key=str.encode)


@given(st.text(max_size=12))
def test_any_text_is_spelled_without_losing_a_character(text: str) -> None:
    spelled = sort_key(text)
    assert len(initials(text)) == len(spelled.split())
    assert len(full_pinyin(text)) >= len(initials(text))


def test_the_library_is_loaded_only_when_a_name_is_spelled() -> None:
    code = "import sys, anxin.people.pinyin; sys.exit('pypinyin' in sys.modules)"
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code], check=False, env=path).returncode == 0
