"""What waits about policy: proposals to answer, a year without its notice (7.4)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.adoption import queries
from anxin.pages.tasks import Task
from anxin.pages.words import in_words
from anxin.policy.overlay import CALENDAR
from anxin.policy.pack import load
from anxin.rules.access import Actor
from anxin.rules.proposals import calendar_is_missing


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return what the commission has to answer and the office to draft."""
    tasks: list[Task] = []
    if actor.may("policy.approve"):
        tasks += [
            Task(
                title=_("审批政策新值"),
                detail=in_words(queries.subject_words(one.subject)),
                url=reverse("adoption:proposal", args=[one.id]),
                clause="7.4",
                due_on=one.since,
            )
            for one in queries.waiting()
        ]
    if actor.may("policy.draft"):
        tasks += _missing_calendar(on)
    return tasks


def _missing_calendar(on: date) -> list[Task]:
    year = calendar_is_missing(years=load().calendar.years, on=on)
    if year is None or queries.waiting().filter(subject=f"{CALENDAR}{year}").exists():
        return []
    return [
        Task(
            title=_("按国务院办公厅通知录入 %(year)s 年工作日历") % {"year": year},
            detail=_("录入以前，%(year)s 年的期限都是暂定") % {"year": year},
            url=reverse("adoption:draft_calendar", args=[year]),
            clause="state-council-holidays:calendar",
            due_on=date(year, 1, 1),
        )
    ]
