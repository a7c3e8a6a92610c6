"""Places, and offers of a place to who waits first (5.1.4, 5.1.6.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anxin.database.records import Recorded, Row, StateEvent
from anxin.enrolment.models.applications import Application
from anxin.organisations.models import Organisation, Town


class PlaceCount(Row):
    """Places of the district, of a hospital or of a town: how many are set (null: 待定), taken and held.

    ``used`` counts approvals and offers that are open; ``held`` counts, among them, the suspended.
    Kept by trigger (5.1.4, 5.1.6).
    """

    name = models.CharField(max_length=60, unique=True)
    organisation = models.OneToOneField(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    town = models.OneToOneField(Town, null=True, on_delete=models.PROTECT, related_name="+")
    places = models.PositiveIntegerField(null=True)
    used = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                name="no_place_is_given_twice",
                condition=Q(places__isnull=True) | Q(used__lte=F("places")),
            ),
            models.CheckConstraint(
                name="held_places_are_used_ones", condition=Q(held__lte=F("used"))
            ),
            models.CheckConstraint(
                name="places_belong_to_one",
                condition=Q(organisation__isnull=True) | Q(town__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.used}/{self.places}"


class Offer(Recorded):
    """A free place offered to the first on the waiting list; it lapses on ``lapses_on`` (5.1.6.2)."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    offered_on = models.DateField()
    lapses_on = models.DateField(help_text=_("不含当日"))
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-offered_on",)
        constraints = (
            models.UniqueConstraint(
                "application", name="one_open_offer_an_application", condition=Q(stage="open")
            ),
            models.CheckConstraint(
                name="offer_lapses_after_it_was_made", condition=Q(lapses_on__gt=F("offered_on"))
            ),
        )
        indexes = (models.Index(fields=["stage", "lapses_on"], name="offers_by_stage"),)

    def __str__(self) -> str:
        return f"{self.application_id} {self.offered_on}"


class OfferEvent(StateEvent):
    """A move of an offer: accepted, declined, lapsed."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["offer", "recorded_at"], name="offer_events"),)

    def __str__(self) -> str:
        return self.move
