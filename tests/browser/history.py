"""What happened before the browser opens: made through the services, as in life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate, now

from anxin.enrolment.models import Card
from anxin.rules.quarters import Quarter
from tests.dispensing import steps
from tests.dispensing.steps import Patient
from tests.journeys import spine
from tests.world import as_, beijing

OTHER_POINT = "hc-103"


@dataclass(frozen=True, slots=True)
class Past:
    """The database's name, and whom the tests meet in it."""

    database: str
    claimed: Quarter
    waiting_card: str
    waiting_person: UUID


def make(database: str) -> Past:
    """Complete a pick-up of the last quarter, and let somebody wait at the other point's counter."""
    quarter = Quarter.of(localdate(now())).previous
    long_ago = _morning(quarter.first_day + timedelta(days=40))
    with transaction.atomic():
        steps.stocked(at=long_ago)
    patient = spine.enrolled_person(at=long_ago - timedelta(days=10), name="陈旧账")
    spine.completed_pickup(patient, at=long_ago)
    waiting = _waiting()
    with as_("other_dispenser"):
        card = Card.objects.get(id=waiting.card_id)
    return Past(
        database=database,
        claimed=quarter,
        waiting_card=card.number,
        waiting_person=waiting.person_id,
    )


@transaction.atomic
def _waiting() -> Patient:
    at = now()
    steps.stocked(point=OTHER_POINT, at=at)
    patient = steps.enrolled(clinic=OTHER_POINT, at=at, name="王等候")
    steps.reviewed(patient, point=OTHER_POINT, at=at)
    return patient


def _morning(day: date) -> datetime:
    return beijing(day.year, day.month, day.day, 9)
