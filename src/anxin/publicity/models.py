"""Publicity: date, place, form and how many people it reached (5.1.1)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anxin.database.records import Recorded
from anxin.organisations.models import Organisation, Town, Village
from anxin.rules.publicity import MOST_REACHED, PublicityForm


class Publicity(Recorded):
    """One piece of publicity. Never edited; a mistake is corrected by a later row that names it.

    ``keeper`` is the centre that serves the town, so that it sees what its villages did.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    town = models.ForeignKey(Town, on_delete=models.PROTECT, related_name="publicity")
    village = models.ForeignKey(Village, null=True, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField()
    form = models.CharField(max_length=16, choices=[(f.value, f.label) for f in PublicityForm])
    place = models.CharField(max_length=60)
    topic = models.CharField(max_length=80)
    people_reached = models.PositiveIntegerField()
    materials = models.PositiveIntegerField(default=0)
    corrects = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-held_on", "-recorded_at")
        constraints = (
            models.CheckConstraint(
                name="publicity_reached_somebody",
                condition=Q(people_reached__range=(1, MOST_REACHED)),
            ),
        )
        indexes = (
            models.Index(fields=["town", "-held_on"], name="publicity_of_town"),
            models.Index(fields=["-held_on"], name="publicity_by_day"),
        )

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"
