"""A reminder to make the programme known where nothing was done for long (5.1.1)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.pages.tasks import Task
from anxin.policy.pack import load
from anxin.publicity import queries
from anxin.rules.access import Actor, Duty
from anxin.rules.days import add_months
from anxin.rules.publicity import next_publicity_by

REMIND_BEFORE_DAYS = 30


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return the reminder of one's own village or centre, from a month before it is due."""
    if actor.duty not in (Duty.VILLAGE_CLERK, Duty.TOWNSHIP_OFFICER):
        return []
    months = load().value("publicity_months", on)
    due_on = next_publicity_by(
        last_held_on=queries.last_held_by(actor.organisation_id),
        begun_on=add_months(on, -months),
        months=months,
    )
    if (due_on - on).days > REMIND_BEFORE_DAYS:
        return []
    return [
        Task(
            title=_("开展并登记一次政策宣传"),
            detail=_("每 %(n)s 个月至少一次，只写覆盖人数，不写姓名") % {"n": months},
            url=reverse("publicity:add"),
            clause="5.1.1",
            due_on=due_on,
        )
    ]
