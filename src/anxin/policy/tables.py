"""The pack's tables and what a row of each is."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from anxin.rules.catalogue import CatalogueItem
from anxin.rules.clauses import cites
from anxin.rules.laboratory import First, LabKind

Row = dict[str, str]
_Made = TypeVar("_Made")


class PackError(ValueError):
    """The pack contradicts itself or is not of its form; names file and row."""


@cites("codes:division")
@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A town or street with its division code (GB/T 2260)."""

    code: str
    name: str
    kind: str
    code_checked: bool

    @property
    def short_code(self) -> str:
        """Return the three digits that tell it from the district's other towns."""
        return self.code[-3:]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClinicPoint:
    """A clinic point of annex 6: who runs it, whom it serves, who guides it."""

    code: str
    name: str
    organisation: str
    guiding_hospital: str
    town_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRow:
    """An organisation that takes part, with its kind, town and parent."""

    code: str
    name: str
    kind: str
    town_code: str
    parent: str


@cites("4.1", "A1")
@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """A member of the leading group, as published in annex 1."""

    role: str
    name: str
    organisation: str
    post: str


@cites("A2")
@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """A member of the expert group, as published in annex 2."""

    name: str
    organisation: str
    title: str


def read_rows(path: Path) -> list[Row]:
    """Read a table; every row has every column."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, strict=True))
    for row in rows:
        if None in row or None in row.values():
            message = f"{path.name}：列数不对：{row}"
            raise PackError(message)
    return rows


def read_table(path: Path, make: Callable[[Row], _Made]) -> tuple[_Made, ...]:
    """Read a table into values; a bad cell names its file and row."""
    made = []
    for number, row in enumerate(read_rows(path), start=2):
        try:
            made.append(make(row))
        except ValueError as error:
            message = f"{path.name} 第 {number} 行：{error}"
            raise PackError(message) from error
    return tuple(made)


def by_code(rows: Iterable[_Made], key: Callable[[_Made], str]) -> Mapping[str, _Made]:
    """Index rows by their code, which must be unique."""
    found: dict[str, _Made] = {}
    for row in rows:
        if key(row) in found:
            message = f"编码重复：{key(row)}"
            raise PackError(message)
        found[key(row)] = row
    return found


def yes_no(text: str) -> bool:
    """Read ``yes`` or ``no``."""
    if text not in {"yes", "no"}:
        message = f"应为 yes 或 no：{text!r}"
        raise ValueError(message)
    return text == "yes"


def thousandths(text: str) -> int:
    """Read a decimal number as whole thousandths, without a float: 3.3 is 3300."""
    whole, _, fraction = text.partition(".")
    if not (whole.isdecimal() and len(fraction) <= 3 and (fraction or "0").isdecimal()):
        message = f"不是数：{text!r}"
        raise ValueError(message)
    return int(whole) * 1000 + int(fraction.ljust(3, "0"))


def town(row: Row) -> Town:
    """Make a town of a row."""
    return Town(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        code_checked=yes_no(row["code_checked"]),
    )


def clinic_point(row: Row) -> ClinicPoint:
    """Make a clinic point of a row."""
    return ClinicPoint(
        code=row["code"],
        name=row["name"],
        organisation=row["organisation"],
        guiding_hospital=row["guiding_hospital"],
        town_codes=tuple(row["town_codes"].split()),
    )


def exception(row: Row) -> tuple[date, bool]:
    """Make a day that differs from Monday-to-Friday of a row."""
    return date.fromisoformat(row["date"]), yes_no(row["working"])


def catalogue_item(row: Row) -> CatalogueItem:
    """Make a medicine of a row of the catalogue."""
    generation = row["second_generation"]
    return CatalogueItem(
        id=row["id"],
        annex3_row=int(row["annex3_row"]),
        name=row["name"],
        product=row["product"],
        form=row["form"],
        category=row["category"],
        insurance_class=row["insurance_class_2019"],
        generic_en=row["generic_en"],
        second_generation=None if generation == "n/a" else yes_no(generation),
        atc=row["atc"],
        ddd_micrograms=thousandths(row["ddd_mg"]) if row["ddd_mg"] else None,
        ddd_route=row["ddd_route"],
        usual_specifications=row["usual_specifications"],
        daily_range_mg=row["daily_range_mg"],
        most_micrograms=thousandths(row["most_mg"]) if row["most_mg"] else None,
        injection_interval_days=_whole_or_none(row["long_acting_interval_days"]),
        psychotropic_class=_whole_or_none(row["psychotropic_class"]),
        take_home=yes_no(row["take_home"]),
        laboratory_gate=row["laboratory_gate"],
        name_is_class=yes_no(row["name_is_class"]),
    )


def lab_kind(row: Row) -> LabKind:
    """Make a kind of laboratory result of a row."""
    return LabKind(
        code=row["code"],
        name=row["name"],
        unit=row["unit"],
        per_unit=int(row["per_unit"]),
        least=int(row["least"]),
        most=int(row["most"]),
        words=tuple(word.strip() for word in row["words"].split(";") if word.strip()),
        gate=row["gate"],
        first=First(row["first"]) if row["first"] else None,
    )


def _whole_or_none(text: str) -> int | None:
    return int(text) if text else None
