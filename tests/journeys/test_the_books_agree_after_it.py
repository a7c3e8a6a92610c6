"""Parts handed over, owed, lapsed and taken back, claims taken back: ``verify`` finds every book in order (7.1.c)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from anxin.clinics.models import Owed
from anxin.clinics.services import lapse_owed
from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.rules.quarters import Quarter
from tests.dispensing import steps
from tests.dispensing.steps import beijing
from tests.journeys.spine import everything_holds
from tests.settlement.steps import Q4, accepted, filed, finished, rest_accepted
from tests.world import as_

pytestmark = pytest.mark.usefixtures("own_database")
NEXT_DAY, TOO_LATE = beijing(2026, 11, 21), beijing(2026, 11, 23)
FILED, TAKEN_BACK, AGAIN = beijing(2027, 1, 5), beijing(2027, 2, 1), beijing(2027, 4, 5)


def test_the_books_agree_after_it():
    with transaction.atomic():
        steps.stocked(20)
        waits, lapses, wrong = [steps.reviewed(steps.enrolled()) for _ in range(3)]
        steps.completed(steps.prepared(waits, part=True, next_in=2))
    everything_holds()

    with transaction.atomic():
        steps.stocked(12)
        steps.completed(steps.prepared(lapses, part=True, next_in=2))
        steps.stocked(60)
        returned = steps.completed(steps.prepared(wrong))
    everything_holds()

    with transaction.atomic():
        steps.stocked(80, at=NEXT_DAY)
    with acting_as(SYSTEM_STAFF) as actor:
        lapse_owed(request_id=uuid4(), actor=actor, at=TOO_LATE)
    with as_("dispenser"):
        assert not Owed.objects.filter(ended_by_id=None).exists()
    everything_holds()

    _settle(Q4, at=FILED)
    with transaction.atomic():
        steps.reversed_(returned, left_counter=True, at=TAKEN_BACK)
    everything_holds()
    _settle(Quarter(2027, 1), at=AGAIN)
    everything_holds()


def _settle(quarter: Quarter, *, at: object) -> None:
    """File, check and accept a quarter's claim, each committed."""
    with transaction.atomic():
        claim = filed(quarter=quarter, at=at)
    with transaction.atomic():
        rest_accepted(claim)
    with transaction.atomic():
        finished(claim)
    with transaction.atomic():
        accepted(claim)
