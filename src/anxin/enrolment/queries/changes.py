"""What changed a person's right, and what may be done about it (5.1.6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from anxin.enrolment.models import Card, Change, Enrolment
from anxin.organisations.models import Organisation
from anxin.people.queries import Named, named
from anxin.privacy.door import Look
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


def changes(*, kind: str = "", unit_id: UUID | None = None) -> QuerySet[Change]:
    """Return the changes in reach, the newest first; of one kind, of people whose file a unit keeps."""
    rows = Change.objects.select_related("recorded_by", "person__keeper").order_by(
        "-recorded_at", "id"
    )
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(person__keeper_id=unit_id) if unit_id else rows


def units_of_changes() -> list[Organisation]:
    """Return the units that keep a file of anyone in reach whose right changed."""
    keepers = Change.objects.values("person__keeper_id")
    return list(Organisation.objects.filter(id__in=keepers).order_by("code"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSeen:
    """One row of the list of changes, with whose it is."""

    change: Change
    named: Named


def changes_seen(found: Iterable[Change], *, look: Look) -> list[ChangeSeen]:
    """Return the rows of a page with their people's names; one reading is recorded for the page."""
    rows = list(found)
    people = named({one.person_id for one in rows}, look=look)
    return [ChangeSeen(change=one, named=people[one.person_id]) for one in rows]


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
