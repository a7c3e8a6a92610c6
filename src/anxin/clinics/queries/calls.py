"""Whom to call because a clinic day was moved or cancelled, and what came of it (5.2.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from anxin.clinics.models import Call, CallOutcome, ClinicDay
from anxin.clinics.queries.changes import last_covered, runs_out_before
from anxin.clinics.queries.days import GIVEN_UP, held_days
from anxin.clinics.queries.reasons import reasons_of
from anxin.clinics.reach import within
from anxin.rules.clinic_day_stages import ClinicDayStage


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCall:
    """Somebody to be called, or who was."""

    call: Call
    old_day: date
    new_day: date | None
    last_covered: date | None
    runs_out: bool
    outcomes: tuple[CallOutcome, ...]

    @property
    def person_id(self) -> UUID:
        """Return whom it is about."""
        return self.call.person_id

    @property
    def outcome(self) -> CallOutcome | None:
        """Return what came of the last call; None before the first."""
        return self.outcomes[-1] if self.outcomes else None

    @property
    def is_done(self) -> bool:
        """Say whether the person knows."""
        return self.outcome is not None and self.outcome.outcome != "not_reached"


def calls_of(clinic_day: ClinicDay) -> list[ToCall]:
    """Return whom to call about a day that was moved or cancelled; who still waits comes first."""
    found = _shown(_calls().filter(event__clinic_day=clinic_day))
    return sorted(found, key=lambda one: (one.is_done, one.last_covered or date.min))


def day_to_call_about(clinic_day_id: UUID, *, action: str) -> ClinicDay | None:
    """Return a day whose point an action reaches, or whose people in reach are to be called.

    A township keeps files of people who go to another point: they are called by it all the same.
    """
    mine = Call.objects.filter(event__clinic_day=clinic_day_id)
    found = ClinicDay.objects.select_related("organisation", "doctor").filter(id=clinic_day_id)
    return found.filter(Q(organisation_id__in=within(action)) | Exists(mine)).first()


def find_call(call_id: UUID) -> ToCall | None:
    """Return one call in reach."""
    return next(iter(_shown(_calls().filter(id=call_id))), None)


def _calls() -> QuerySet[Call]:
    return Call.objects.select_related(
        "event__clinic_day__organisation", "booking__clinic_day", "new_booking__clinic_day"
    )


def _shown(calls: Iterable[Call]) -> list[ToCall]:
    rows = list(calls)
    outcomes = defaultdict(list)
    for outcome in CallOutcome.objects.filter(call__in=rows).select_related(
        "recorded_by", "booking__clinic_day"
    ):
        outcomes[outcome.call_id].append(outcome)
    reasons = reasons_of(row.person_id for row in rows)
    shown = []
    for row in rows:
        reason, said = reasons.get(row.person_id), tuple(outcomes[row.id])
        new_day = _new_day(row, said)
        shown.append(
            ToCall(
                call=row,
                old_day=row.booking.clinic_day.day,
                new_day=new_day,
                last_covered=last_covered(reason),
                runs_out=runs_out_before(reason, new_day),
                outcomes=said,
            )
        )
    return shown


def _new_day(call: Call, said: tuple[CallOutcome, ...]) -> date | None:
    """Return the day on which the person is expected now: the one they chose, else the new one."""
    last = said[-1] if said else None
    if last is not None and last.booking is not None:
        return last.booking.clinic_day.day
    if (last is not None and last.outcome in GIVEN_UP) or call.new_booking is None:
        return None
    return call.new_booking.clinic_day.day


def days_with_open_calls(*, on: date) -> list[tuple[ClinicDay, int]]:
    """Return the changed days about which people in reach still have to be called, with how many.

    Over where the new day is over, and where that day was changed again: it has a list of its own.
    """
    last = CallOutcome.objects.filter(call=OuterRef("pk")).order_by("-recorded_at")
    waiting = (
        Call.objects.alias(last=Subquery(last.values("outcome")[:1]))
        .filter(Q(last=None) | Q(last=CallOutcome.Outcome.NOT_REACHED))
        .filter(
            Q(new_booking=None)
            | Q(
                new_booking__clinic_day__day__gte=on,
                new_booking__clinic_day__stage=ClinicDayStage.PUBLISHED,
            )
        )
    )
    counts: dict[UUID, int] = defaultdict(int)
    for day_id in waiting.values_list("event__clinic_day_id", flat=True):
        counts[day_id] += 1
    days = ClinicDay.objects.filter(id__in=counts).select_related("organisation")
    return [(day, counts[day.id]) for day in days.order_by("day", "id")]


def other_days(call: Call, *, on: date) -> list[ClinicDay]:
    """Return the days that who is called may choose instead: those ahead of the same point."""
    return list(
        held_days()
        .filter(organisation_id=call.booking.organisation_id, day__gte=on)
        .select_related("doctor")
        .order_by("day", "id")
    )
