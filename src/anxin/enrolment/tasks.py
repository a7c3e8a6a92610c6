"""What waits on the way from application to card, by duty; returned ones one by one, first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.enrolment import entitlement_tasks, leaving_tasks, queries
from anxin.enrolment.models import Card
from anxin.pages.tasks import Task
from anxin.pages.words import day_in_words
from anxin.rules.access import Actor
from anxin.rules.cards import CardStage

SHOWN_ONE_BY_ONE = 10


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return what this duty must do, with due day and clause; no names, so nothing is read."""
    sources: dict[str, tuple[Callable[[], list[Task]], ...]] = {
        "application.confirm": (_to_confirm,),
        "application.register": (_returned, _put_aside),
        "application.review": (_to_review,),
        "application.decide": (_to_receive, _to_decide, _appealed),
        "agreement.sign": (_to_sign, _guardians_to_sign),
        "card.issue": (_to_replace, _to_issue),
    }
    return [
        task
        for action, makers in sources.items()
        if actor.may(action)
        for make in makers
        for task in make()
    ] + [
        *_late(actor, on=on),
        *entitlement_tasks.tasks_for(actor, on=on),
        *leaving_tasks.tasks_for(actor, on=on),
    ]


def _late(actor: Actor, *, on: date) -> list[Task]:
    """Tell the next level who is late: the office of the townships, the commission of the office."""
    url = f"{reverse('enrolment:applications')}?late=1"
    if actor.may("application.decide"):
        n, title = queries.late_in_townships(on).count(), _("%(n)s 份申请在镇（街）逾期，请催办")
        clause = "5.1.3.a"
    elif actor.may("decision.facts"):
        n, title = queries.late_at_the_office(on).count(), _("%(n)s 份申请复审逾期，请督办")
        clause = "working-rules:decide-on-time"
    else:
        return []
    return [Task(title=title % {"n": n}, url=url, clause=clause, count=n)] if n else []


def _counted(stage: str, *, title: str, url: str, clause: str, due: str | None) -> list[Task]:
    rows = queries.applications(stage)
    n = rows.count()
    if not n:
        return []
    due_on = rows.aggregate(first=Min(due))["first"] if due else None
    return [Task(title=title % {"n": n}, url=url, clause=clause, due_on=due_on, count=n)]


def _list(stage: str) -> str:
    return f"{reverse('enrolment:applications')}?stage={stage}"


def _to_confirm() -> list[Task]:
    return _counted(
        "submitted",
        title=_("核实 %(n)s 份申请：是否常住、是否贫困"),
        url=reverse("enrolment:village"),
        clause="4.3.village",
        due="first_review_due_on",
    )


def _returned() -> list[Task]:
    rows = list(queries.applications("returned")[:SHOWN_ONE_BY_ONE])
    because = queries.returned_because(row.id for row in rows)
    return [
        Task(
            title=_("补正退回的申请"),
            detail=because.get(row.id, ""),
            url=reverse("enrolment:correct", args=[row.id]),
            clause="5.1.3.b",
            due_on=row.first_review_due_on,
            returned=True,
        )
        for row in rows
    ]


def _put_aside() -> list[Task]:
    drafts = queries.open_drafts()
    n = drafts.count()
    if not n:
        return []
    return [
        Task(
            title=_("继续填写 %(n)s 份申请草稿") % {"n": n},
            url=reverse("enrolment:drafts"),
            clause="5.1.2.a",
            count=n,
        )
    ]


def _to_review() -> list[Task]:
    return _counted(
        "village_confirmed",
        title=_("初审 %(n)s 份申请"),
        url=_list("village_confirmed"),
        clause="5.1.3.a",
        due="first_review_due_on",
    )


def _to_decide() -> list[Task]:
    return _counted(
        "township_passed",
        title=_("复审 %(n)s 份申请"),
        url=_list("township_passed"),
        clause="5.1.4",
        due=None,
    )


def _to_receive() -> list[Task]:
    n = queries.on_the_way().count()
    if not n:
        return []
    return [
        Task(
            title=_("登记收到 %(n)s 份报送材料") % {"n": n},
            url=reverse("enrolment:forwarding"),
            clause="5.1.3.c",
            count=n,
        )
    ]


def _appealed() -> list[Task]:
    n = queries.appealed().filter(stage="township_passed").count()
    if not n:
        return []
    return [
        Task(
            title=_("重新审核 %(n)s 份申诉，由没有作过决定的人办理") % {"n": n},
            url=_list("township_passed"),
            clause="working-rules:appeal",
            count=n,
        )
    ]


def _to_sign() -> list[Task]:
    return _counted(
        "approved",
        title=_("通知 %(n)s 人签订协议"),
        url=_list("approved"),
        clause="5.1.5.a",
        due=None,
    )


def _guardians_to_sign() -> list[Task]:
    """Ask for the signature of each guardian who came by a change; the right lasts meanwhile (A7)."""
    return [
        Task(
            title=_("请新监护人在两份服务协议上签字"),
            detail=_("%(day)s变更监护人") % {"day": day_in_words(one.occurred_on)},
            url=reverse("enrolment:sign_as_guardian", args=[one.person_id, one.id]),
            clause="5.1.5.a",
        )
        for one in queries.unsigned_changes()[:SHOWN_ONE_BY_ONE]
    ]


def _to_replace() -> list[Task]:
    lost = Card.objects.filter(stage=CardStage.LOST).exclude(enrolment__stage="ended")
    return [
        Task(
            title=_("为挂失的救助卡换发新卡"),
            detail=card.number,
            url=reverse("enrolment:replace_card", args=[card.id]),
            clause="A5.n4",
        )
        for card in lost.order_by("issued_on")[:SHOWN_ONE_BY_ONE]
    ]


def _to_issue() -> list[Task]:
    """Ask for a card for each whose right came back (5.1.5.c)."""
    return [
        Task(
            title=_("为恢复资格的人核发新卡"),
            url=reverse("enrolment:new_card", args=[right.person_id]),
            clause="5.1.5.c",
        )
        for right in queries.without_card().order_by("recorded_at")[:SHOWN_ONE_BY_ONE]
    ]
