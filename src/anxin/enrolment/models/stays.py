"""Days in hospital (5.1.6.1)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded
from anxin.organisations.models import DateSpan
from anxin.people.models import Person


class HospitalStay(Recorded):
    """Days in hospital; pick-up is suspended from the first and restored at discharge (5.1.6.1)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="hospital_stays")
    hospital = models.CharField(max_length=80)
    since = models.DateField()
    until = models.DateField(null=True, help_text=_("出院日，不含当日"))
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")
    discharge_act = models.ForeignKey(
        "acts.Act", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-since",)
        constraints = (
            models.CheckConstraint(
                name="a_discharge_is_an_act",
                condition=Q(until__isnull=True) | Q(discharge_act__isnull=False),
            ),
            models.CheckConstraint(
                name="stay_ends_after_it_starts",
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
            ),
            ExclusionConstraint(
                name="in_one_hospital_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (DateSpan("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        )

    def __str__(self) -> str:
        return f"{self.hospital} {self.since}"
