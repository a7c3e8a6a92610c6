"""How often another came in a patient's place since the patient last did (5.2.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef

from anxin.clinics.models import Attendance


def proxies_in_a_row(person_ids: Iterable[UUID], *, before: date) -> dict[UUID, int]:
    """Return for each person how many of the last arrivals before a day another made; none: absent."""
    earlier = Attendance.objects.filter(day__lt=before, person_id__in=list(person_ids))
    patient_since = earlier.filter(
        came=Attendance.Came.PATIENT, person_id=OuterRef("person_id"), day__gte=OuterRef("day")
    )
    others = earlier.exclude(came=Attendance.Came.PATIENT).filter(~Exists(patient_since))
    counted = others.order_by().values_list("person_id").annotate(Count("id"))
    return dict(counted)
