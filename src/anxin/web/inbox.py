"""待办: what waits for the person signed in, gathered from every context's ``tasks.py``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import import_module

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anxin.pages.tasks import Task
from anxin.rules.access import Actor

# In the order of annex 9; among equals the earlier context comes first.
SOURCES: tuple[str, ...] = (
    "anxin.web.tasks",
    "anxin.publicity.tasks",
    "anxin.adoption.tasks",
    "anxin.people.tasks",
    "anxin.exchange.tasks",
    "anxin.enrolment.tasks",
    "anxin.clinics.tasks",
    "anxin.dispensing.tasks",
    "anxin.pharmacy.tasks",
    "anxin.funding.tasks",
    "anxin.settlement.tasks",
    "anxin.documents.tasks",
    "anxin.packs.tasks",
)


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks under one heading."""

    key: str
    title: str | Promise
    tasks: tuple[Task, ...]


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return everything there is to do: what came back first, then by day due, the undated last."""
    tasks = [task for source in SOURCES for task in import_module(source).tasks_for(actor, on=on)]
    return sorted(tasks, key=_urgency)


def _urgency(task: Task) -> tuple[bool, date]:
    return (not task.returned, task.due_on or date.max)


def grouped(tasks: Sequence[Task], *, on: date) -> list[Group]:
    """Put tasks under headings by urgency; each stands under the first that fits, none empty."""
    left, groups = list(tasks), []
    for key, title, fits in _headings(on):
        inside = tuple(task for task in left if fits(task))
        left = [task for task in left if not fits(task)]
        if inside:
            groups.append(Group(key, title, inside))
    return groups


def _headings(on: date) -> list[tuple[str, Promise, Callable[[Task], bool]]]:
    """Return each heading with what stands under it; the week ends on Sunday."""
    sunday = on + timedelta(days=6 - on.weekday())
    return [
        ("returned", _("退回给我"), lambda task: task.returned),
        ("late", _("已逾期"), lambda task: task.due_on is not None and task.due_on < on),
        ("today", _("今天"), lambda task: task.due_on == on),
        ("week", _("本周"), lambda task: task.due_on is not None and task.due_on <= sunday),
        ("later", _("之后"), lambda task: task.due_on is not None),
        ("undated", _("没有期限"), lambda task: True),
    ]
