"""Reading the texts of a roster's row: every error at its column, nothing stops at the first (A4, A8)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from anxin.rules.clauses import cites
from anxin.rules.identity import (
    birth_of,
    check_identity,
    is_phone,
    normal_identity,
    read_disability_certificate,
    sex_of,
)
from anxin.rules.roster import Column, Examined, Finding, Kind

LONGEST = {Column.NAME: 40, Column.GUARDIAN: 60, Column.INSURANCE_NUMBER: 30, Column.REMARK: 500}
LONGEST_OTHER = 120
MOST_PATIENTS = 20
_DAY = re.compile(r"(\d{4})(?:\D(\d{1,2})\D(\d{1,2})[^\d:]?|(\d{2})(\d{2}))(?:T?00:00(?::00)?)?")
_LOST = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_]+(?:[·•．. ][^\W\d_]+)*(?:（[^\W\d_]+）)?")
_LIST = re.compile(r"[、,，;；/ ]+")
_NUMBER_KINDS = {
    "identity-form": Kind.NUMBER_FORM,
    "identity-checksum": Kind.NUMBER_CHECKSUM,
    "identity-birthday": Kind.NUMBER_BIRTHDAY,
}
_GUARDIAN_PARTS = (
    Column.GUARDIAN_PHONE,
    Column.GUARDIAN_NUMBER,
    Column.RELATION,
    Column.BASIS,
    Column.GUARDIAN_BORN,
)
_WANTED = (
    *(Column.VILLAGE, Column.ETHNIC, Column.SINCE, Column.REGISTER, Column.PATIENTS),
    *(Column.DIAGNOSIS, Column.INSURANCE, Column.APPLIED_BY, Column.SIGNED_ON),
)
"""What the approval form asks besides who somebody is and where they live."""
Texts = Mapping[Column, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Village:
    """A village that the unit serves, and its town."""

    key: str
    town: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words that columns of choices may hold, with their codes, and the unit's villages."""

    villages: Sequence[Village] = ()
    choices: Mapping[Column, Mapping[str, object]] = field(default_factory=dict)
    lists: Mapping[Column, Mapping[str, object]] = field(default_factory=dict)
    organisations: frozenset[object] = frozenset()
    """Relations of a guardian that is an organisation, and so was never born."""
    sexes: Mapping[str, str] = field(default_factory=dict)
    risks: Mapping[str, int] = field(default_factory=dict)
    place_endings: Sequence[str] = ()
    """Words for what a place is, which people leave out: the longer ones first."""


@cites("A8", "A4", "5.1.3.b")
def examine(texts: Texts, *, words: Vocabulary, on: date) -> Examined:
    """Read a row: what is right of it, what is wrong and where, what annex 4 lacks still."""
    row = _Row(texts={column: spelled(text) for column, text in texts.items()}, words=words, on=on)
    row.read()
    return Examined(
        values=dict(row.values), findings=tuple(row.findings), lacking=tuple(row.lacking())
    )


def spelled(text: str) -> str:
    """Return a cell's text in one spelling: no blanks around it, none unseen, one width of figures."""
    plain = "".join(c for c in text if unicodedata.category(c) not in {"Cf", "Cc"} or c in "\n\t")
    return " ".join(plain.split())


def read_day(text: str) -> date | None:
    """Return the day that a text names, however it is written; None where it names none."""
    found = _DAY.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if not found:
        return None
    year, month, day, short_month, short_day = found.groups()
    try:
        return date(int(year), int(month or short_month), int(day or short_day))
    except ValueError:
        return None


def plain_place(name: str, *, endings: Sequence[str]) -> str:
    """Return a place's name as it is compared: without blanks and without the word for what it is."""
    bare = "".join(name.split())
    for ending in endings:
        if bare.endswith(ending) and len(bare) > len(ending) + 1:
            return bare.removesuffix(ending)
    return bare


