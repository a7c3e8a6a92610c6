"""Alerts that wait: for the centre at once, for the office where nobody received them （六（一））."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.exchange import queries
from anxin.pages.tasks import Task
from anxin.policy import load
from anxin.rules.access import Actor

SHOWN_ONE_BY_ONE = 10


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return the alerts that a centre has to receive, and those the office has to ask after."""
    if actor.may("alert.receive"):
        return list(_to_receive(actor))
    return list(_unreceived(on)) if actor.may("alert.oversee") else []


def _to_receive(actor: Actor) -> Iterator[Task]:
    for alert in queries.to_receive(actor)[:SHOWN_ONE_BY_ONE]:
        yield Task(
            title=_("病情加重预警，请立即接收"),
            detail=_("%(point)s %(name)s 上报")
            % {
                "point": alert.organisation.name,
                "name": alert.recorded_by.name,
            },
            url=reverse("exchange:alert", args=[alert.id]),
            clause="6.1",
            due_on=alert.raised_on,
        )


def _unreceived(on: date) -> Iterator[Task]:
    days = load().value("alert_office_days", on)
    number = queries.unreceived(on=on, days=days).count()
    if number:
        yield Task(
            title=_("病情预警卫生院还没有接收，请督促"),
            url=f"{reverse('exchange:alerts')}?stage=raised",
            clause="6.1",
            due_on=on,
            count=number,
        )
