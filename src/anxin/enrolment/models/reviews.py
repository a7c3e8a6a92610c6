"""Yearly reviews of entitlement (A5.n3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, StateEvent
from anxin.enrolment.models.rights import Enrolment
from anxin.people.models import Person


class AnnualReview(Recorded):
    """The yearly review of entitlement, joined to the agreement's renewal (A5.n3)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reviews")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="reviews")
    due_on = models.DateField()
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("due_on",)
        constraints = (
            models.UniqueConstraint("enrolment", "due_on", name="one_review_a_year"),
            models.UniqueConstraint(
                "enrolment",
                name="one_open_review_an_enrolment",
                condition=~Q(stage__in=("kept", "ended")),
            ),
        )
        indexes = (models.Index(fields=["stage", "due_on"], name="reviews_by_stage"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.due_on}"


class AnnualReviewEvent(StateEvent):
    """A move of a yearly review."""

    review = models.ForeignKey(AnnualReview, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["review", "recorded_at"], name="review_events"),)

    def __str__(self) -> str:
        return self.move


class ReviewAssessment(Recorded):
    """What township or office found at a yearly review: criteria with clauses, evidence, policy (A5.n3)."""

    class Level(models.TextChoices):
        TOWNSHIP = "township", _("基层医疗卫生单位")
        OFFICE = "office", _("免费服药办公室")

    review = models.ForeignKey(AnnualReview, on_delete=models.PROTECT, related_name="assessments")
    level = models.CharField(max_length=8, choices=Level)
    keeps = models.BooleanField()
    criteria = models.JSONField(
        help_text="[{clause, met, reason}]; never says whether police listed"
    )
    evidence = models.TextField(blank=True)
    policy_version = models.CharField(max_length=60)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("recorded_at",)

    def __str__(self) -> str:
        return f"{self.level} {self.keeps}"
