"""What people were given: supply at home, injections, and what is owed."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.clinics.models.visits import Prescription, PrescriptionLine
from anxin.database.records import Recorded
from anxin.organisations.models import DateSpan, Organisation
from anxin.people.models import Person
from anxin.pharmacy.models import Product


class Supply(Recorded):
    """Days of a substance given to a person, from a day until (not including) another.

    Two supplies of one substance never overlap: a refill starts when the last one ends (5.3.2.d, T2).
    A reversed supply names the reversal in ``ended_by_id`` and no longer counts.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="supplies")
    substance = models.CharField(max_length=10)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(help_text="units")
    given_on = models.DateField()
    since = models.DateField()
    until = models.DateField()
    pickup_id = models.UUIDField(db_index=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("since",)
        constraints = (
            models.CheckConstraint(name="supply_covers_days", condition=Q(until__gt=F("since"))),
            ExclusionConstraint(
                name="no_substance_supplied_twice_for_a_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("substance", RangeOperators.EQUAL),
                    (DateSpan("since", "until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(ended_by_id__isnull=True),
            ),
        )
        indexes = (models.Index(fields=["until"], name="supply_by_end"),)

    def __str__(self) -> str:
        return f"{self.substance} {self.since}–{self.until}"


class Injection(Recorded):
    """One injection given at the clinic: which one, where, by whom and when (working-rules:injections).

    Written with the pick-up that hands it over; never a quantity taken home. A reversed one names
    the reversal in ``ended_by_id``: it stays as history and no longer counts.
    """

    class StepName(models.TextChoices):
        FIRST = "first", _("起始第一针")
        SECOND = "second", _("起始第二针")
        AGAIN_FIRST = "again_first", _("补打第一针")
        AGAIN_SECOND = "again_second", _("补打第二针")
        REGULAR = "regular", _("维持针")
        ONCE = "once", _("单次注射")

    class SiteName(models.TextChoices):
        DELTOID_LEFT = "deltoid_left", _("左上臂三角肌")
        DELTOID_RIGHT = "deltoid_right", _("右上臂三角肌")
        GLUTEAL_LEFT = "gluteal_left", _("左侧臀部")
        GLUTEAL_RIGHT = "gluteal_right", _("右侧臀部")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="injections")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    prescription_line = models.ForeignKey(
        PrescriptionLine, on_delete=models.PROTECT, related_name="injections"
    )
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    pickup_id = models.UUIDField(db_index=True)
    units = models.PositiveSmallIntegerField()
    micrograms = models.PositiveIntegerField()
    step = models.CharField(max_length=12, choices=StepName)
    site = models.CharField(max_length=16, choices=SiteName)
    injected_by = models.CharField(max_length=40, help_text=_("注射人"))
    injected_at = models.DateTimeField()
    given_on = models.DateField()
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("given_on", "injected_at")
        constraints = (
            models.UniqueConstraint(
                "pickup_id", "prescription_line", name="injected_once_a_pickup_line"
            ),
            models.CheckConstraint(
                name="injection_is_of_something_by_somebody",
                condition=Q(units__gt=0, micrograms__gt=0) & ~Q(injected_by=""),
            ),
        )
        indexes = (models.Index(fields=["person", "given_on"], name="injection_by_person"),)

    def __str__(self) -> str:
        return f"{self.step} {self.given_on}"


class Owed(Recorded):
    """Units of a prescription's line that the store had not, to be handed over later (working-rules:owed).

    They end by an act: handed over, lapsed with the prescription's days, or their pick-up reversed.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    prescription = models.ForeignKey(Prescription, on_delete=models.PROTECT, related_name="owed")
    line = models.ForeignKey(PrescriptionLine, on_delete=models.PROTECT, related_name="owed")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(help_text="units")
    days = models.PositiveSmallIntegerField(help_text="days that they cover")
    reason = models.CharField(max_length=20, help_text=_("原因"))
    since = models.DateField(help_text=_("从哪天起欠"))
    last_day = models.DateField(help_text=_("可以补发的最后一天"))
    pickup_id = models.UUIDField(db_index=True, help_text="the pick-up after which it is owed")
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        ordering = ("since", "recorded_at")
        constraints = (
            models.CheckConstraint(
                name="owed_is_of_something", condition=Q(quantity__gt=0, days__gt=0)
            ),
            models.UniqueConstraint(
                "line", name="a_line_is_owed_once", condition=Q(ended_by_id__isnull=True)
            ),
        )
        indexes = (
            models.Index(
                fields=["organisation", "since"],
                name="owed_by_point",
                condition=Q(ended_by_id__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.product} {self.quantity}"
