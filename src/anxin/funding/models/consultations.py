"""What a doctor asks the expert group about a plan over the cap, and what came of it (4.2, A2)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.clinics.models import Attendance
from anxin.database.records import Recorded, Row, StateEvent
from anxin.organisations.models import GroupMember, Organisation
from anxin.people.models import Person
from anxin.pharmacy.models import Product


class Consultation(Recorded):
    """A doctor asks the expert group about a plan over the monthly cap; ``recorded_by`` is who asks."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consultations")
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    case = models.TextField(help_text=_("病情和用药理由"))
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-recorded_at",)
        constraints = (
            models.UniqueConstraint(
                "person",
                name="one_open_consultation_a_person",
                condition=Q(stage__in=("asked", "advised")),
            ),
        )
        indexes = (models.Index(fields=["stage", "-recorded_at"], name="consultation_by_stage"),)

    def __str__(self) -> str:
        return f"{self.asked_on} {self.stage}"


class ConsultationLine(Row):
    """A medicine of the plan that is asked about."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    directions = models.CharField(max_length=120, help_text=_("用法用量"))
    days = models.PositiveSmallIntegerField()
    quantity = models.PositiveIntegerField(help_text="units")

    class Meta:
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                name="consultation_line_is_of_something", condition=Q(days__gt=0, quantity__gt=0)
            ),
        )

    def __str__(self) -> str:
        return f"{self.product} {self.quantity}"


class ConsultationMonth(Row):
    """Up to how much the fund may bear for the person in a month, in all, once it is confirmed."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="months")
    month = models.CharField(max_length=7, help_text="2026-12")
    cap = models.BigIntegerField(help_text="fen; the cap of the day that was asked")
    amount = models.BigIntegerField(help_text="fen in all")

    class Meta:
        ordering = ("month",)
        constraints = (
            models.UniqueConstraint("consultation", "month", name="month_once_a_consultation"),
            models.CheckConstraint(
                name="consultation_raises_the_cap", condition=Q(cap__gte=0, amount__gt=F("cap"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.month} {self.amount}"


class ExpertWord(Recorded):
    """What a member of the expert group said on paper; ``recorded_by`` of the office wrote it down."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="word")
    expert = models.ForeignKey(GroupMember, on_delete=models.PROTECT, related_name="+")
    agrees = models.BooleanField()
    text = models.TextField(help_text=_("专家的意见"))
    signed_on = models.DateField()
    kind = models.CharField(max_length=4, help_text="jpeg or pdf")
    content = models.BinaryField(help_text="ciphertext of the signed paper")
    content_hash = models.BinaryField(help_text="SHA-256 of the signed paper")
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.expert} {self.signed_on}"


class ConsultationEvent(StateEvent):
    """A move of a consultation."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (
            models.Index(fields=["consultation", "recorded_at"], name="consultation_events"),
        )

    def __str__(self) -> str:
        return self.move
