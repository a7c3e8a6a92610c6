"""The list of people to call about a changed day, whole. It names no illness, medicine or treatment."""

from __future__ import annotations

from typing import Any

from anxin.clinics.models import ClinicDay
from anxin.clinics.queries.calls import ToCall, calls_of
from anxin.clinics.queries.changes import change_of
from anxin.documents.filling.words import day, joined
from anxin.people.contacts import Contact, contacts
from anxin.privacy.door import Look
from anxin.rules.clauses import cites

UNSETTLED, TOLD = "待约", "已通知"


@cites("working-rules:called-off")
def calls(clinic_day: ClinicDay, *, look: Look) -> dict[str, Any] | None:
    """Return what the list says, telephones in full, recorded; None where the day is held."""
    if change_of(clinic_day) is None:
        return None
    rows = calls_of(clinic_day)
    reached = contacts([one.person_id for one in rows], look=look)
    lines = [
        _line(number, one, reached[one.person_id])
        for number, one in enumerate((r for r in rows if r.person_id in reached), 1)
    ]
    return {"地点": clinic_day.organisation.name, "原定日期": day(clinic_day.day), "名单": lines}


def _line(number: int, one: ToCall, contact: Contact) -> dict[str, str]:
    return {
        "序号": str(number),
        "姓名": contact.name,
        "电话": contact.phone,
        "监护人": joined((line.name for line in contact.guardians), "\n"),
        "监护人电话": joined((line.phone or "—" for line in contact.guardians), "\n"),
        "原定日期": day(one.old_day),
        "新日期": day(one.new_day) if one.new_day else UNSETTLED,
        "可用到": day(one.last_covered),
        "通知结果": TOLD if one.is_done else "",
    }
