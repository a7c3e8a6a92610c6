"""Look at many rows at once: each by itself, beside the others of its file, beside who is registered.

The number of statements does not grow with the number of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from anxin.enrolment.queries.rosters import engaged
from anxin.imports.models import ImportRow
from anxin.imports.vocabulary import vocabulary
from anxin.organisations.models import Village
from anxin.people.rosters import Registered, Sought, likely, registered
from anxin.rules.duplicates import plain
from anxin.rules.roster import Column, Examined, Finding, Kind, Weight
from anxin.rules.roster_reading import examine
from anxin.vault.blind_index import blind

Texts = Mapping[Column, str]
TWINS = {Kind.TWICE_IN_FILE, Kind.LIKE_ROW}
"""What is found beside other rows of the file; found anew when one of them changes."""
MOST_NAMED = 5


@dataclass(slots=True, kw_only=True)
class Checked:
    """A row as it was looked at, with the keyed marks by which it is found beside others."""

    number: int
    examined: Examined
    number_index: bytes | None = None
    name_index: bytes | None = None
    mark: bytes | None = None
    findings: list[Finding] = field(default_factory=list)


def check(rows: Mapping[int, Texts], *, organisation_id: UUID, on: date) -> dict[int, Checked]:
    """Return what is found about rows of a unit, by the row's number in its file."""
    words = vocabulary(organisation_id)
    checked = {
        number: _marked(number, examine(texts, words=words, on=on))
        for number, texts in rows.items()
    }
    _beside_records(checked)
    _beside_imports(checked, organisation_id=organisation_id)
    return checked


def twins(rows: Iterable[Checked]) -> dict[int, list[Finding]]:
    """Return what is found of rows beside one another: the same number, or the same name and birth."""
    same_number: dict[bytes, list[Checked]] = defaultdict(list)
    same_name: dict[bytes, list[Checked]] = defaultdict(list)
    for row in rows:
        if row.number_index:
            same_number[row.number_index].append(row)
        if row.name_index:
            same_name[row.name_index].append(row)
    found: dict[int, list[Finding]] = defaultdict(list)
    for group in same_number.values():
        _tell(found, group, Column.NUMBER, Kind.TWICE_IN_FILE)
    for group in same_name.values():
        if any(row.number_index is None for row in group):
            _tell(found, group, Column.NAME, Kind.LIKE_ROW)
    return found


def kept(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings as they are stored: codes and numbers of rows, never what stood in a cell."""
    return [
        {"column": str(f.column), "kind": str(f.kind), "rows": list(f.rows), "most": f.most}
        for f in findings
    ]


def found_in(row: ImportRow) -> list[Finding]:
    """Return the findings that are stored with a row."""
    return [
        Finding(
            column=Column(one["column"]),
            kind=Kind(one["kind"]),
            rows=tuple(one["rows"]),
            most=one["most"],
        )
        for one in row.findings
    ]


def _tell(
    found: dict[int, list[Finding]], group: Sequence[Checked], column: Column, kind: Kind
) -> None:
    for row in group if len(group) > 1 else ():
        others = sorted(other.number for other in group if other is not row)[:MOST_NAMED]
        found[row.number].append(Finding(column=column, kind=kind, rows=tuple(others)))


def _marked(number: int, examined: Examined) -> Checked:
    values = examined.values
    identity, name, born = (values.get(c) for c in (Column.NUMBER, Column.NAME, Column.BORN))
    row = Checked(number=number, examined=examined, findings=list(examined.findings))
    if identity:
        row.number_index = row.mark = blind(str(identity), purpose="identity")
    if name and born:
        who = f"{plain(str(name))}|{born}"
        row.name_index = blind(who, purpose="roster")
        home = plain(str(values.get(Column.ADDRESS, "")))
        row.mark = row.mark or blind(f"{who}|{home}", purpose="roster")
    return row


def _beside_records(checked: Mapping[int, Checked]) -> None:
    towns = {str(pk): town for pk, town in Village.objects.values_list("id", "town_id")}
    sought = {
        number: made
        for number, row in checked.items()
        if not any(f.weight is Weight.ERROR for f in row.findings)
        and (made := _sought(row, towns)) is not None
    }
    known = registered(sought)
    having = engaged(one.person_id for one in known.values())
    for number, one in known.items():
        kind = (
            Kind.NAME_DIFFERS
            if not one.same_name
            else Kind.ENROLLED
            if one.person_id in having.enrolled
            else Kind.IN_HAND
            if one.person_id in having.applying
            else Kind.RECORD_EXISTS
        )
        checked[number].findings.append(Finding(column=Column.NUMBER, kind=kind))
    _alike(checked, sought, known)


def _alike(
    checked: Mapping[int, Checked], sought: Mapping[int, Sought], known: Mapping[int, Registered]
) -> None:
    unknown = {number: one for number, one in sought.items() if number not in known}
    for number in likely(unknown):
        checked[number].findings.append(Finding(column=Column.NAME, kind=Kind.LIKE_PERSON))


def _sought(row: Checked, towns: Mapping[str, UUID]) -> Sought | None:
    values = row.examined.values
    born = values.get(Column.BORN)
    if not isinstance(born, date):
        return None
    return Sought(
        name=str(values[Column.NAME]),
        born=born,
        town_id=towns.get(str(values.get(Column.VILLAGE, ""))),
        number=str(values.get(Column.NUMBER, "")),
        phone=str(values.get(Column.PHONE, "")),
        guardian_number=str(values.get(Column.GUARDIAN_NUMBER, "")),
    )


def _beside_imports(checked: Mapping[int, Checked], *, organisation_id: UUID) -> None:
    marks = {row.mark for row in checked.values() if row.mark}
    done = ImportRow.objects.filter(
        organisation_id=organisation_id, stage=ImportRow.Stage.DONE, mark__in=marks
    )
    taken = {bytes(mark) for mark in done.values_list("mark", flat=True) if mark}
    for row in checked.values():
        if row.mark in taken:
            row.findings.append(Finding(column=Column.NAME, kind=Kind.IMPORTED))
