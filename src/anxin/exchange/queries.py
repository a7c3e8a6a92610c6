"""Reads of alerts; each within the reach of who acts, and recorded where people are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from anxin.exchange.models import Alert
from anxin.people.queries import Named, named
from anxin.privacy.door import Look, record_reading
from anxin.rules.access import Actor
from anxin.rules.alert_stages import ALERT, AlertMove, AlertStage
from anxin.rules.alerts import Sign

RECENT = 3
KINDS = {AlertStage.RAISED: "bad", AlertStage.RECEIVED: "good"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSeen:
    """An alert as a list or a panel shows it."""

    alert: Alert
    named: Named | None
    signs: tuple[str, ...]
    stage: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an alert, as a timeline shows it."""

    on: datetime
    title: str
    by: str
    because: str
    clause: str


def alerts(*, stage: str = "") -> QuerySet[Alert]:
    """Return the alerts in reach, the newest first; in one stage where one is asked for."""
    rows = Alert.objects.select_related("organisation", "keeper", "recorded_by")
    rows = rows.order_by("-recorded_at", "id")
    return rows.filter(stage=stage) if stage else rows


def seen(found: Iterable[Alert], *, look: Look) -> list[AlertSeen]:
    """Return the alerts of a page with their people's names, recorded as one reading."""
    rows = list(found)
    people = {row.person_id for row in rows}
    names = named(people, look=look)
    if people:
        record_reading(look, person_ids=people, fields=["alert"])
    return [_seen(row, names.get(row.person_id)) for row in rows]


def recent_alerts(person_id: UUID, *, look: Look) -> list[AlertSeen]:
    """Return a person's last alerts, newest first, recorded."""
    rows = list(alerts().filter(person_id=person_id)[:RECENT])
    if rows:
        record_reading(look, person_ids=[person_id], fields=["alert"])
    return [_seen(row, None) for row in rows]


def _seen(row: Alert, name: Named | None) -> AlertSeen:
    stage = AlertStage(row.stage)
    return AlertSeen(
        alert=row,
        named=name,
        signs=tuple(Sign(sign).label for sign in row.signs),
        stage=ALERT.stages[stage],
        kind=KINDS[stage],
    )


def find_alert(alert_id: UUID) -> Alert | None:
    """Return an alert in reach; None for any other."""
    return alerts().filter(id=alert_id).first()


def steps_of(alert: Alert) -> list[Step]:
    """Return what became of an alert, oldest first."""
    events = alert.events.select_related("recorded_by").order_by("recorded_at")
    return [
        Step(
            on=event.recorded_at,
            title=ALERT.acts[AlertMove(event.move)],
            by=event.recorded_by.name,
            because=event.because,
            clause=event.clause,
        )
        for event in events
    ]


def to_receive(actor: Actor) -> list[Alert]:
    """Return the alerts that wait for the actor's centre, the oldest first."""
    rows = alerts(stage=AlertStage.RAISED).filter(keeper_id=actor.organisation_id)
    return list(rows.order_by("recorded_at"))


def unreceived(*, on: date, days: int) -> QuerySet[Alert]:
    """Return the alerts in reach that nobody received within the days."""
    return alerts(stage=AlertStage.RAISED).filter(raised_on__lte=on - timedelta(days=days))
