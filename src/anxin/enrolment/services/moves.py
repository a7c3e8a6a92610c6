"""Moves of an application: one event row, checked by the table of stages here and in the database."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from anxin.database.locks import lock
from anxin.enrolment.models import Application, ApplicationEvent
from anxin.rules.application_stages import APPLICATION, ApplicationMove, ApplicationStage


def locked(application_id: UUID) -> Application:
    """Lock an application until the caller's transaction ends, and read it then.

    Raises ``Application.DoesNotExist`` where there is none in the reader's reach.
    """
    lock(Application, application_id)
    return Application.objects.select_related("person").get(id=application_id)


def require(application: Application, move: ApplicationMove) -> None:
    """Refuse a move that the application's stage does not allow."""
    APPLICATION.after(ApplicationStage(application.stage), move)


def make(
    application: Application,
    move: ApplicationMove,
    *,
    act_id: UUID,
    on: date,
    because: str = "",
    clause: str = "",
) -> UUID:
    """Make a move, inside the caller's act; return the event's id."""
    require(application, move)
    event = ApplicationEvent.objects.create(
        id=uuid4(),
        application=application,
        move=move,
        because=because,
        clause=clause,
        occurred_on=on,
        act_id=act_id,
    )
    application.stage = APPLICATION.after(ApplicationStage(application.stage), move)
    return event.id
