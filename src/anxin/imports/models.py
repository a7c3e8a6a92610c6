"""A roster that was read in, its rows, and each time that rows of it were taken in (A8)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, Row
from anxin.enrolment.models import Application, Draft
from anxin.organisations.models import DutyAssignment, Organisation


class ImportBatch(Recorded):
    """One spreadsheet of a unit. The file itself is not kept, its name is ciphertext."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file_name = models.BinaryField(help_text="ciphertext")
    file_index = models.BinaryField(help_text="knows the same file again")
    rows = models.PositiveIntegerField()
    abandoned_on = models.DateField(null=True, help_text=_("作废之日"))
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at",)
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "file_index"],
                condition=Q(abandoned_on__isnull=True),
                name="a_file_is_read_in_once",
            ),
        )

    def __str__(self) -> str:
        return str(self.id)


class ImportRun(Recorded):
    """Rows of a batch that somebody asked to have taken in: the work of the background worker.

    It names the scope that the worker acts under: who asked, under which duty.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="runs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    assignment = models.ForeignKey(DutyAssignment, on_delete=models.PROTECT, related_name="+")
    rows = models.PositiveIntegerField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at",)

    def __str__(self) -> str:
        return str(self.id)


class ImportRow(Row):
    """One row: its texts as ciphertext, what was found, what becomes of it, what it became.

    The act that takes a row in has the row's own id, so that no row is taken in twice.
    """

    class Stage(models.TextChoices):
        OPEN = "open", _("未导入")
        QUEUED = "queued", _("等待导入")
        DONE = "done", _("已导入")
        FAILED = "failed", _("没有导入")

    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="lines")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="as the spreadsheet counts")
    content = models.BinaryField(help_text="ciphertext; empty once taken in or given up")
    number_index = models.BinaryField(null=True)
    name_index = models.BinaryField(null=True)
    mark = models.BinaryField(null=True, help_text="one person: by number, else name and home")
    findings = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    lacking = ArrayField(models.CharField(max_length=24), default=list)
    verdict = models.CharField(max_length=12)
    other_person = models.BooleanField(default=False, help_text=_("已确认不是同一人"))
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.OPEN)
    grounds = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    run = models.ForeignKey(ImportRun, null=True, on_delete=models.PROTECT, related_name="lines")
    application = models.ForeignKey(
        Application, null=True, on_delete=models.PROTECT, related_name="+"
    )
    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["batch", "number"], name="a_row_stands_once"),
            models.UniqueConstraint(
                fields=["organisation", "mark"],
                condition=Q(stage="done"),
                name="nobody_is_taken_in_twice",
            ),
        )
        indexes = (
            models.Index(fields=["batch", "verdict", "number"], name="rows_by_verdict"),
            models.Index(fields=["batch", "stage", "number"], name="rows_by_stage"),
            models.Index(
                fields=["run", "number"], name="rows_waiting", condition=Q(stage="queued")
            ),
            models.Index(fields=["batch", "number_index"], name="rows_by_person_number"),
            models.Index(fields=["batch", "name_index"], name="rows_by_name"),
        )

    def __str__(self) -> str:
        return str(self.number)
