"""Annex 8: the register of a unit, always the live rows, with the numbers in full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from anxin.enrolment.models import Enrolment
from anxin.enrolment.queries import RegisterRow, register_page, register_rows
from anxin.people.models import Guardian, Identity
from anxin.privacy.door import Look, Sealed, reveal
from anxin.rules.clauses import cites

LABELS = (
    "序号",
    "患者姓名",
    "性别",
    "身份证号",
    "危险性评估",
    "监护人姓名",
    "监护人联系方式",
    "监护人身份证号",
    "家庭住址",
    "备注",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of annex 8: whose it is, and its cells by label."""

    person_id: UUID
    cells: dict[str, str]


@cites("A8", "5.1.5.c")
def register(unit_id: UUID, *, in_full: bool, look: Look) -> list[Line]:
    """Return the live register of a unit, recorded; numbers masked unless asked in full."""
    enrolments: Sequence[Enrolment] = list(register_page(unit_id))
    rows = register_rows(enrolments, look=look)
    numbers = _numbers(rows, look=look) if in_full else {}
    guardians = _guardian_numbers(rows, look=look) if in_full else {}
    return [
        Line(
            person_id=row.person_id,
            cells=_cells(
                row,
                number=numbers.get(row.person_id, "") if in_full else row.named.masked_number,
                guardian_number=_of_guardian(row, guardians, in_full=in_full),
            ),
        )
        for row in rows
    ]


def _of_guardian(row: RegisterRow, full: dict[UUID, str], *, in_full: bool) -> str:
    if row.guardian is None:
        return ""
    return full.get(row.guardian.guardian_id, "") if in_full else row.guardian.masked_number


def _cells(row: RegisterRow, *, number: str, guardian_number: str) -> dict[str, str]:
    guardian = row.guardian
    values = (
        str(row.position),
        row.named.name,
        row.named.sex_name,
        number,
        "" if row.risk_level is None else str(row.risk_level),
        guardian.name if guardian else "",
        guardian.phone if guardian else "",
        guardian_number,
        row.address,
        row.remark,
    )
    return dict(zip(LABELS, values, strict=True))


def _numbers(rows: Iterable[RegisterRow], *, look: Look) -> dict[UUID, str]:
    found = list(
        Identity.objects.filter(person_id__in=[row.person_id for row in rows]).values_list(
            "person_id", "identity_number"
        )
    )
    sealed = [
        Sealed(pk, "identity_number", "people_identity", "identity_number", pk, blob)
        for pk, blob in found
    ]
    texts = reveal(sealed, look=look)
    return {pk: text or "" for (pk, _), text in zip(found, texts, strict=True)}


def _guardian_numbers(rows: Iterable[RegisterRow], *, look: Look) -> dict[UUID, str]:
    wanted = [row.guardian.guardian_id for row in rows if row.guardian]
    found = list(
        Guardian.objects.filter(id__in=wanted).values_list("id", "person_id", "identity_number")
    )
    sealed = [
        Sealed(
            person_id,
            "guardian.identity_number",
            "people_guardian",
            "identity_number",
            guardian_id,
            blob,
        )
        for guardian_id, person_id, blob in found
    ]
    texts = reveal(sealed, look=look)
    return {pk: text or "" for (pk, *_), text in zip(found, texts, strict=True)}
