"""What a text typed into the one box is, and by which words a name is found.

Pure: the same words are made of a name when it is written down and of a text when it is typed;
both are keyed before they meet. A bare surname is no word, so that nobody lists half a town.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from anxin.rules.cards import CardNumber
from anxin.rules.identity import check_digit, is_phone, normal_identity

LONGEST = 60
_IDENTITY = re.compile(r"[0-9]{17}[0-9X]")
_CODE = re.compile(r"AX[2-9A-HJ-NP-Z]{26}")
_COUNTRY = re.compile(r"(?:\+|00)?86(?=1[3-9][0-9]{9}$)")
_BETWEEN = re.compile(r"[\s\-‐‑–—()]+")
_U_WITH_DOTS = re.compile(r"([ln])(?:yu|v)")


class Kind(StrEnum):
    """What a text can be."""

    IDENTITY = "identity"
    CARD = "card"
    CODE = "code"
    PHONE = "phone"
    NAME = "name"
    PINYIN = "pinyin"


EXACT = frozenset({Kind.IDENTITY, Kind.CARD, Kind.CODE})
"""What names one person: the way leads straight on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One thing that a text can be, in its one spelling."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a text can be, and what to tell who typed it; both from the text alone."""

    tries: tuple[Try, ...]
    hint: str = ""


def understand(typed: str) -> Asked:
    """Say what a typed or scanned text can be; nothing of whom it finds goes into the answer."""
    text = _plain(typed)[:LONGEST]
    if not text:
        return Asked(tries=(), hint="请输入姓名、拼音、救助卡号、身份证号或电话")
    found = tuple(_numbers(text)) or tuple(_names(text))
    return Asked(tries=found, hint=_hint(text, found))


def _plain(typed: str) -> str:
    text = unicodedata.normalize("NFKC", typed)
    return "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc"}).strip()


def _numbers(text: str) -> Iterator[Try]:
    joined = _BETWEEN.sub("", text)
    number = normal_identity(joined)
    if _IDENTITY.fullmatch(number):
        yield Try(kind=Kind.IDENTITY, text=number)
    if _CODE.fullmatch(number):
        yield Try(kind=Kind.CODE, text=number)
    if card := CardNumber.parse(joined):
        yield Try(kind=Kind.CARD, text=str(card))
    if is_phone(phone := phone_digits(text)):
        yield Try(kind=Kind.PHONE, text=phone)


def _names(text: str) -> Iterator[Try]:
    name = _letters(text)
    if any(character.isdecimal() for character in name):
        return
    if len(name) > 1 and not name.isascii():
        latin = fold_pinyin(text)
        is_pinyin = latin.isalpha() and latin.isascii() and len(latin) > 1
        yield Try(kind=Kind.PINYIN, text=latin) if is_pinyin else Try(kind=Kind.NAME, text=name)
    elif len(name) > 1:
        yield Try(kind=Kind.PINYIN, text=fold_pinyin(text))


def _hint(text: str, found: tuple[Try, ...]) -> str:
    name = _letters(text)
    if any(
        one.kind is Kind.IDENTITY and check_digit(one.text[:17]) != one.text[17] for one in found
    ):
        return "身份证号的最后一位（校验码）不对，请核对"
    if found:
        return ""
    if any(character.isdecimal() for character in name):
        return "号码不完整：身份证号18位，手机号11位，救助卡号10位"
    if len(name) == 1:
        return "只输入一个字查不了，请输入至少两个字的姓名，或拼音、首字母"
    return "请输入姓名、拼音、救助卡号、身份证号或电话"


def phone_digits(text: str) -> str:
    """Return a telephone number in its one spelling: digits, without the country's."""
    return _COUNTRY.sub("", _plain(_BETWEEN.sub("", _plain(text))))


def fold_pinyin(text: str) -> str:
    """Return pinyin in its one spelling: no blanks, no tones, ü as u after l and n.

    Passports write lyu, keyboards lv, signs lü; all are the same name.
    """
    parted = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(character for character in parted if character.isalpha())
    return _U_WITH_DOTS.sub(r"\1u", letters)


def name_words(
    name: str, spellings: Iterable[Sequence[str]], *, surname: int = 1
) -> frozenset[str]:
    """Return every word by which a name is found: as written, as spelt, as initials.

    Of 夏启斌: 夏启斌, 夏启, 启斌; xiaqibin, xiaqi, qibin, xiaqb, xqb. ``surname`` is how many
    characters the surname has: alone it is no word.
    """
    letters = _letters(name)
    if letters.isascii():
        parts = {letters, *(_letters(part) for part in name.split())}
        return frozenset(_word(Kind.PINYIN, fold_pinyin(part)) for part in parts if len(part) > 1)
    words = {_word(Kind.NAME, part) for part in _parts(list(letters), surname=surname)}
    for spelling in spellings:
        if len(spelling) == len(letters) and all(s.isascii() and s.isalpha() for s in spelling):
            spelt = {fold_pinyin(part) for part in _spelt(spelling, surname)}
            words |= {_word(Kind.PINYIN, part) for part in spelt if len(part) > 1}
    return frozenset(words)


def _spelt(syllables: Sequence[str], surname: int) -> Iterator[str]:
    yield from _parts(syllables, surname=surname)
    initials = [syllable[0] for syllable in syllables]
    yield "".join(initials)
    if len(syllables) > surname:
        yield "".join([*syllables[:surname], *initials[surname:]])


def _parts(pieces: Sequence[str], *, surname: int) -> Iterator[str]:
    """Yield the whole, and every beginning and end of two or more; none cuts the surname."""
    yield "".join(pieces)
    for length in range(2, len(pieces)):
        if length > surname:
            yield "".join(pieces[:length])
        if length <= len(pieces) - surname:
            yield "".join(pieces[-length:])


def phone_words(number: str) -> frozenset[str]:
    """Return the word by which a telephone number is found: the whole of it."""
    digits = phone_digits(number)
    return frozenset({_word(Kind.PHONE, digits)} if digits else ())


def words_asked(asked: Asked) -> frozenset[str]:
    """Return the words that a typed text asks for; none where it names an exact number."""
    by_word = {Kind.NAME, Kind.PINYIN, Kind.PHONE}
    return frozenset(_word(one.kind, one.text) for one in asked.tries if one.kind in by_word)


def _word(kind: Kind, text: str) -> str:
    return f"{kind}|{text}"


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in plain if character.isalnum())
