"""Where many people stand with the programme at once, for a roster that is read in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from anxin.enrolment.models import Application, Enrolment
from anxin.rules.application_stages import ApplicationStage

_ENDED = (ApplicationStage.REFUSED, ApplicationStage.WITHDRAWN, ApplicationStage.APPROVED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engaged:
    """Who may not apply again: on the list, or with an application that is not decided or signed yet."""

    enrolled: frozenset[UUID]
    applying: frozenset[UUID]


def engaged(person_ids: Iterable[UUID]) -> Engaged:
    """Return who of these people in reach is on the list, and who has something in hand."""
    people = list(person_ids)
    theirs = Enrolment.objects.filter(person_id__in=people)
    enrolled = theirs.exclude(stage="ended").values_list("person_id", flat=True)
    open_ones = Application.objects.filter(person_id__in=people).exclude(stage__in=_ENDED)
    unsigned = Application.objects.filter(
        person_id__in=people, stage=ApplicationStage.APPROVED
    ).exclude(id__in=theirs.values("application_id"))
    return Engaged(
        enrolled=frozenset(enrolled),
        applying=frozenset(
            [
                *open_ones.values_list("person_id", flat=True),
                *unsigned.values_list("person_id", flat=True),
            ]
        ),
    )
