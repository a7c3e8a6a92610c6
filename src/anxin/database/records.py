"""What rows have in common: a random id, and a time, a hand and a transaction set by the database."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models


class Row(models.Model):
    """A row with a random id, so that no number tells how many there are."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)

    class Meta:
        abstract = True


class Recorded(Row):
    """A row whose time, hand and transaction are written by the trigger ``security.stamp``.

    Whatever the application sends for the three is overwritten (security item 6).
    """

    recorded_at = models.DateTimeField(editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    recorded_xid = models.BigIntegerField(editable=False)

    class Meta:
        abstract = True


class StateEvent(Recorded):
    """One move of a noun from stage to stage; the trigger ``security.advance`` checks and carries it out."""

    move = models.CharField(max_length=24)
    from_stage = models.CharField(max_length=24, editable=False)
    to_stage = models.CharField(max_length=24, editable=False)
    because = models.TextField(blank=True)
    clause = models.CharField(max_length=24, blank=True)
    occurred_on = models.DateField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ("recorded_at",)
