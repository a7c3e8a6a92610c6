"""The days of applications under way follow the working-day calendar of the day (5.1.2.b, 5.1.3, 7.4)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.database.statements import run
from anxin.enrolment.models import Application
from anxin.policy.pack import load
from anxin.rules.access import Actor
from anxin.rules.admission import Deadlines, deadlines
from anxin.rules.application_stages import ApplicationStage
from anxin.rules.clauses import cites

UNDER_WAY = (
    ApplicationStage.SUBMITTED,
    ApplicationStage.RETURNED,
    ApplicationStage.VILLAGE_CONFIRMED,
    ApplicationStage.TOWNSHIP_PASSED,
)
_WRITE = "SELECT security.follow_calendar(%s, %s, %s, %s, %s)"


@cites("5.1.2.b", "5.1.3.a", "5.1.3.c")
def follow_calendar(*, request_id: UUID, actor: Actor, at: datetime) -> int:
    """Count the days of what is under way anew; say how many moved. Safe to repeat.

    The days are stored, so that lists find what is late. They follow from the day of handing in,
    its terms and the calendar alone, and are made right after a calendar was adopted. What is
    decided keeps the days it was decided by.
    """
    del actor
    if begin(
        request_id=request_id,
        kind="application.follow_calendar",
        content={},
        result_id=request_id,
        at=at,
    ):
        return 0
    open_now = Application.objects.filter(stage__in=UNDER_WAY)
    wrong = [row.id for row in open_now if _stored(row) != _counted(row)]
    lock(Application, *wrong)
    for row in open_now.filter(id__in=wrong):
        days = _counted(row)
        run(
            _WRITE,
            row.id,
            days.intake_day,
            days.first_review_due,
            days.forward_by,
            days.provisional,
        )
    return len(wrong)


def _stored(row: Application) -> Deadlines:
    return Deadlines(
        intake_day=row.intake_on,
        first_review_due=row.first_review_due_on,
        forward_by=row.forward_by,
        provisional=row.dates_provisional,
    )


def _counted(row: Application) -> Deadlines:
    policy, on = load(), row.handed_in_on
    return deadlines(on, terms=policy.admission_terms(on), calendar=policy.calendar)
