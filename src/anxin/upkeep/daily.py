"""What begins with a day of itself, once a day however often it is asked (5.1.6.2).

Nothing else waits for it: what was prepared at a counter, a prescription and an offer are out of
time by their own dates. Here an unanswered offer gives its place back, what is owed lapses with its
prescription, and the stored days of applications under way are counted by the calendar in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.utils.timezone import localdate

from anxin.clinics.services import lapse_owed
from anxin.database.prepare import NAMESPACE, SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.enrolment.services import follow_calendar, lapse_offers


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """How many offers lapsed, how many applications' days moved, on how many prescriptions owed lapsed."""

    lapsed: int
    moved: int
    owed: int


def begin_day(*, at: datetime) -> Begun:
    """Let lapse what is due on a day, and let open applications follow the calendar (7.4).

    The acts are named by the day: who comes second waits for the first, and does nothing.
    """
    with acting_as(SYSTEM_STAFF) as actor:
        lapsed = lapse_offers(request_id=_named("offers", at), actor=actor, at=at)
    with acting_as(SYSTEM_STAFF) as actor:
        moved = follow_calendar(request_id=_named("calendar", at), actor=actor, at=at)
    with acting_as(SYSTEM_STAFF) as actor:
        owed = lapse_owed(request_id=_named("owed", at), actor=actor, at=at)
    return Begun(lapsed=lapsed, moved=moved, owed=owed)


def _named(work: str, at: datetime) -> UUID:
    return uuid5(NAMESPACE, f"daily:{work}:{localdate(at).isoformat()}")
