"""Spell names in pinyin, so that they sort and are found the way people say them.

Surnames have readings of their own (曾 zēng, 单 shàn, 仇 qiú) that the library, made for prose,
does not choose: a table here goes first. All three spellings tell the name, so they are kept
where the name may be kept, or in memory, never as a clear column.
"""

import unicodedata
from itertools import combinations

# Reading with its tone where it differs from the library's, or must not depend on it.
_SURNAMES = {
    "单": "shan4", "仇": "qiu2", "解": "xie4", "区": "ou1", "查": "zha1", "朴": "piao2",
    "盖": "ge3", "乐": "yue4", "曾": "zeng1", "任": "ren2", "华": "hua4", "纪": "ji3",
    "宓": "mi4", "缪": "miao4", "秘": "bi4", "冼": "xian3", "翟": "zhai2", "员": "yun4",
    "祭": "zhai4", "黑": "he4", "种": "chong2", "召": "shao4", "折": "she2", "沈": "shen3",
    "覃": "qin2", "谌": "chen2", "洗": "xian3", "燕": "yan1", "应": "ying1", "於": "yu1",
    "过": "guo1", "句": "gou1", "车": "che1", "柏": "bai3", "贲": "ben1", "炅": "gui4",
    "逄": "pang2", "乜": "nie4", "晟": "cheng2", "佴": "nai4", "钭": "tou3", "宁": "ning4",
    "隗": "wei3", "相": "xiang4", "牟": "mu4", "那": "na1", "哈": "ha3", "幸": "xing4",
    "敖": "ao2", "冉": "ran3", "晏": "yan4", "尉": "wei4", "万": "wan4", "长": "chang2",
    "石": "shi2", "叶": "ye4", "于": "yu2", "余": "yu2", "占": "zhan1", "卜": "bu3",
    "干": "gan1", "葛": "ge3", "费": "fei4", "郗": "xi1", "郇": "xun2", "殷": "yin1",
    "娄": "lou2", "教": "jiao4", "强": "qiang2", "兴": "xing1", "曲": "qu1", "要": "yao1",
    "尹": "yin3", "都": "du1", "阚": "kan4", "呙": "guo1", "眭": "sui1", "麴": "qu1",
}  # fmt: skip
_COMPOUND_SURNAMES = {
    "尉迟": "yu4 chi2", "万俟": "mo4 qi2", "长孙": "zhang3 sun1", "澹台": "tan2 tai2",
    "单于": "chan2 yu2", "令狐": "ling2 hu2", "鲜于": "xian1 yu2", "皇甫": "huang2 fu3",
    "呼延": "hu1 yan2", "闾丘": "lv2 qiu1", "亓官": "qi2 guan1", "乐正": "yue4 zheng4",
    "宰父": "zai3 fu3", "谷梁": "gu3 liang2", "夹谷": "jia2 gu3", "拓跋": "tuo4 ba2",
    "欧阳": "ou1 yang2", "司马": "si1 ma3", "司徒": "si1 tu2", "上官": "shang4 guan1",
    "诸葛": "zhu1 ge3", "夏侯": "xia4 hou2", "东方": "dong1 fang1", "公孙": "gong1 sun1",
    "慕容": "mu4 rong2", "申屠": "shen1 tu2", "淳于": "chun2 yu2", "宇文": "yu3 wen2",
    "独孤": "du2 gu1", "端木": "duan1 mu4", "濮阳": "pu2 yang2", "赫连": "he4 lian2",
}  # fmt: skip
# Characters that the library does not know, or reads as in a word that is no name (萝卜).
_CHARACTERS = {"𠮷": "ji2", "㛃": "jie2", "䶮": "yan3", "𬱖": "di2", "卜": "bu3"}
# Without tones: how else these characters are read in names, as people may type them.
_ALSO = {
    "曾": ("zeng", "ceng"), "单": ("shan", "dan"), "仇": ("qiu", "chou"), "解": ("xie", "jie"),
    "区": ("ou", "qu"), "查": ("zha", "cha"), "朴": ("piao", "pu"), "盖": ("ge", "gai"),
    "乐": ("yue", "le"), "翟": ("zhai", "di"), "覃": ("qin", "tan"), "谌": ("chen", "shen"),
    "缪": ("miao", "mou"), "秘": ("bi", "mi"), "种": ("chong", "zhong"), "召": ("shao", "zhao"),
    "折": ("she", "zhe"), "沈": ("shen", "chen"), "隗": ("wei", "kui"), "牟": ("mu", "mou"),
    "长": ("chang", "zhang"), "郗": ("xi", "chi"), "都": ("du", "dou"), "员": ("yun", "yuan"),
    "祭": ("zhai", "ji"), "黑": ("he", "hei"), "万": ("wan", "mo"), "俟": ("qi", "si"),
    "石": ("shi", "dan"), "卜": ("bu", "bo"), "洗": ("xian", "xi"), "句": ("gou", "ju"),
    "车": ("che", "ju"), "柏": ("bai", "bo"), "炅": ("gui", "jiong"), "晟": ("cheng", "sheng"),
    "贾": ("jia", "gu"), "宿": ("su", "xiu"), "俞": ("yu", "shu"), "阚": ("kan", "han"),
    "褚": ("chu", "zhu"), "薄": ("bo", "bao"), "藏": ("cang", "zang"), "盛": ("sheng", "cheng"),
    "繁": ("po", "fan"), "从": ("cong", "zong"), "能": ("nai", "neng"), "隽": ("juan", "jun"),
    "莘": ("shen", "xin"), "冯": ("feng", "ping"), "宓": ("mi", "fu"), "尉": ("yu", "wei"),
    "澹": ("tan", "dan"), "令": ("ling", "lin"), "臧": ("zang", "cang"), "钭": ("tou", "dou"),
    "逄": ("pang", "feng"), "谷": ("gu", "yu"), "逯": ("lu", "dai"), "晁": ("chao", "zhao"),
    "佴": ("nai", "er"), "甄": ("zhen", "juan"), "訾": ("zi", "zui"), "郄": ("qie", "xi"),
    "行": ("xing", "hang"), "重": ("zhong", "chong"), "朝": ("chao", "zhao"), "传": ("chuan", "zhuan"),
    "茜": ("qian", "xi"), "莎": ("sha", "suo"), "娜": ("na", "nuo"), "奇": ("qi", "ji"),
    "露": ("lu", "lou"), "会": ("hui", "kuai"), "校": ("xiao", "jiao"), "强": ("qiang", "jiang"),
    "弹": ("tan", "dan"), "还": ("huan", "hai"), "参": ("can", "shen"), "少": ("shao", "xiao"),
    "省": ("sheng", "xing"), "调": ("tiao", "diao"), "藉": ("ji", "jie"), "那": ("na", "nuo"),
}  # fmt: skip
_MOST_SPELLINGS = 8
_TONES = "12345"


