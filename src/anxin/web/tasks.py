"""What the frame itself asks of people: to renew the confidentiality agreement (7.2.a), to look after accounts."""

from __future__ import annotations

from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.organisations.queries import agreement_valid_until
from anxin.organisations.queries.accounts import locked_accounts
from anxin.pages.tasks import Task
from anxin.rules.access import Actor

RENEW_WITHIN = timedelta(days=30)


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return the renewal in the last month of the agreement, and accounts held up by failed tries."""
    return [*_renewal(actor, on=on), *_locked(actor)]


def _locked(actor: Actor) -> list[Task]:
    number = locked_accounts() if actor.may("staff.write") else 0
    if not number:
        return []
    return [
        Task(
            title=_("{n} 个账号因连续输错密码登录受限").format(n=number),
            detail=_("核实是否本人输错，再解除限制或重设密码"),
            url=f"{reverse('web:accounts')}?state=locked",
            clause="7.2.d",
            count=number,
        )
    ]


def _renewal(actor: Actor, *, on: date) -> list[Task]:
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