@dataclass(slots=True, kw_only=True)
class _Row:
    texts: Texts
    words: Vocabulary
    on: date
    values: dict[Column, object] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def read(self) -> None:
        self._lengths()
        self._names()
        self._numbers()
        self._sex_and_birth()
        for column in (Column.SINCE, Column.CERTIFIED_ON, Column.SIGNED_ON):
            self._day(column)
        self._risk()
        for column in (Column.PHONE, Column.GUARDIAN_PHONE):
            self._phone(column)
        self._guardian()
        self._home()
        self._choices()
        self._papers()

    def lacking(self) -> Iterator[Column]:
        """Yield what the approval form asks and the row does not tell."""
        yield from (column for column in _WANTED if column not in self.values)
        if Column.GUARDIAN not in self.values:
            return
        if Column.RELATION not in self.values:
            yield Column.RELATION
        elif (
            self.values[Column.RELATION] not in self.words.organisations
            and Column.GUARDIAN_BORN not in self.values
        ):
            yield Column.GUARDIAN_BORN

    def _text(self, column: Column) -> str:
        return self.texts.get(column, "")

    def _found(self, column: Column, kind: Kind, **more: int) -> None:
        self.findings.append(Finding(column=column, kind=kind, **more))  # type: ignore[arg-type]

    def _keep(self, column: Column) -> None:
        if text := self._text(column):
            self.values[column] = text

    def _lengths(self) -> None:
        for column, text in self.texts.items():
            most = LONGEST.get(column, LONGEST_OTHER)
            if len(text) > most:
                self._found(column, Kind.TOO_LONG, most=most)

    def _names(self) -> None:
        name = self._text(Column.NAME)
        if not name:
            self._found(Column.NAME, Kind.NO_NAME)
        elif not _NAME.fullmatch(name):
            self._found(Column.NAME, Kind.NAME_ODD)
        self._keep(Column.NAME)
        for column in (Column.CERTIFIED_BY, Column.REMARK):
            self._keep(column)

    def _numbers(self) -> None:
        for column in (Column.NUMBER, Column.GUARDIAN_NUMBER):
            number = normal_identity(self._text(column))
            if not number:
                continue
            if _LOST.fullmatch(number):
                self._found(column, Kind.NUMBER_LOST)
                continue
            checked = check_identity(number, on=self.on)
            if checked.granted:
                self.values[column] = number
            else:
                self._found(column, _NUMBER_KINDS[checked.unmet[0].code])
        own = self.values.get(Column.NUMBER)
        if own is not None and own == self.values.get(Column.GUARDIAN_NUMBER):
            self._found(Column.GUARDIAN_NUMBER, Kind.GUARDIAN_IS_PATIENT)

    def _sex_and_birth(self) -> None:
        sex = self._text(Column.SEX)
        if sex in self.words.sexes:
            self.values[Column.SEX] = self.words.sexes[sex]
        elif sex:
            self._found(Column.SEX, Kind.SEX_UNKNOWN)
        self._day(Column.BORN)
        number = self.values.get(Column.NUMBER)
        if number is None:
            if not self._text(Column.NUMBER) and not {Column.SEX, Column.BORN} <= set(self.values):
                self._found(Column.NUMBER, Kind.WITHOUT_NUMBER)
            return
        self._agrees(Column.SEX, str(sex_of(str(number))), Kind.SEX_DIFFERS)
        self._agrees(Column.BORN, birth_of(str(number)), Kind.BORN_DIFFERS)

    def _agrees(self, column: Column, told: object, kind: Kind) -> None:
        """Take from the number what it tells, and say where the column tells something else."""
        if column in self.values and self.values[column] != told:
            self._found(column, kind)
        self.values[column] = told

    def _day(self, column: Column) -> None:
        text = self._text(column)
        if not text:
            return
        day = read_day(text)
        if day is None or day.year < 1850:
            self._found(column, Kind.DAY_UNREADABLE)
        elif day > self.on:
            self._found(column, Kind.DAY_LATER)
        else:
            self.values[column] = day

    def _risk(self) -> None:
        text = unicodedata.normalize("NFKC", self._text(Column.RISK))
        if not text:
            return
        if text in self.words.risks:
            self.values[Column.RISK] = self.words.risks[text]
        else:
            self._found(Column.RISK, Kind.RISK_RANGE)

    def _phone(self, column: Column) -> None:
        number = "".join(unicodedata.normalize("NFKC", self._text(column)).split())
        if not number:
            return
        if is_phone(number):
            self.values[column] = number
        else:
            self._found(column, Kind.PHONE_WRONG)

    def _guardian(self) -> None:
        self._keep(Column.GUARDIAN)
        if Column.GUARDIAN not in self.values:
            if any(self._text(column) for column in _GUARDIAN_PARTS):
                self._found(Column.GUARDIAN, Kind.GUARDIAN_NAMELESS)
            return
        self._day(Column.GUARDIAN_BORN)
        if number := self.values.get(Column.GUARDIAN_NUMBER):
            self._agrees(Column.GUARDIAN_BORN, birth_of(str(number)), Kind.BORN_DIFFERS)

    def _home(self) -> None:
        self._keep(Column.ADDRESS)
        if Column.ADDRESS not in self.values:
            self._found(Column.ADDRESS, Kind.NO_ADDRESS)
        town, name = self._text(Column.TOWN), self._text(Column.VILLAGE)
        inside = [v for v in self.words.villages if not town or self._same(v.town, town)]
        if town and not inside:
            self._found(Column.TOWN, Kind.TOWN_UNKNOWN)
            return
        fits = self._named(name) if name else _lies_in(self._text(Column.ADDRESS))
        found = [village for village in inside if fits(village)]
        if len(found) == 1:
            self.values[Column.VILLAGE] = found[0].key
        elif name:
            self._found(Column.VILLAGE, Kind.VILLAGE_UNKNOWN)

    def _same(self, a: str, b: str) -> bool:
        endings = self.words.place_endings
        return plain_place(a, endings=endings) == plain_place(b, endings=endings)

    def _named(self, name: str) -> Callable[[Village], bool]:
        bare = "".join(name.split())
        return lambda one: (
            self._same(one.name, name) or bare == "".join((one.town + one.name).split())
        )

    def _choices(self) -> None:
        for column, codes in self.words.choices.items():
            text = self._text(column)
            if text and text not in codes:
                self._found(column, Kind.WORD_UNKNOWN)
            elif text:
                self.values[column] = codes[text]
        for column, codes in self.words.lists.items():
            asked = [word for word in _LIST.split(self._text(column)) if word]
            if any(word not in codes for word in asked):
                self._found(column, Kind.WORD_UNKNOWN)
            elif asked:
                self.values[column] = tuple(sorted({str(codes[word]) for word in asked}))

    def _papers(self) -> None:
        patients = unicodedata.normalize("NFKC", self._text(Column.PATIENTS))
        if patients and not (patients.isdecimal() and 1 <= int(patients) <= MOST_PATIENTS):
            self._found(Column.PATIENTS, Kind.COUNT_WRONG)
        elif patients:
            self.values[Column.PATIENTS] = int(patients)
        self._keep(Column.INSURANCE_NUMBER)
        if self.values.get(Column.INSURANCE) == "none" and self._text(Column.INSURANCE_NUMBER):
            self._found(Column.INSURANCE, Kind.UNINSURED)
        certificate = normal_identity(self._text(Column.DISABILITY))
        if certificate and read_disability_certificate(certificate) is None:
            self._found(Column.DISABILITY, Kind.DISABILITY_FORM)
        elif certificate:
            self.values[Column.DISABILITY] = certificate


def _lies_in(address: str) -> Callable[[Village], bool]:
    """Tell the village whose whole name stands in an address."""
    bare = "".join(address.split())
    return lambda one: bool(bare) and "".join(one.name.split()) in bare
