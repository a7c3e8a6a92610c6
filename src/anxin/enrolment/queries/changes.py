"""What changed a person's right, and what may be done about it (5.1.6)."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from anxin.enrolment.models import Card, Change, Enrolment
from anxin.rules.cards import CardStage
from anxin.rules.enrolment_stages import EnrolmentStage

LIVE_CARDS = (CardStage.ISSUED, CardStage.LOST)


def changes_of(person_id: UUID) -> list[Change]:
    """Return a person's changes, oldest first, each with who wrote it and what undid it."""
    return list(
        Change.objects.filter(person_id=person_id)
        .select_related("recorded_by")
        .order_by("recorded_at")
    )


def end_to_undo(person_id: UUID) -> bool:
    """Say whether the person's newest right ended by a change that stands."""
    newest = Enrolment.objects.filter(person_id=person_id).order_by("recorded_at").last()
    if newest is None or newest.stage != EnrolmentStage.ENDED:
        return False
    stands = Change.objects.filter(enrolment=newest, undone_by=None)
    return stands.exclude(kind=Change.Kind.UNDONE).exists()


def without_card() -> QuerySet[Enrolment]:
    """Return the rights in reach that last without a card that is good or can be replaced."""
    live = Card.objects.filter(person_id=OuterRef("person_id"), stage__in=LIVE_CARDS)
    return Enrolment.objects.exclude(stage=EnrolmentStage.ENDED).exclude(Exists(live))


def waits_for_a_card(person_id: UUID) -> bool:
    """Say whether a person's right lasts and every card of theirs is dead."""
    return without_card().filter(person_id=person_id).exists()
