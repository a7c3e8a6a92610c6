"""Alerts of worsening and what became of them （六（一））."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from anxin.database.records import Recorded, StateEvent
from anxin.organisations.models import Organisation
from anxin.people.models import Person
from anxin.rules.alerts import Sign


class Alert(Recorded):
    """A worsening seen at a clinic, told to the centre that keeps the person's file （六（一））."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="alerts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    keeper = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField()
    signs = ArrayField(
        models.CharField(max_length=16, choices=[(sign.value, sign.label) for sign in Sign])
    )
    note = models.CharField(max_length=200, blank=True)
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at",)
        constraints = (
            models.CheckConstraint(
                name="an_alert_says_what_was_seen",
                condition=~Q(signs__len=0) & (~Q(signs__contains=["other"]) | ~Q(note="")),
            ),
        )
        indexes = (
            models.Index(fields=["keeper", "stage"], name="alerts_to_receive"),
            models.Index(fields=["person", "-recorded_at"], name="alerts_of_person"),
        )

    def __str__(self) -> str:
        return f"{self.raised_on} {self.stage}"


class AlertEvent(StateEvent):
    """A move of an alert: received, with what was done."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["alert", "recorded_at"], name="alert_events"),)

    def __str__(self) -> str:
        return self.move
