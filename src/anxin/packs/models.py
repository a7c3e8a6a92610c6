"""The sheet of a clinic day without a line, and its rows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.clinics.models import ClinicDay
from anxin.database.records import Recorded, Row, StateEvent
from anxin.organisations.models import Organisation
from anxin.people.models import Person


class Pack(Recorded):
    """A request to take a clinic day's people along as an encrypted sheet (7.2.d, T16)."""

    clinic_day = models.ForeignKey(ClinicDay, on_delete=models.PROTECT, related_name="packs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(help_text=_("用途"))
    people = models.PositiveIntegerField(help_text="how many were expected when asked")
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at",)
        constraints = (
            models.CheckConstraint(name="a_pack_has_a_purpose", condition=~Q(reason="")),
        )

    def __str__(self) -> str:
        return f"{self.clinic_day_id} {self.stage}"


class PackEvent(StateEvent):
    """A move of a pack: approved, refused, downloaded. A download's id is the file's serial."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["pack", "recorded_at"], name="pack_events"),)

    def __str__(self) -> str:
        return self.move


class PackRow(Row):
    """A row that went out with a pack: of somebody expected, or an empty one for who comes besides."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="rows")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint("pack", "number", name="a_pack_row_stands_once"),
            models.UniqueConstraint("pack", "person", name="somebody_stands_once_in_a_pack"),
        )

    def __str__(self) -> str:
        return str(self.number)


class PackUpload(Recorded):
    """A sheet that came back. The file is not kept; the same cells again are the same upload."""

    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="uploads")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    mark = models.BinaryField(help_text="knows the same sheet again, however it is encrypted")
    told = models.JSONField(help_text="rows that became no entry, by line and why")
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at",)
        constraints = (models.UniqueConstraint("pack", "mark", name="a_sheet_comes_back_once"),)

    def __str__(self) -> str:
        return str(self.id)


class PackEntry(Recorded):
    """A row that came back: a proposed pick-up, taken in step by step by the hands of the clinic."""

    upload = models.ForeignKey(PackUpload, on_delete=models.PROTECT, related_name="entries")
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="entries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="as the spreadsheet counts")
    row = models.ForeignKey(PackRow, null=True, on_delete=models.PROTECT, related_name="entries")
    foreign = models.BooleanField(help_text=_("行编号是另一份表的"))
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    as_sent = models.BinaryField(help_text="ciphertext of what came back")
    content = models.BinaryField(help_text="ciphertext of what stands, corrected or not")
    mark = models.BinaryField(help_text="knows the same row again")
    stage = models.CharField(max_length=24)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint("upload", "number", name="an_entry_stands_once"),
            models.UniqueConstraint(
                "pack",
                "person",
                name="nobody_is_entered_twice",
                condition=Q(stage__in=("arrived", "signed", "reviewed", "given")),
            ),
        )
        indexes = (models.Index(fields=["organisation", "stage"], name="pack_entry_by_stage"),)

    def __str__(self) -> str:
        return str(self.number)


class PackEntryEvent(StateEvent):
    """A move of an entry; its act is the one that wrote the arrival, prescription, review or pick-up."""

    entry = models.ForeignKey(PackEntry, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["entry", "recorded_at"], name="pack_entry_events"),)

    def __str__(self) -> str:
        return self.move
