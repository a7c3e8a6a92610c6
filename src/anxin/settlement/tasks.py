"""What waits about claims for who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.pages.tasks import Task
from anxin.rules.access import Actor, Duty
from anxin.rules.claim_stages import ClaimStage
from anxin.rules.loss_charge_stages import LossChargeStage
from anxin.settlement import queries


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return what a duty has to do about claims, computed from the facts; what came back first."""
    if actor.duty is Duty.ACCOUNTANT:
        return [*_queried(), *_to_file(actor, on=on)]
    if actor.duty is Duty.CLAIM_CHECKER:
        return [*_to_check(), *_to_accept(), *_losses(actor)]
    return []


def _losses(actor: Actor) -> Iterator[Task]:
    """Tell what ran up with lost cards and waits for a decision by another than who reported it."""
    open_ones = queries.losses(stage=LossChargeStage.OPEN).exclude(recorded_by=actor.staff_id)
    for stage, found, title in (
        (LossChargeStage.OPEN, open_ones, _("认定 %(n)s 次用遗失救助卡的领药由谁承担")),
        (
            LossChargeStage.OWED,
            queries.losses(stage=LossChargeStage.OWED),
            _("%(n)s 笔遗失期间费用待本人归还"),
        ),
    ):
        if n := found.count():
            yield Task(
                title=title % {"n": n},
                url=f"{reverse('settlement:losses')}?stage={stage}",
                clause="A5.n4",
                count=n,
            )


def _queried() -> Iterator[Task]:
    for claim, count, reason in queries.queried_lines():
        yield Task(
            title=_("%(quarter)s 结算有存疑明细，请答复") % {"quarter": claim.quarter},
            detail=reason,
            url=reverse("settlement:lines", args=[claim.id]) + "?show=queried",
            clause="5.5.c",
            count=count,
            returned=True,
        )


def _to_file(actor: Actor, *, on: date) -> Iterator[Task]:
    for quarter in reversed(queries.unclaimed_quarters(actor=actor, on=on)):
        would_hold = queries.preview(quarter, actor=actor)
        if would_hold.lines:
            yield Task(
                title=_("%(quarter)s 已结束，请上报结算") % {"quarter": quarter},
                detail=_("%(count)s 次领药") % {"count": would_hold.lines},
                url=reverse("settlement:file") + f"?quarter={quarter}",
                clause="5.5.c",
            )
            return


def _to_check() -> Iterator[Task]:
    waiting = list(queries.claims_at(ClaimStage.FILED))
    totals = queries.totals(claim.id for claim in waiting)
    for claim in waiting:
        left = totals[claim.id].undecided
        finished = not left and not totals[claim.id].queried
        shown = reverse("settlement:lines", args=[claim.id]) + "?show=open"
        if left or finished:
            yield Task(
                title=_("结算待核对：%(hospital)s %(quarter)s")
                % {"hospital": claim.hospital.name, "quarter": claim.quarter},
                detail=_("还有 %(count)s 条") % {"count": left}
                if left
                else _("每条都有意见，可以结束核对"),
                url=shown if left else reverse("settlement:claim", args=[claim.id]),
                clause="5.5.c",
                count=max(left, 1),
            )


def _to_accept() -> Iterator[Task]:
    for claim in queries.claims_at(ClaimStage.CHECKED):
        yield Task(
            title=_("结算待核定：%(hospital)s %(quarter)s")
            % {"hospital": claim.hospital.name, "quarter": claim.quarter},
            url=reverse("settlement:claim", args=[claim.id]),
            clause="5.5.c",
        )
