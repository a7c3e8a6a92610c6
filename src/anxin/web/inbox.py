"""待办: what waits for the person signed in, gathered from every context's ``tasks.py``."""

from __future__ import annotations

from datetime import date
from importlib import import_module

from anxin.pages.tasks import Task
from anxin.rules.access import Actor

# In the order of annex 9; among equals the earlier context comes first.
SOURCES: tuple[str, ...] = (
    "anxin.web.tasks",
    "anxin.enrolment.tasks",
    "anxin.clinics.tasks",
    "anxin.dispensing.tasks",
    "anxin.pharmacy.tasks",
    "anxin.funding.tasks",
    "anxin.settlement.tasks",
)


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return everything there is to do: what came back first, then by day due, the undated last."""
    tasks = [task for source in SOURCES for task in import_module(source).tasks_for(actor, on=on)]
    return sorted(tasks, key=_urgency)


def _urgency(task: Task) -> tuple[bool, date]:
    return (not task.returned, task.due_on or date.max)
