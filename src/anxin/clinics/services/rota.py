"""Publish the days on which a psychiatrist is at a point: one, or those of a month (5.2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from anxin.acts.services import begin
from anxin.clinics import requirements as asks
from anxin.clinics.models import ClinicDay
from anxin.clinics.queries.rota import psychiatrists_of, sittings_of
from anxin.clinics.reach import within
from anxin.organisations.models import ClinicPoint, Organisation, Staff
from anxin.policy import load
from anxin.rules.access import Actor
from anxin.rules.decisions import Condition, Decision, Listed, Refused
from anxin.rules.rota import double_booked


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Sitting:
    """A psychiatrist at a point on a day, as it is to be published."""

    day: date
    organisation_id: UUID
    doctor_id: UUID


def publish_day(
    *,
    request_id: UUID,
    organisation_id: UUID,
    day: date,
    doctor_id: UUID,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Put a psychiatrist of the guiding hospital at a designated point on a day (5.2.1).

    A specialist hospital's own site is a point that it guides itself.
    """
    new = uuid4()
    content = {"organisation": organisation_id, "day": day, "doctor": doctor_id}
    if earlier := begin(
        request_id=request_id, kind="clinic.publish_day", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    sitting = Sitting(day=day, organisation_id=organisation_id, doctor_id=doctor_id)
    Refused.unless(Decision.of(*about_sittings([sitting], on=localdate(at))))
    ClinicDay.objects.create(
        id=new,
        organisation_id=organisation_id,
        day=day,
        doctor_id=doctor_id,
        act_id=request_id,
    )
    return new


def publish_month(
    *,
    request_id: UUID,
    sittings: Iterable[Sitting],
    rest_on_purpose: bool,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Publish clinic days of points in one act, or none of them (5.2.1, A6); return the act.

    ``rest_on_purpose``: somebody confirmed that days which are not worked are meant.
    """
    wanted = sorted(set(sittings))
    content = {
        "sittings": [[one.organisation_id, one.day, one.doctor_id] for one in wanted],
        "rest_on_purpose": rest_on_purpose,
    }
    if earlier := begin(
        request_id=request_id,
        kind="clinic.publish_month",
        content=content,
        result_id=request_id,
        at=at,
    ):
        return earlier.result_id
    Refused.unless(about_month(wanted, rest_on_purpose=rest_on_purpose, on=localdate(at)))
    ClinicDay.objects.bulk_create(
        ClinicDay(
            organisation_id=one.organisation_id,
            day=one.day,
            doctor_id=one.doctor_id,
            act_id=request_id,
        )
        for one in wanted
    )
    return request_id


def about_month(sittings: Sequence[Sitting], *, rest_on_purpose: bool, on: date) -> Decision:
    """Examine a month before it is published; each ground names its day, point or doctor."""
    calendar = load().calendar
    rests = sorted({one.day for one in sittings if not calendar.is_working_day(one.day)})
    return Decision.of(
        asks.PLAN_HAS_DAYS.met_if(bool(sittings)),
        asks.REST_IS_ON_PURPOSE.met_if(rest_on_purpose or not rests, days=Listed(rests)),
        *about_sittings(sittings, on=on),
    )


def about_sittings(sittings: Sequence[Sitting], *, on: date) -> Iterator[Condition]:
    """Examine points, doctors and days: designated and guided, on duty, ahead, free."""
    guided = {
        point.organisation_id: point
        for point in ClinicPoint.objects.select_related("organisation", "guided_by")
    }
    reached, held = within("clinic.plan"), psychiatrists_of(one.doctor_id for one in sittings)
    for organisation_id in dict.fromkeys(one.organisation_id for one in sittings):
        if organisation_id in guided:
            yield asks.POINT_IS_IN_REACH.met_if(organisation_id in reached)
        else:
            yield asks.POINT_IS_DESIGNATED.fails(name=_name_of(organisation_id))
    for one in sittings:
        yield asks.DAY_IS_AHEAD.met_if(one.day >= on, day=one.day)
        if point := guided.get(one.organisation_id):
            yield asks.DOCTOR_GUIDES_POINT.met_if(
                held.on_duty(one.doctor_id, organisation_id=point.guided_by_id, on=one.day),
                hospital=point.guided_by.name,
            )
    yield from _about_doctors(sittings, points=guided)


def _about_doctors(
    sittings: Sequence[Sitting], *, points: dict[UUID, ClinicPoint]
) -> Iterator[Condition]:
    """Examine that nobody sits twice: where it stands already, or is planned, at another point."""
    standing = sittings_of((one.doctor_id for one in sittings), days=[one.day for one in sittings])
    stands = {(row.doctor_id, row.day): row.organisation_id for row in standing}
    for one in sittings:
        if stands.get((one.doctor_id, one.day)) == one.organisation_id:
            name = points[one.organisation_id].organisation.name
            yield asks.DAY_IS_NEW.fails(day=one.day, name=name)
    planned = [(one.organisation_id, one.doctor_id, one.day) for one in sittings]
    already = [(row.organisation_id, row.doctor_id, row.day) for row in standing]
    clashes = double_booked([*planned, *already])
    doctors = dict(
        Staff.objects.filter(id__in={doctor for doctor, _ in clashes}).values_list("id", "name")
    )
    for (doctor, day), places in sorted(clashes.items(), key=lambda item: item[0][1]):
        names = [point.organisation.name for key, point in points.items() if key in places]
        yield asks.DOCTOR_IS_AT_ONE_POINT.fails(
            doctor=doctors.get(doctor, ""), day=day, names=Listed(sorted(names))
        )


def _name_of(organisation_id: UUID) -> str:
    found = Organisation.objects.filter(id=organisation_id).first()
    return found.name if found else gettext_noop("该机构")
