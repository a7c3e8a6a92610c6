"""Who is late: the township with its review and forwarding, the office with its decision (5.1.3, 5.1.4)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from anxin.enrolment.models import Application, ApplicationEvent, MaterialCopy
from anxin.enrolment.queries.copies import at_office, received_on
from anxin.policy.pack import load
from anxin.rules.admission import decision_due, decision_late_from
from anxin.rules.application_stages import ApplicationMove, ApplicationStage

_FIRST_REVIEW = (ApplicationStage.SUBMITTED, ApplicationStage.VILLAGE_CONFIRMED)


def late_in_townships(on: date) -> QuerySet[Application]:
    """Return what is not reviewed in time, or reviewed and not forwarded by its day, in reach."""
    return Application.objects.filter(
        Q(stage__in=_FIRST_REVIEW, first_review_due_on__lt=on)
        | (Q(stage=ApplicationStage.TOWNSHIP_PASSED, forward_by__lt=on) & ~at_office())
    )


def late_at_the_office(on: date) -> QuerySet[Application]:
    """Return what the office received and did not decide in its working days, in reach."""
    policy = load()
    start = decision_late_from(
        on, working_days=policy.value("decide_working_days", on), calendar=policy.calendar
    )
    later = MaterialCopy.objects.filter(
        application_id=OuterRef("id"), place=MaterialCopy.Place.OFFICE, moved_on__gt=start
    )
    reopened = ApplicationEvent.objects.filter(
        application_id=OuterRef("id"),
        move__in=(ApplicationMove.APPEAL, ApplicationMove.PASS),
        occurred_on__gt=start,
    )
    return Application.objects.filter(
        at_office(),
        ~Exists(later),
        ~Exists(reopened),
        stage=ApplicationStage.TOWNSHIP_PASSED,
        forward_by__lte=start,
    )


def late(on: date) -> QuerySet[Application]:
    """Return whatever is late, in reach."""
    return late_in_townships(on) | late_at_the_office(on)


def decisions_due(rows: Iterable[Application]) -> dict[UUID, date]:
    """Return by when the office decides what it has received."""
    passed = [row for row in rows if row.stage == ApplicationStage.TOWNSHIP_PASSED]
    received = received_on(row.id for row in passed)
    if not received:
        return {}
    reached = dict(
        ApplicationEvent.objects.filter(
            application__in=list(received), move__in=(ApplicationMove.APPEAL, ApplicationMove.PASS)
        )
        .order_by()
        .values_list("application_id")
        .annotate(last=Max("occurred_on"))
    )
    policy = load()
    return {
        row.id: decision_due(
            max(row.forward_by, received[row.id], reached[row.id]),
            working_days=policy.value("decide_working_days", received[row.id]),
            calendar=policy.calendar,
        )
        for row in passed
        if row.id in received
    }
