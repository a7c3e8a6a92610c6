"""What waits about exports for who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from anxin.documents import queries
from anxin.pages.tasks import Task
from anxin.rules.access import Actor
from anxin.rules.export_stages import ExportStage


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return the exports to be answered, and those of one's own that are ready to be fetched."""
    if not actor.may("export.ask"):
        return []
    return [*_to_answer(actor), *_to_take(actor, on=on)]


def _to_answer(actor: Actor) -> Iterator[Task]:
    waiting = queries.exports().filter(stage=ExportStage.ASKED)
    for export in waiting.exclude(recorded_by_id=actor.staff_id):
        yield Task(
            title=_("导出登记名单待审批：%(unit)s") % {"unit": export.unit.name},
            detail=export.reason,
            url=reverse("documents:export", args=[export.id]),
            clause="7.2.d",
        )


def _to_take(actor: Actor, *, on: date) -> Iterator[Task]:
    at = now()
    ready = queries.exports().filter(stage=ExportStage.APPROVED, recorded_by_id=actor.staff_id)
    for export in ready:
        shown = queries.shown(export, at=at, on=on)
        if shown.until is not None and not shown.expired:
            yield Task(
                title=_("登记名单可以下载：%(unit)s") % {"unit": export.unit.name},
                detail=_("过期须重新申请"),
                url=reverse("documents:export", args=[export.id]),
                due_on=localdate(shown.until),
                clause="7.2.d",
            )
