"""Which new guardians have still to sign the agreement, and who signed when (5.1.5.a, A7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, UUIDField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from anxin.enrolment.models import Agreement, Change, GuardianSignature
from anxin.people.models import Guardian
from anxin.people.queries import GuardianSeen
from anxin.rules.enrolment_stages import EnrolmentStage


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLine:
    """A new guardian with the day of their signature; none yet where it is waited for."""

    name: str
    change_id: UUID
    changed_on: date
    signed_on: date | None


def unsigned_changes() -> QuerySet[Change]:
    """Return the changes in reach whose new guardian has still to sign, the oldest first.

    A renewal signed since holds for whoever is guardian then; the right lasts meanwhile.
    """
    present = Guardian.objects.filter(id=OuterRef("guardian_id"), until=None)
    newer = Agreement.objects.filter(
        enrolment=OuterRef("enrolment"), recorded_at__gt=OuterRef("recorded_at")
    )
    return (
        Change.objects.filter(kind=Change.Kind.GUARDIAN, guardian_signature=None)
        .exclude(enrolment__stage=EnrolmentStage.ENDED)
        .annotate(guardian_id=Cast(KT("details__to"), UUIDField()))
        .filter(Exists(present), ~Exists(newer))
        .order_by("recorded_at")
    )


def find_unsigned(change_id: UUID, *, person_id: UUID) -> Change | None:
    """Return a person's change whose new guardian has still to sign; None where there is none."""
    return unsigned_changes().filter(id=change_id, person_id=person_id).first()


def signature_lines(person_id: UUID, guardians: Iterable[GuardianSeen]) -> list[SignatureLine]:
    """Return the present guardians who came by a change: who signed when, and who has still to."""
    names = {one.guardian_id: one.name for one in guardians}
    signed = GuardianSignature.objects.filter(person_id=person_id).select_related("change")
    lines = [
        SignatureLine(
            name=names[one.guardian_id],
            change_id=one.change_id,
            changed_on=one.change.occurred_on,
            signed_on=one.signed_on,
        )
        for one in signed.order_by("recorded_at")
        if one.guardian_id in names
    ]
    return lines + [
        SignatureLine(
            name=names[UUID(one.details["to"])],
            change_id=one.id,
            changed_on=one.occurred_on,
            signed_on=None,
        )
        for one in unsigned_changes().filter(person_id=person_id)
        if UUID(one.details["to"]) in names
    ]
