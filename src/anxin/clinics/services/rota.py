"""Publish the days on which a psychiatrist is at a point (5.2.1)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop

from anxin.acts.services import begin
from anxin.clinics import requirements as asks
from anxin.clinics.models import ClinicDay
from anxin.clinics.reach import reaches
from anxin.organisations.models import ClinicPoint, DutyAssignment, Organisation
from anxin.rules.access import Actor, Duty
from anxin.rules.decisions import Condition, Decision, Refused


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
    Refused.unless(
        Decision.of(
            *_about_point(organisation_id, day=day, doctor_id=doctor_id),
            asks.DAY_IS_AHEAD.met_if(day >= localdate(at), day=day),
        )
    )
    ClinicDay.objects.create(
        id=new,
        organisation_id=organisation_id,
        day=day,
        doctor_id=doctor_id,
        act_id=request_id,
    )
    return new


def _about_point(organisation_id: UUID, *, day: date, doctor_id: UUID) -> list[Condition]:
    organisation = Organisation.objects.filter(id=organisation_id).first()
    name = organisation.name if organisation else gettext_noop("该机构")
    point = (
        ClinicPoint.objects.select_related("guided_by")
        .filter(organisation_id=organisation_id)
        .first()
    )
    if point is None:
        return [asks.POINT_IS_DESIGNATED.fails(name=name)]
    published = ClinicDay.objects.filter(
        organisation_id=organisation_id, day=day, doctor_id=doctor_id
    ).exists()
    return [
        asks.POINT_IS_IN_REACH.met_if(reaches("clinic.plan", organisation_id)),
        asks.DOCTOR_GUIDES_POINT.met_if(
            is_psychiatrist_at(doctor_id, organisation_id=point.guided_by_id, on=day),
            hospital=point.guided_by.name,
        ),
        asks.DAY_IS_NEW.met_if(not published, day=day, name=name),
    ]


def is_psychiatrist_at(staff_id: UUID, *, organisation_id: UUID, on: date) -> bool:
    """Say whether somebody holds the duty of psychiatrist at an organisation on a day."""
    held = DutyAssignment.objects.filter(
        staff_id=staff_id,
        staff__is_active=True,
        duty=Duty.PSYCHIATRIST,
        organisation_id=organisation_id,
        since__lte=on,
    )
    return any(duty.until is None or on < duty.until for duty in held)
