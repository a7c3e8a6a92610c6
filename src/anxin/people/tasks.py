"""What waits for the office: records that may be of one person (5.1.3.b)."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.pages.tasks import Task
from anxin.people.likeness import suspected
from anxin.rules.access import Actor


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return the pairs to look at as one task; no names, so nothing is read."""
    del on
    n = len(suspected()) if actor.may("person.merge") else 0
    if not n:
        return []
    title = _("%(n)s 对档案疑似同一人，请核实") % {"n": n}
    return [Task(title=title, url=reverse("people:duplicates"), clause="5.1.3.b", count=n)]
