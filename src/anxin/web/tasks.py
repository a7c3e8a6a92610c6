"""What the frame itself asks of people: to renew the confidentiality agreement (7.2.a)."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.organisations.queries import agreement_valid_until
from anxin.pages.tasks import Task
from anxin.rules.access import Actor

RENEW_WITHIN = timedelta(days=30)


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return the renewal in the last month of the agreement."""
    until = agreement_valid_until(actor.staff_id)
    if until is None or until - on > RENEW_WITHIN:
        return []
    return [
        Task(
            title=_("续签《严重精神障碍患者信息保密协议》"),
            detail=_("过期后不能再查看患者信息"),
            url=reverse("web:agreement"),
            clause="7.2.a",
            due_on=until - timedelta(days=1),
        )
    ]
