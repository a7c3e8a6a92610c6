"""Reads for planning a month: what stands, what a pattern would make, who is on duty (5.2.1, A6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Protocol, TypeVar
from uuid import UUID

from django.db.models import F

from anxin.clinics.models import ClinicDay
from anxin.clinics.queries.days import held_days, month_before, points_in_reach
from anxin.organisations.models import ClinicPoint, DutyAssignment, Staff
from anxin.policy import load
from anxin.rules.access import Duty
from anxin.rules.days import add_months
from anxin.rules.rota import Pattern, draw, month_days, patterns_behind


@dataclass(frozen=True, slots=True)
class OnDuty:
    """Psychiatrists with the times of their duty."""

    held: dict[UUID, list[DutyAssignment]]

    def on_duty(self, doctor_id: UUID, *, organisation_id: UUID, on: date) -> bool:
        """Say whether somebody is a psychiatrist at an organisation on a day."""
        return any(
            duty.organisation_id == organisation_id
            and duty.since <= on
            and (duty.until is None or on < duty.until)
            for duty in self.held.get(doctor_id, ())
        )


def psychiatrists_of(staff_ids: Iterable[UUID]) -> OnDuty:
    """Return those of some staff who hold the duty of psychiatrist, anywhere and any time."""
    held: dict[UUID, list[DutyAssignment]] = defaultdict(list)
    for duty in DutyAssignment.objects.filter(
        staff_id__in=set(staff_ids), staff__is_active=True, duty=Duty.PSYCHIATRIST
    ):
        held[duty.staff_id].append(duty)
    return OnDuty(held)


def sittings_of(doctor_ids: Iterable[UUID], *, days: Iterable[date]) -> list[ClinicDay]:
    """Return where some doctors sit on some days, at whichever point."""
    return list(held_days().filter(doctor_id__in=set(doctor_ids), day__in=set(days)))


@dataclass(frozen=True, slots=True)
class Asked:
    """A doctor at a point with the patterns of their days; without a pattern all are picked by hand."""

    organisation_id: UUID
    doctor_id: UUID
    patterns: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day of the month of a doctor at a point, as the plan shows it."""

    day: date
    key: str
    works: bool
    provisional: bool
    drawn: bool
    stands: bool
    elsewhere: str
    """The point at which the doctor already sits that day."""
    gone: bool

    @property
    def is_open(self) -> bool:
        """Say whether the day can be picked."""
        return not (self.stands or self.elsewhere or self.gone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of a doctor at a point."""

    point: ClinicPoint
    doctor: Staff
    cells: tuple[Cell, ...]

    @property
    def weeks(self) -> list[list[Cell | None]]:
        """Return the cells by weeks from Monday to Sunday; None outside the month."""
        return in_weeks(self.cells)

    @property
    def drawn(self) -> list[str]:
        """Return the keys of the days that the patterns make and that can be picked."""
        return [cell.key for cell in self.cells if cell.drawn and cell.works and cell.is_open]


class Dated(Protocol):
    """Something of a day."""

    @property
    def day(self) -> date: ...


OfDay = TypeVar("OfDay", bound=Dated)


def in_weeks(cells: Sequence[OfDay]) -> list[list[OfDay | None]]:
    """Return a month's days by weeks from Monday to Sunday; None outside the month."""
    before: list[OfDay | None] = [None] * cells[0].day.weekday()
    padded = [*before, *cells, *[None] * (6 - cells[-1].day.weekday())]
    return [padded[start : start + 7] for start in range(0, len(padded), 7)]


def plan_of(asked: Sequence[Asked], *, month: date, on: date) -> list[Month]:
    """Return the month of each doctor at each point in reach, with what stands and what is drawn."""
    points = {point.organisation_id: point for point in points_in_reach("clinic.plan")}
    doctors = {
        doctor.id: doctor
        for doctor in Staff.objects.filter(id__in={one.doctor_id for one in asked})
    }
    standing = _standing(doctors, month=month)
    return [
        Month(
            point=points[one.organisation_id],
            doctor=doctors[one.doctor_id],
            cells=tuple(_cells(one, standing, month=month, on=on)),
        )
        for one in _together(asked)
        if one.organisation_id in points and one.doctor_id in doctors
    ]


def _together(asked: Iterable[Asked]) -> Iterator[Asked]:
    """Yield each doctor at each point once, with all the patterns that were asked for."""
    found: dict[tuple[UUID, UUID], list[Pattern]] = {}
    for one in asked:
        found.setdefault((one.organisation_id, one.doctor_id), []).extend(one.patterns)
    return (Asked(point, doctor, tuple(p)) for (point, doctor), p in found.items())


def _standing(doctor_ids: Iterable[UUID], *, month: date) -> dict[tuple[UUID, date], ClinicDay]:
    days = month_days(month)
    rows = (
        held_days()
        .filter(doctor_id__in=list(doctor_ids), day__gte=days[0], day__lte=days[-1])
        .select_related("organisation")
    )
    return {(row.doctor_id, row.day): row for row in rows}


def _cells(
    asked: Asked, standing: dict[tuple[UUID, date], ClinicDay], *, month: date, on: date
) -> Iterator[Cell]:
    calendar = load().calendar
    drawn = draw(asked.patterns, month=month, calendar=calendar)
    falls = {*drawn.working, *drawn.resting}
    for day in month_days(month):
        row = standing.get((asked.doctor_id, day))
        stands = row is not None and row.organisation_id == asked.organisation_id
        yield Cell(
            day=day,
            key=f"{asked.organisation_id}:{asked.doctor_id}:{day}",
            works=calendar.is_working_day(day),
            provisional=calendar.is_provisional(day),
            drawn=day in falls,
            stands=stands,
            elsewhere="" if row is None or stands else row.organisation.name,
            gone=day < on,
        )


def as_last_month(*, month: date) -> list[Asked]:
    """Return the points in reach with the doctors and patterns of the month before, to go on with.

    A point that had no clinic days is left out: nothing is known of it to go on with.
    """
    before = month_before(month)
    points = list(points_in_reach("clinic.plan").values_list("organisation_id", flat=True))
    planned = ClinicDay.objects.exclude(moved_from__act=F("act"))
    rows = planned.filter(
        organisation_id__in=points, day__gte=before, day__lt=add_months(before, 1)
    ).order_by("organisation__code", "doctor_id", "day")
    return [
        Asked(point, doctor, patterns_behind(row.day for row in found))
        for (point, doctor), found in groupby(
            rows, key=lambda row: (row.organisation_id, row.doctor_id)
        )
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfMonth:
    """A day as a month's page shows it: whether it is worked, and the clinic days on it."""

    day: date
    works: bool
    provisional: bool
    clinic_days: tuple[ClinicDay, ...]


def month_of_points(
    points: Sequence[ClinicPoint], *, month: date
) -> tuple[tuple[DayOfMonth, ...], list[tuple[ClinicPoint, list[DayOfMonth]]]]:
    """Return the days of a month, and for each point what stands on each of them."""
    days, calendar = month_days(month), load().calendar
    by_place: dict[tuple[UUID, date], list[ClinicDay]] = defaultdict(list)
    rows = ClinicDay.objects.filter(
        organisation_id__in=[point.organisation_id for point in points],
        day__gte=days[0],
        day__lte=days[-1],
    )
    for row in rows.select_related("doctor").order_by("day", "doctor__username"):
        by_place[row.organisation_id, row.day].append(row)

    def of(day: date, found: Iterable[ClinicDay]) -> DayOfMonth:
        return DayOfMonth(
            day=day,
            works=calendar.is_working_day(day),
            provisional=calendar.is_provisional(day),
            clinic_days=tuple(found),
        )

    heads = tuple(of(day, ()) for day in days)
    return heads, [
        (point, [of(day, by_place[point.organisation_id, day]) for day in days]) for point in points
    ]
