"""What waits about the fund's money for who is signed in."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.funding import queries
from anxin.pages.tasks import Task
from anxin.rules.access import Actor, Duty
from anxin.rules.advance_stages import AdvanceStage


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return what a duty has to do about budgets and advances, computed from the facts."""
    if actor.duty is Duty.COMMISSION:
        return _to_answer()
    if actor.duty is Duty.FINANCE:
        return _budget_missing(on)
    return []


def _to_answer() -> list[Task]:
    return [
        Task(
            title=_("预拨经费待审批"),
            detail=f"{advance.hospital.name} {advance.quarter}",
            url=reverse("funding:advance", args=[advance.id]),
            clause="5.5.a",
        )
        for advance in queries.advances(stage=AdvanceStage.REQUESTED)
    ]


def _budget_missing(on: date) -> list[Task]:
    if queries.has_budget(on.year):
        return []
    return [
        Task(
            title=_("今年还没有登记预算到账"),
            detail=_("%(year)s 年") % {"year": on.year},
            url=reverse("funding:add_budget"),
            clause="7.1.a",
        )
    ]
