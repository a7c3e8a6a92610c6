"""The record of readings."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from anxin.database.records import Recorded


class AccessRecord(Recorded):
    """One look at one or more people's records: who, when, from where, which fields and why (7.2.d)."""

    duty = models.CharField(max_length=20)
    organisation_id = models.UUIDField()
    page = models.CharField(max_length=80)
    address = models.GenericIPAddressField(null=True)
    fields = ArrayField(models.CharField(max_length=40))
    person_ids = ArrayField(models.UUIDField())
    reason = models.TextField(blank=True)

    class Meta:
        indexes = (
            GinIndex(fields=["person_ids"], name="access_by_person"),
            models.Index(fields=["-recorded_at"], name="access_by_time"),
            models.Index(fields=["recorded_by", "-recorded_at"], name="access_by_reader"),
        )

    def __str__(self) -> str:
        return f"{self.page} {self.recorded_at}"
