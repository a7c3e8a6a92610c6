"""What waits about clinic days without a line for who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from anxin.packs import queries
from anxin.pages.tasks import Task
from anxin.rules.access import Actor
from anxin.rules.export_stages import ExportStage
from anxin.rules.pack_entry_stages import EntryStage

STEPS = {
    EntryStage.PROPOSED: "pickup.write",
    EntryStage.ARRIVED: "prescription.write",
    EntryStage.SIGNED: "prescription.review",
    EntryStage.REVIEWED: "pickup.write",
}


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return the packs of days ahead to be answered, and one's own that are ready to be fetched."""
    if not actor.may("pack.read"):
        return []
    return [*_to_enter(actor), *_to_answer(actor, on=on), *_to_take(actor, on=on)]


def _to_enter(actor: Actor) -> Iterator[Task]:
    """Yield the rows that came back and wait for a step of the actor's duty, a task for each sheet."""
    stages = [stage for stage, action in STEPS.items() if actor.may(action)]
    if not actor.may("pack.enter"):
        return
    for pack, count in queries.waiting_uploads(stages):
        yield Task(
            title=_("断网登记待办理：%(point)s") % {"point": pack.organisation.name},
            detail=_("门诊后72小时以内办完"),
            url=reverse("packs:rows", args=[pack.id]),
            clause="5.3.2.e",
            due_on=pack.clinic_day.day + timedelta(days=3),
            count=count,
        )


def _to_answer(actor: Actor, *, on: date) -> Iterator[Task]:
    waiting = queries.packs().filter(stage=ExportStage.ASKED, clinic_day__day__gte=on)
    for pack in waiting.exclude(recorded_by_id=actor.staff_id):
        yield Task(
            title=_("断网登记表待审批：%(point)s") % {"point": pack.organisation.name},
            detail=pack.reason,
            url=reverse("packs:pack", args=[pack.id]),
            clause="7.2.d",
            due_on=pack.clinic_day.day,
        )


def _to_take(actor: Actor, *, on: date) -> Iterator[Task]:
    at = now()
    ready = queries.packs().filter(stage=ExportStage.APPROVED, recorded_by_id=actor.staff_id)
    for pack in ready:
        shown = queries.shown(pack, at=at, on=on)
        if shown.until is not None and not shown.expired:
            yield Task(
                title=_("断网登记表可以下载：%(point)s") % {"point": pack.organisation.name},
                detail=_("过期须重新申请"),
                url=reverse("packs:pack", args=[pack.id]),
                due_on=localdate(shown.until),
                clause="7.2.d",
            )
