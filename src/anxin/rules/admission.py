"""When an application is taken in, reviewed and forwarded: section 五（一） 2–3."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from anxin.rules.clauses import cites
from anxin.rules.days import ONE_DAY, Calendar, add_months


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionTerms:
    """The policy's numbers on a day."""

    intake_day: int
    first_review_working_days: int
    forward_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """The days that an application's batch must keep."""

    intake_day: date
    first_review_due: date
    forward_by: date
    provisional: bool


@cites("5.1.2.b")
def intake_day_for(handed_in: date, *, terms: AdmissionTerms, calendar: Calendar) -> date:
    """Return the first intake day on or after the day of handing in."""
    intake = _intake_day_of_month(handed_in, terms=terms, calendar=calendar)
    if intake >= handed_in:
        return intake
    next_month = add_months(handed_in.replace(day=1), 1)
    return _intake_day_of_month(next_month, terms=terms, calendar=calendar)


@cites("5.1.2.b", "5.1.3.a", "5.1.3.c")
def deadlines(handed_in: date, *, terms: AdmissionTerms, calendar: Calendar) -> Deadlines:
    """Return the batch's intake day and what is due when.

    ``provisional`` where any day looked at lies in a year without a notice: from the
    intake day as named (before it was postponed) to the last of the two due days, and
    the month of handing in where its own intake day decided.
    """
    intake = intake_day_for(handed_in, terms=terms, calendar=calendar)
    review_due = calendar.add_working_days(intake, terms.first_review_working_days)
    named = intake.replace(day=terms.forward_day)
    forward_by = max(review_due, calendar.last_working_day(named))
    looked_at = (handed_in, intake, named, review_due, forward_by)
    return Deadlines(
        intake_day=intake,
        first_review_due=review_due,
        forward_by=forward_by,
        provisional=any(calendar.is_provisional(day) for day in looked_at),
    )


def _intake_day_of_month(month: date, *, terms: AdmissionTerms, calendar: Calendar) -> date:
    return calendar.next_working_day(month.replace(day=terms.intake_day))


@cites("5.1.4", "working-rules:decide-on-time")
def decision_due(start: date, *, working_days: int, calendar: Calendar) -> date:
    """Return by when the office decides what it could look at from a day on."""
    return calendar.add_working_days(start, working_days)


@cites("working-rules:decide-on-time")
def decision_late_from(on: date, *, working_days: int, calendar: Calendar) -> date:
    """Return the last day whose decision is overdue: what could be looked at by then is late."""
    start = on
    while decision_due(start, working_days=working_days, calendar=calendar) >= on:
        start -= ONE_DAY
    return start