def full_pinyin(name: str) -> str:
    """Return the whole name without tones or spaces, as people type it: `xiaqibin`.

    ü is typed v. A character with no known reading stays as it is, so nothing is lost.
    """
    return "".join(syllable[0] + syllable[1:].rstrip(_TONES) for _, syllable in _read(name))


def initials(name: str) -> str:
    """Return the first letter of each character: `xqb`."""
    return "".join(syllable[0] for _, syllable in _read(name))


def spellings(name: str) -> list[tuple[str, ...]]:
    """Return each way in which a name may be read, without tones; the usual one first.

    Up to two characters are read otherwise than usual at a time, and eight ways are enough.
    """
    usual = tuple(syllable[0] + syllable[1:].rstrip(_TONES) for _, syllable in _read(name))
    others = [
        (place, other)
        for place, (character, _) in enumerate(_read(name))
        for other in _ALSO.get(character, ())
        if other != usual[place]
    ]
    found = dict.fromkeys([usual, *(_with(usual, [one]) for one in others)])
    for one, two in combinations(others, 2):
        if one[0] != two[0]:
            found[_with(usual, [one, two])] = None
    return list(found)[:_MOST_SPELLINGS]


def _with(usual: tuple[str, ...], changes: list[tuple[int, str]]) -> tuple[str, ...]:
    changed = list(usual)
    for place, other in changes:
        changed[place] = other
    return tuple(changed)


def surname_length(name: str) -> int:
    """Return how many characters of a name are its surname: two for 欧阳, one for most."""
    text = "".join(c for c in unicodedata.normalize("NFKC", name) if c.isalnum())
    return 2 if text[:2] in _COMPOUND_SURNAMES and len(text) > 2 else 1


def sort_key(name: str) -> str:
    """Return a text that sorts names as a dictionary does under byte order (`C.UTF-8`).

    By syllable, then tone, then character, one character of the name after the other, so that
    all of one surname stand together. Characters without a reading come last.
    """
    return " ".join(
        character if syllable == character else syllable + character
        for character, syllable in _read(name)
    )


def _read(name: str) -> list[tuple[str, str]]:
    """Pair each character that is read with its syllable; dots and spaces are not."""
    text = unicodedata.normalize("NFKC", name).casefold()
    text = "".join(character for character in text if character.isalnum())
    surname = _surname_reading(text, written=name)
    rest = text[len(surname) :]
    return list(zip(text, [*surname, *_library_reading(rest)], strict=True))


def _surname_reading(text: str, *, written: str) -> list[str]:
    # A name with a dot is not made of surname and given name.
    if "·" in unicodedata.normalize("NFKC", written):
        return []
    if text[:2] in _COMPOUND_SURNAMES:
        return _COMPOUND_SURNAMES[text[:2]].split()
    return [_SURNAMES[text[0]]] if text[:1] in _SURNAMES else []


def _library_reading(text: str) -> list[str]:
    if not text:
        return []
    # Loading takes longer than a page may: only who asks for a name pays for it.
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(
        text,
        style=Style.TONE3,
        errors=list,  # type: ignore[arg-type]  # a list is allowed: one entry for each character
        neutral_tone_with_five=True,
    )
    return [_chosen(*pair) for pair in zip(text, syllables, strict=True)]


def _chosen(character: str, syllable: str) -> str:
    if character in _CHARACTERS:
        return _CHARACTERS[character]
    was_read = syllable[0].isascii() and not character.isascii()
    return syllable if was_read else character
