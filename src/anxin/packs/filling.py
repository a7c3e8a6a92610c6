"""What goes out with a clinic day's sheet: each person as the clinic knows them, read and recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Max

from anxin.clinics.models import Prescription, PrescriptionLine, Supply
from anxin.clinics.queries import last_ends
from anxin.clinics.queries.expected import booked_on
from anxin.enrolment.models import Card
from anxin.packs.models import Pack, PackRow
from anxin.people.queries import Named, named
from anxin.privacy.door import Look, record_reading
from anxin.rules.cards import CardStage
from anxin.rules.dosing import HALVES
from anxin.rules.pack_columns import MOST_LINES, LinePart, Part, line_key
from anxin.rules.prescription_stages import PrescriptionStage

READ = ("card", "supply", "prescription")
STOOD = (PrescriptionStage.SIGNED, PrescriptionStage.REVIEWED, PrescriptionStage.DISPENSED)
Cells = Mapping[str, str]


def filled(pack: Pack, *, look: Look) -> list[Cells]:
    """Return the rows of a pack with what is known of each person, in the order of the sheet."""
    rows = list(PackRow.objects.filter(pack=pack).order_by("number"))
    people = [row.person_id for row in rows if row.person_id]
    record_reading(look, person_ids=people, fields=READ)
    names, known = named(people, look=look), _known(people, pack=pack)
    return [
        {
            str(Part.ROW): str(row.id),
            **(
                _cells(names[row.person_id], known[row.person_id], on=pack.clinic_day.day)
                if row.person_id in names
                else {}
            ),
        }
        for row in rows
    ]


def _cells(person: Named, known: Cells, *, on: date) -> Cells:
    return {
        Part.NAME: person.name,
        Part.SEX: person.sex_name,
        Part.AGE: str(person.age_on(on)),
        Part.NUMBER: person.masked_number,
        **known,
    }


def _known(people: Sequence[UUID], *, pack: Pack) -> dict[UUID, Cells]:
    """Return what the clinic knows of people, a few statements for all of them."""
    day = pack.clinic_day.day
    cards = dict(
        Card.objects.filter(person_id__in=people, stage=CardStage.ISSUED)
        .order_by("recorded_at")
        .values_list("person_id", "number")
    )
    given = dict(
        Supply.objects.filter(person_id__in=people, ended_by_id=None)
        .values_list("person_id")
        .annotate(Max("given_on"))
    )
    ends, booked = last_ends(people), booked_on(pack.organisation_id, day)
    plans = last_plans(people)
    return {
        one: {
            Part.CARD: cards.get(one, ""),
            Part.SUPPLY: supply_in_words(given.get(one), ends.get(one)),
            Part.BEFORE: "；".join(f"{line.product}，{line.directions}" for line in plans[one]),
            Part.BOOKED: "已预约" if one in booked else "未预约",
            **_plan(plans[one]),
        }
        for one in people
    }


def supply_in_words(given_on: date | None, ends: date | None) -> str:
    """Return when somebody was given medicine last, and the first day it no longer covers."""
    if given_on is None:
        return "没有领过药"
    return f"{given_on} 领药" + (f"，用到 {ends} 前" if ends else "")


def last_plans(people: Iterable[UUID]) -> dict[UUID, list[PrescriptionLine]]:
    """Return the lines of each person's last prescription that was not sent back or replaced."""
    wanted = list(people)
    latest = (
        Prescription.objects.filter(person_id__in=wanted, stage__in=STOOD)
        .order_by("person_id", "-written_on", "-recorded_at")
        .distinct("person_id")
        .prefetch_related("lines__product")
    )
    found = {one.person_id: list(one.lines.all())[:MOST_LINES] for one in latest}
    return {one: found.get(one, []) for one in wanted}


def _plan(lines: Iterable[PrescriptionLine]) -> Cells:
    """Return the plan as its columns are typed; a line signed in units a day has no times to tell."""
    cells: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        halves = (line.morning, line.noon, line.evening, line.night)
        times = (LinePart.MORNING, LinePart.NOON, LinePart.EVENING, LinePart.NIGHT)
        typed = {
            LinePart.PRODUCT: str(line.product),
            **{part: units(half) for part, half in zip(times, halves, strict=True)},
            LinePart.EVERY: "" if line.every_days == 1 else str(line.every_days),
            LinePart.INJECTED: str(line.injected or ""),
            LinePart.DAYS: str(line.days),
        }
        cells |= {line_key(number, part): text for part, text in typed.items()}
    return cells


def units(halves: int) -> str:
    """Return half units as one types them: ``1``, ``0.5``; nothing for none."""
    whole, half = divmod(halves, HALVES)
    return f"{whole}.5" if half else str(whole or "")
