"""What waits of places, offers, yearly reviews and renewals; late ones are heard of further up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.enrolment.models import AnnualReviewEvent, Offer
from anxin.enrolment.queries.places import next_in_line, returning, waiting_line
from anxin.enrolment.queries.reviews import DUE, PROPOSED, RENEW, RETURNED, Due, worklist
from anxin.pages.tasks import Task
from anxin.rules.access import Actor
from anxin.rules.annual_review import Urgency

SHOWN_ONE_BY_ONE = 10
ONE_DAY = timedelta(days=1)


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return what this duty must do; no names, so nothing is read."""
    sources: dict[str, tuple[Callable[[date], list[Task]], ...]] = {
        "places.write": (_places,),
        "agreement.sign": (_offers,),
    }
    tasks = [
        task
        for action, makers in sources.items()
        if actor.may(action)
        for make in makers
        for task in make(on)
    ]
    if actor.may("review.propose") or actor.may("review.decide") or actor.may("review.oversee"):
        tasks += _reviews(actor, worklist(on=on), on=on)
    return tasks


def _places(on: date) -> list[Task]:
    line = waiting_line()
    late = sum(one.is_late(on) for one in line)
    accepted = sum(one.offer_stage == "accepted" for one in line)
    counted = [
        (len(next_in_line()), _("有空余名额：%(n)s 名候补可以通知")),
        (late, _("%(n)s 份名额通知逾期没有答复，请通知下一名")),
        (accepted, _("%(n)s 名候补已接受名额，请复审确认")),
        (len(returning()), _("%(n)s 人已出院，等名额恢复领药")),
    ]
    url = reverse("enrolment:waiting")
    return [
        Task(title=title % {"n": n}, url=url, clause="5.1.6.2", count=n)
        for n, title in counted
        if n
    ]


def _offers(on: date) -> list[Task]:
    rows = Offer.objects.filter(stage="open", lapses_on__gt=on, application__stage="waiting")
    n = rows.count()
    if not n:
        return []
    first = rows.aggregate(first=Min("lapses_on"))["first"]
    return [
        Task(
            title=_("通知 %(n)s 名候补有名额，登记答复") % {"n": n},
            url=reverse("enrolment:waiting"),
            clause="5.1.6.2",
            due_on=first - ONE_DAY,
            count=n,
        )
    ]


def _reviews(actor: Actor, rows: Sequence[Due], *, on: date) -> list[Task]:
    """Who is in hospital waits for the discharge: listed, but nobody's task (5.1.6.1)."""
    del on
    awake = [one for one in rows if not one.in_hospital]
    tasks: list[Task] = []
    if actor.may("review.propose"):
        tasks += _returned([one for one in awake if one.state == RETURNED])
        tasks += _due([one for one in awake if one.state == DUE])
        tasks += _renewals([one for one in awake if one.state == RENEW])
    if actor.may("review.decide"):
        tasks += _counted(
            [one for one in awake if one.state == PROPOSED], PROPOSED, _("审定 %(n)s 人的年度审核")
        )
        late = [
            one for one in awake if one.state != PROPOSED and one.urgency >= Urgency.LATE_FOR_OFFICE
        ]
        tasks += _counted(late, "late", _("%(n)s 人年度审核或续签逾期，请督促镇（街）"))
    if actor.may("review.oversee"):
        late = [one for one in awake if one.urgency >= Urgency.LATE_FOR_COMMISSION]
        tasks += _counted(late, "late", _("%(n)s 人年度审核或续签长期逾期"))
    return tasks


def _returned(rows: Sequence[Due]) -> list[Task]:
    told = AnnualReviewEvent.objects.filter(
        review__in=[one.review_id for one in rows], move="return"
    ).order_by("recorded_at")
    because: dict[UUID | None, str] = dict(told.values_list("review_id", "because"))
    return [
        Task(
            title=_("补充退回的年度审核"),
            detail=because.get(one.review_id, ""),
            url=reverse("enrolment:yearly_step", args=[one.enrolment_id]),
            clause="A5.n3",
            due_on=one.due_on,
            returned=True,
        )
        for one in rows[:SHOWN_ONE_BY_ONE]
    ]


def _due(rows: Sequence[Due]) -> list[Task]:
    near = sum(one.urgency == Urgency.LAST for one in rows)
    late = sum(one.is_late for one in rows)
    parts = [
        (late, _("已逾期 %(n)s 人")),
        (near, _("快到期 %(n)s 人")),
        (sum(one.urgency == Urgency.SECOND for one in rows), _("一个月内 %(n)s 人")),
    ]
    detail = _("、").join(words % {"n": n} for n, words in parts if n)
    return _counted(rows, DUE, _("年度审核 %(n)s 人"), detail=detail)


def _renewals(rows: Sequence[Due]) -> list[Task]:
    return _counted(rows, RENEW, _("续签 %(n)s 份协议，双方签字，各执一份"), clause="5.1.5.a")


def _counted(
    rows: Sequence[Due], state: str, title: str, *, detail: str = "", clause: str = "A5.n3"
) -> list[Task]:
    if not rows:
        return []
    return [
        Task(
            title=title % {"n": len(rows)},
            detail=detail,
            url=f"{reverse('enrolment:yearly')}?state={state}",
            clause=clause,
            due_on=min(one.due_on for one in rows),
            count=len(rows),
        )
    ]
