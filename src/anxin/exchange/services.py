"""Raise an alert of worsening and receive it （六（一））."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.timezone import localdate

from anxin.acts.services import begin
from anxin.database.locks import lock
from anxin.exchange.models import Alert, AlertEvent
from anxin.people.models import Person
from anxin.rules.access import Actor
from anxin.rules.alert_stages import ALERT, AlertMove, AlertStage
from anxin.rules.alerts import Response, Sign, may_raise, may_receive
from anxin.rules.clauses import cites
from anxin.rules.decisions import Refused, condition

CLAUSE = "6.1"
PERSON_IS_FOUND = condition("alert-person-is-found", "7.2.d", met="找到本人", unmet="查无此人")


@cites("working-rules:alerts")
def raise_alert(
    *,
    request_id: UUID,
    person_id: UUID,
    signs: Iterable[str],
    note: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Tell the centre that keeps a person's file that they get worse; return the alert's id.

    It waits for that centre from this moment on; the office hears of it where nobody receives it.
    """
    new, seen = uuid4(), sorted({Sign(sign) for sign in signs})
    content = {"person": person_id, "signs": seen, "note": note.strip()}
    if earlier := begin(
        request_id=request_id, kind="alert.raise", content=content, result_id=new, at=at
    ):
        return earlier.result_id
    person = Person.objects.filter(id=person_id).first()
    if person is None:
        raise PERSON_IS_FOUND.refused()
    Refused.unless(may_raise(signs=seen, note=note))
    Alert.objects.create(
        id=new,
        person=person,
        organisation_id=actor.organisation_id,
        keeper_id=person.keeper_id,
        raised_on=localdate(at),
        signs=[sign.value for sign in seen],
        note=note.strip(),
        stage=AlertStage.RAISED,
        act_id=request_id,
    )
    return new


@cites("working-rules:alerts")
def receive(
    *,
    request_id: UUID,
    alert_id: UUID,
    responses: Iterable[str],
    note: str,
    actor: Actor,
    at: datetime,
) -> UUID:
    """Receive an alert as the centre that keeps the file, saying what was done; return its id."""
    done = [response for response in Response if response in set(responses)]
    content = {"alert": alert_id, "responses": done, "note": note.strip()}
    if earlier := begin(
        request_id=request_id, kind="alert.receive", content=content, result_id=alert_id, at=at
    ):
        return earlier.result_id
    lock(Alert, alert_id)
    alert = Alert.objects.get(id=alert_id)
    ALERT.after(AlertStage(alert.stage), AlertMove.RECEIVE)
    is_keeper = alert.keeper_id == actor.organisation_id
    Refused.unless(may_receive(responses=done, is_keeper=is_keeper))
    words = "、".join(response.label for response in done)
    AlertEvent.objects.create(
        alert=alert,
        move=AlertMove.RECEIVE,
        because=f"{words}。{note.strip()}" if note.strip() else words,
        clause=CLAUSE,
        occurred_on=localdate(at),
        act_id=request_id,
    )
    return alert_id
