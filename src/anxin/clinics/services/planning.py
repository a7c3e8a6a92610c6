"""What a doctor has typed so far, as a plan that can be asked about before it is signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from anxin.clinics.models import Attendance
from anxin.clinics.plans import Planned, PlannedLine
from anxin.clinics.queries.supply import supply_ends
from anxin.clinics.services.lines import Line, Prescribed, read_lines
from anxin.policy import load
from anxin.rules.decisions import Refused


def typed_plan(
    attendance: Attendance, lines: Sequence[Prescribed], *, days: int, on: date
) -> Planned:
    """Return what is typed at a visit as a plan; without lines where nothing can be read from it."""
    try:
        read = read_lines(lines, days=days, person_id=attendance.person_id, policy=load(), on=on)
    except Refused:
        read = []
    return plan_of(attendance, read, on=on)


def plan_of(attendance: Attendance, lines: Sequence[Line], *, on: date) -> Planned:
    """Return what is planned at a visit; a line without a dose or days is not counted yet."""
    counted = [line for line in lines if line.amount.units > 0 and line.amount.days > 0]
    substances = {line.product.substance for line in counted}
    ends = supply_ends(attendance.person_id, substances, on=on)
    return Planned(
        attendance_id=attendance.id,
        person_id=attendance.person_id,
        organisation_id=attendance.organisation_id,
        lines=tuple(_line(line, starts_on=ends[line.product.substance]) for line in counted),
        on=on,
    )


def _line(line: Line, *, starts_on: date) -> PlannedLine:
    return PlannedLine(
        product=line.product,
        dose=line.asked.dose,
        note=line.asked.note,
        directions=line.directions,
        days=line.amount.days,
        quantity=line.amount.units,
        starts_on=starts_on,
        pack_units=line.product.pack_units if line.asked.whole_packs else 1,
        clinic_days=line.item.clinic_days if line.item else None,
    )
