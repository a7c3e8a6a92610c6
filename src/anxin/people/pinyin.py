"""Spell names in pinyin, so that they sort and are found the way people say them.

Surnames have readings of their own (曾 zēng, 单 shàn, 仇 qiú) that the library, made for prose,
does not choose: a table here goes first. All three spellings tell the name, so they are kept
where the name may be kept, or in memory, never as a clear column.
"""

import unicodedata

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
_TONES = "12345"


def full_pinyin(name: str) -> str:
    """Return the whole name without tones or spaces, as people type it: `xiaqibin`.

    ü is typed v. A character with no known reading stays as it is, so nothing is lost.
    """
    return "".join(syllable[0] + syllable[1:].rstrip(_TONES) for _, syllable in _read(name))


def initials(name: str) -> str:
    """Return the first letter of each character: `xqb`."""
    return "".join(syllable[0] for _, syllable in _read(name))


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
