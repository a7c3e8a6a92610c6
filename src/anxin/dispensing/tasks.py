"""What waits at the counter for who is signed in."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.dispensing import queries
from anxin.pages.tasks import Task
from anxin.rules.access import Actor


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return what a dispenser has to do, computed from the facts."""
    if not actor.may("pickup.write"):
        return []
    found = (
        Task(
            title=_("已审方，等待备药发药"),
            url=reverse("dispensing:counter"),
            clause="5.3.2.a",
            due_on=on,
            count=queries.waiting_prescriptions(actor, on=on).count(),
        ),
        Task(
            title=_("已备药，今天还没有完成"),
            detail=_("备药当天有效，过后失效"),
            url=reverse("dispensing:pickups"),
            clause="5.3.2.e",
            due_on=on,
            count=queries.unfinished(actor, on=on).count(),
        ),
        Task(
            title=_("纸质签名单欠扫描件"),
            detail=_("未补之前不能申报结算"),
            url=reverse("dispensing:slips"),
            clause="5.3.2.e",
            count=queries.slips_owed(actor).count(),
        ),
    )
    return [task for task in found if task.count]
