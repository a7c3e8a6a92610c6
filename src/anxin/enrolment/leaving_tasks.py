"""What waits of moves between towns and of reported ends; what came back first. No names, so nothing is read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.enrolment.models import Move
from anxin.enrolment.queries.end_reports import answers_to, end_reports, returned_end_reports
from anxin.enrolment.queries.moving import because_of, declined_to, waiting_for
from anxin.pages.tasks import Task
from anxin.rules.access import Actor
from anxin.rules.end_report_stages import EndReportStage

SHOWN_ONE_BY_ONE = 10


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return what a township has to take over or to correct, and what the office has to look at."""
    sources: dict[str, tuple[Callable[[Actor, date], list[Task]], ...]] = {
        "move.write": (_declined, _to_take_over),
        "change.report": (_returned,),
        "application.decide": (_reported,),
    }
    return [
        task
        for action, makers in sources.items()
        if actor.may(action)
        for make in makers
        for task in make(actor, on)
    ]


def _to_take_over(actor: Actor, on: date) -> list[Task]:
    return [
        Task(
            title=_("接收从%(keeper)s迁来的患者") % {"keeper": move.from_keeper.name},
            detail=_waited(move, on),
            url=reverse("enrolment:move", args=[move.id]),
            clause="5.1.2.a",
        )
        for move in waiting_for(actor.organisation_id)[:SHOWN_ONE_BY_ONE]
    ]


def _waited(move: Move, on: date) -> str:
    return _("已等 %(n)s 天") % {"n": (on - move.announced_on).days}


def _declined(actor: Actor, on: date) -> list[Task]:
    del on
    rows = declined_to(actor.organisation_id)[:SHOWN_ONE_BY_ONE]
    because = because_of(one.id for one in rows)
    return [
        Task(
            title=_("%(keeper)s没有接收迁移的患者") % {"keeper": move.to_keeper.name},
            detail=because[move.id].because,
            url=reverse("enrolment:move", args=[move.id]),
            clause="5.1.2.a",
            returned=True,
        )
        for move in rows
    ]


def _returned(actor: Actor, on: date) -> list[Task]:
    del actor, on
    rows = returned_end_reports()[:SHOWN_ONE_BY_ONE]
    because = answers_to(one.id for one in rows)
    return [
        Task(
            title=_("终止上报被退回：%(cause)s") % {"cause": report.get_cause_display()},
            detail=because[report.id].because,
            url=reverse("enrolment:end_report", args=[report.id]),
            clause="A5.n3",
            returned=True,
        )
        for report in rows
    ]


def _reported(actor: Actor, on: date) -> list[Task]:
    del actor
    rows = end_reports(stage=EndReportStage.REPORTED).order_by("recorded_at")
    return [
        Task(
            title=_("核实终止上报：%(cause)s") % {"cause": report.get_cause_display()},
            detail=_("%(keeper)s上报，发生在 %(days)s 天前")
            % {"keeper": report.person.keeper.name, "days": (on - report.occurred_on).days},
            url=reverse("enrolment:end_by_report", args=[report.id]),
            clause="A5.n3",
        )
        for report in rows[:SHOWN_ONE_BY_ONE]
    ]
