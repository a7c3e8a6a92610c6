"""The register of annex 8: the people served by a unit, as its printed sheet lists them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from anxin.enrolment.models import Card, Enrolment
from anxin.organisations.models import Organisation
from anxin.people.models import Clinical
from anxin.people.queries import GuardianSeen, Named, addresses, guardians_of_many, named
from anxin.privacy.door import Look, record_reading
from anxin.rules.enrolment_stages import ENROLMENT, EnrolmentStage


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One line of annex 8."""

    position: int
    person_id: UUID
    named: Named
    risk_level: int | None
    guardian: GuardianSeen | None
    address: str
    remark: str
    card_number: str


def register_page(unit_id: UUID | None = None) -> QuerySet[Enrolment]:
    """Return the live enrolments in reach whose file a unit keeps, or all, in order of signing."""
    live = Enrolment.objects.exclude(stage=EnrolmentStage.ENDED).order_by("recorded_at")
    return live.filter(person__keeper_id=unit_id) if unit_id else live


def register_units() -> list[Organisation]:
    """Return the units that keep a file of anyone served in reach."""
    keepers = Enrolment.objects.exclude(stage=EnrolmentStage.ENDED).values("person__keeper_id")
    return list(Organisation.objects.filter(id__in=keepers).order_by("code"))


def register_rows(
    enrolments: Iterable[Enrolment], *, first: int = 1, look: Look
) -> list[RegisterRow]:
    """Return the lines of one page, numbered from ``first``; one reading is recorded for the page."""
    found = list(enrolments)
    people = [one.person_id for one in found]
    names = named(people, look=look)
    homes = addresses(people, look=look)
    guardians = guardians_of_many(people, look=look)
    record_reading(look, person_ids=people, fields=["risk_level"])
    risks = dict(
        Clinical.objects.filter(person_id__in=people).values_list("person_id", "risk_level")
    )
    cards = dict(
        Card.objects.filter(enrolment__in=found)
        .order_by("recorded_at")
        .values_list("enrolment_id", "number")
    )
    return [
        RegisterRow(
            position=position,
            person_id=one.person_id,
            named=names[one.person_id],
            risk_level=risks.get(one.person_id),
            guardian=next(iter(guardians.get(one.person_id, ())), None),
            address=homes.get(one.person_id, ""),
            remark=""
            if one.stage == EnrolmentStage.ACTIVE
            else ENROLMENT.stages[EnrolmentStage(one.stage)],
            card_number=cards.get(one.id, ""),
        )
        for position, one in enumerate(found, start=first)
    ]
