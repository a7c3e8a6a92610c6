"""What waits at the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.pages.tasks import Task
from anxin.pharmacy import queries
from anxin.pharmacy.shelf import warning_days
from anxin.rules.access import Actor, Duty


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return orders still awaited, and lots of the own store that end soon or have ended."""
    tasks: list[Task] = []
    if actor.may("purchase.write"):
        tasks += _awaited(actor)
    if actor.duty in {Duty.STOREKEEPER, Duty.DISPENSER}:
        tasks += _ending(actor, on=on)
    return tasks


def _awaited(actor: Actor) -> Iterator[Task]:
    waiting = queries.orders(actor.organisation_id, waiting=True).count()
    if waiting:
        yield Task(
            title=_("订单还有药品未到货"),
            detail=_("货到后验收入库"),
            url=reverse("pharmacy:orders") + "?show=waiting",
            clause="5.3.1.a",
            count=waiting,
        )


def _ending(actor: Actor, *, on: date) -> Iterator[Task]:
    lots = queries.expiring(actor.organisation_id, within_days=warning_days(on=on), on=on)
    if lots:
        yield Task(
            title=_("药品临近有效期或已过期"),
            detail="、".join(f"{lot.product} {lot.number}" for lot in lots[:3]),
            url=reverse("pharmacy:stock"),
            clause="5.3.1.c",
            due_on=lots[0].expires_on,
            count=len(lots),
        )
