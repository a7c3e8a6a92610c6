"""Which rows stand on a paper card, and requests to take a register out of the program."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, StateEvent
from anxin.dispensing.models import Pickup
from anxin.enrolment.models import Card
from anxin.organisations.models import Organisation


class PrintedRow(Recorded):
    """A pick-up printed onto a row of a paper card; printed anew it is another row here (A5)."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="printed_rows")
    pickup = models.ForeignKey(Pickup, on_delete=models.PROTECT, related_name="printed_rows")
    page = models.PositiveSmallIntegerField(help_text=_("第二至第十二页"))
    row = models.PositiveSmallIntegerField()
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("page", "row", "recorded_at")
        constraints = (
            models.CheckConstraint(
                name="a_printed_row_stands_on_a_record_page",
                condition=Q(page__range=(2, 12), row__range=(1, 8)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.page}/{self.row}"


class ExportRequest(Recorded):
    """A request to take a unit's register out as a spreadsheet, with its purpose (7.2.d, T16)."""

    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(help_text=_("用途"))
    columns = ArrayField(models.CharField(max_length=20))
    in_full = models.BooleanField(help_text=_("号码不遮挡"))
    people = models.PositiveIntegerField(help_text="how many stood on the register when asked")
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at",)
        constraints = (
            models.CheckConstraint(name="an_export_has_a_purpose", condition=~Q(reason="")),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.stage}"


class ExportEvent(StateEvent):
    """A move of a request: approved, refused, downloaded."""

    export = models.ForeignKey(ExportRequest, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["export", "recorded_at"], name="export_events"),)

    def __str__(self) -> str:
        return self.move
