"""Made-up people with names spread as names are, and what is asked to find them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from uuid import UUID

# By frequency; a name's surname is drawn with weight 1 / rank.
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤仇单解区查"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英文华建国志春梅红玉珍凤云龙德福贵成荣生林海波宇浩然子轩欣怡"
    "雨晨佳琪思远家豪俊博睿晓东小雪永清正义长江玲燕萍莉琴淑珍光辉忠良才富昌顺祥瑞启斌素碧开元世仁礼智信"
)


@dataclass(frozen=True, slots=True)
class Somebody:
    """One made-up person and every number that names them."""

    id: UUID
    place: int
    name: str
    identity_number: str
    phone: str
    card: str
    code: str


def made_up(draw: Random, count: int) -> list[str]:
    """Return so many names, every fifth of two characters."""
    weights = [1 / rank for rank in range(1, len(SURNAMES) + 1)]
    families = draw.choices(SURNAMES, weights, k=count)
    return [
        family + "".join(draw.choices(GIVEN, k=1 if draw.random() < 0.2 else 2))
        for family in families
    ]


def questions(people: Sequence[Somebody], *, count: int) -> dict[str, list[str]]:
    """Return so many texts of each kind of question, each of somebody who is there."""
    from anxin.people.pinyin import full_pinyin, initials

    draw = Random(17)
    long = [one for one in people if len(one.name) == 3]

    def asked(of: Sequence[Somebody]) -> list[Somebody]:
        return draw.choices(of, k=count)

    return {
        "identity number": [one.identity_number for one in asked(people)],
        "card number": [one.card for one in asked(people)],
        "scanned code": [one.code for one in asked(people)],
        "telephone": [one.phone for one in asked(people)],
        "whole name": [one.name for one in asked(people)],
        "given name": [one.name[1:] for one in asked(long)],
        "surname and first character": [one.name[:2] for one in asked(long)],
        "whole pinyin": [full_pinyin(one.name) for one in asked(people)],
        "surname and initials": [
            full_pinyin(one.name[0]) + initials(one.name)[1:] for one in asked(long)
        ],
        "initials of three": [initials(one.name) for one in asked(long)],
        "nobody": [f"查无此人{number}".translate(_NO_DIGITS) for number in range(count)],
    }


_NO_DIGITS = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
