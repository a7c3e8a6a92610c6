"""Clinic days, who is booked on them, and what follows when a day is changed or somebody does not come."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, StateEvent
from anxin.organisations.models import Organisation, Staff
from anxin.people.models import Person
from anxin.rules.absences import Cause
from anxin.rules.clinic_day_stages import CLINIC_DAY, ClinicDayStage


class ClinicDay(Recorded):
    """A day on which a psychiatrist is at a point (5.2.1)."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="clinic_days"
    )
    day = models.DateField()
    doctor = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=24, default=ClinicDayStage.PUBLISHED)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("day",)
        constraints = (
            models.UniqueConstraint(
                fields=("day", "doctor"),
                condition=Q(stage=ClinicDayStage.PUBLISHED),
                name="doctor_at_one_point_a_day",
            ),
        )
        indexes = (models.Index(fields=["organisation", "day"], name="clinic_day_by_point"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.day}"

    @property
    def is_held(self) -> bool:
        """Say whether the day stands: neither moved nor cancelled."""
        return self.stage == ClinicDayStage.PUBLISHED

    @property
    def stage_name(self) -> str:
        """Return the stage in words."""
        return CLINIC_DAY.stages[ClinicDayStage(self.stage)]


class ClinicDayEvent(StateEvent):
    """A clinic day is moved to another, or cancelled; ``because`` says why."""

    clinic_day = models.ForeignKey(ClinicDay, on_delete=models.PROTECT, related_name="events")
    moved_to = models.ForeignKey(
        ClinicDay, null=True, on_delete=models.PROTECT, related_name="moved_from"
    )

    class Meta(StateEvent.Meta):
        constraints = (
            models.CheckConstraint(
                name="a_moved_day_has_another",
                condition=Q(move="move", moved_to__isnull=False)
                | Q(move="cancel", moved_to__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.move


class Booking(Recorded):
    """A person expected on a clinic day of their designated hospital."""

    clinic_day = models.ForeignKey(ClinicDay, on_delete=models.PROTECT, related_name="bookings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="bookings")
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint("clinic_day", "person", name="booked_once_a_clinic_day"),
        )

    def __str__(self) -> str:
        return f"{self.clinic_day} {self.person_id}"


class Call(Recorded):
    """Somebody to be told by telephone that their clinic day was moved or cancelled.

    ``new_booking`` is what took the place of the booking; none where the point has no later day.
    """

    event = models.ForeignKey(ClinicDayEvent, on_delete=models.PROTECT, related_name="calls")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="calls")
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="+")
    new_booking = models.ForeignKey(
        Booking, null=True, on_delete=models.PROTECT, related_name="calls"
    )
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint("event", "person", name="one_call_a_person"),)

    def __str__(self) -> str:
        return str(self.person_id)


class CallOutcome(Recorded):
    """What came of a call. The newest tells; who was not reached is called again."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("已通知到，按新日期来")
        NOT_REACHED = "not_reached", _("没有联系上")
        ANOTHER_DAY = "another_day", _("改约其他坐诊日")
        REFUSES = "refuses", _("不愿来")

    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="outcomes")
    outcome = models.CharField(max_length=12, choices=Outcome)
    booking = models.ForeignKey(
        Booking, null=True, on_delete=models.PROTECT, related_name="+", help_text=_("改约")
    )
    note = models.CharField(max_length=200, blank=True)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at",)
        constraints = (
            models.CheckConstraint(
                name="another_day_is_booked",
                condition=Q(outcome="another_day", booking__isnull=False)
                | (~Q(outcome="another_day") & Q(booking__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return self.outcome


class Absence(Recorded):
    """Why somebody who was booked did not come, and the next day that was agreed (5.3.2.c).

    Computed lists tell who is to be asked; the newest row of a booking tells what was said.
    """

    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="absences")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    cause = models.CharField(max_length=12, choices=[(one.value, one.label) for one in Cause])
    note = models.CharField(max_length=200, blank=True)
    promised_on = models.DateField(null=True)
    next_booking = models.ForeignKey(Booking, null=True, on_delete=models.PROTECT, related_name="+")
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at",)
        constraints = (
            models.CheckConstraint(
                name="one_next_day_is_agreed",
                condition=Q(promised_on__isnull=True, next_booking__isnull=False)
                | Q(promised_on__isnull=False, next_booking__isnull=True),
            ),
            models.CheckConstraint(
                name="another_cause_is_explained",
                condition=~Q(cause="other") | ~Q(note=""),
            ),
        )

    def __str__(self) -> str:
        return self.cause

    @property
    def cause_name(self) -> str:
        """Return the cause in words."""
        return Cause(self.cause).label
