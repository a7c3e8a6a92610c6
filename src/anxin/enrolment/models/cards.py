"""The card of annex 5."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from anxin.database.records import Recorded, StateEvent
from anxin.enrolment.models.rights import Enrolment
from anxin.people.models import Person


class Card(Recorded):
    """The card of annex 5. Its code on paper is random; only its keyed hash and ciphertext are stored."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cards")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="cards")
    number = models.CharField(max_length=24, unique=True)
    code = models.BinaryField(help_text="ciphertext of the code in the QR")
    code_index = models.BinaryField(unique=True)
    issued_on = models.DateField()
    stage = models.CharField(max_length=24)
    act = models.ForeignKey("acts.Act", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                "person", name="one_live_card_a_person", condition=Q(stage="issued")
            ),
        )

    def __str__(self) -> str:
        return self.number


class CardEvent(StateEvent):
    """A move of a card: lost, replaced, cancelled."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="events")

    class Meta(StateEvent.Meta):
        indexes = (models.Index(fields=["card", "recorded_at"], name="card_events"),)

    def __str__(self) -> str:
        return self.move
