"""When two records may be of one person, and when two people may share a home.

Pure. A record gives marks; two records of one town are alike where they share one. So likeness is
symmetric by construction, and a database can look for it by equality alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from anxin.rules.finding import fold_pinyin, phone_digits


class Ground(StrEnum):
    """Why two records look like one person, or one home."""

    NAME = "name"
    SOUND = "sound"
    PHONE = "phone"
    GUARDIAN = "guardian"
    HOME = "home"

    @property
    def label(self) -> str:
        """Return the ground in words."""
        return _LABELS[self]


_LABELS = {
    Ground.NAME: "姓名、出生日期相同",
    Ground.SOUND: "姓名读音、出生日期相同",
    Ground.PHONE: "电话相同，姓名读音或出生日期相同",
    Ground.GUARDIAN: "监护人身份证号相同，姓名读音或出生日期相同",
    Ground.HOME: "家庭地址相同",
}
OF_ONE_PERSON = frozenset(Ground) - {Ground.HOME}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What of a record likeness turns on. ``sounds`` are the ways in which the name may be read."""

    town: str
    name: str
    sounds: frozenset[str]
    born: date
    phone: str = ""
    address: str = ""
    guardian_numbers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Mark:
    """One thing that alike records share."""

    ground: Ground
    text: str


def marks(known: Known) -> frozenset[Mark]:
    """Return the marks of a record; the town is compared apart, since people move."""
    return frozenset(_marks(known))


def alike(a: Known, b: Known) -> frozenset[Ground]:
    """Return why two records may be of one person; nothing across towns."""
    if a.town != b.town:
        return frozenset()
    shared = {mark.ground for mark in marks(a) & marks(b)}
    return frozenset(shared & OF_ONE_PERSON)


def _marks(known: Known) -> Iterator[Mark]:
    born = known.born.isoformat()
    sounds = {fold_pinyin(sound) for sound in known.sounds} - {""}
    if name := plain(known.name):
        yield Mark(ground=Ground.NAME, text=f"{name}|{born}")
    for sound in sounds:
        yield Mark(ground=Ground.SOUND, text=f"{sound}|{born}")
    if phone := phone_digits(known.phone):
        yield from _with(Ground.PHONE, phone, {born, *sounds})
    for number in known.guardian_numbers - {""}:
        yield from _with(Ground.GUARDIAN, number, {born, *sounds})
    if home := plain(known.address):
        yield Mark(ground=Ground.HOME, text=home)


def _with(ground: Ground, first: str, seconds: Iterable[str]) -> Iterator[Mark]:
    for second in seconds:
        yield Mark(ground=ground, text=f"{first}|{second}")


def plain(text: str) -> str:
    """Return letters and digits alone, in one spelling: blanks, marks and width tell nothing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
