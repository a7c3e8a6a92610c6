"""What waits about the fund's money for who is signed in."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.funding import queries
from anxin.pages.tasks import Task
from anxin.rules.access import Actor, Duty
from anxin.rules.advance_stages import AdvanceStage
from anxin.rules.consultation_stages import ConsultationStage


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return what a duty has to do about budgets and advances, computed from the facts."""
    makers = {
        Duty.COMMISSION: lambda: _to_answer(),
        Duty.FINANCE: lambda: _budget_missing(on),
        Duty.OFFICE_REVIEWER: lambda: _of_the_office(actor),
        Duty.PSYCHIATRIST: lambda: _of_the_doctor(actor, on=on),
    }
    maker = makers.get(actor.duty)
    return maker() if maker else []


def _of_the_office(actor: Actor) -> list[Task]:
    stage = ConsultationStage.ASKED
    found = (
        Task(
            title=_("超过限额：专家意见待登记"),
            detail=_("专家签好意见书后登记"),
            url=f"{reverse('funding:consultations')}?stage={stage}",
            clause="4.2",
            count=queries.consultations(stage=stage).count(),
        ),
        Task(
            title=_("超过限额：专家意见待您确认"),
            url=f"{reverse('funding:consultations')}?stage={ConsultationStage.ADVISED}",
            clause="4.2",
            count=queries.waiting_for_another(actor.staff_id).count(),
        ),
    )
    return [task for task in found if task.count]


def _of_the_doctor(actor: Actor, *, on: date) -> list[Task]:
    said = {
        ConsultationStage.CONFIRMED: _("专家意见已确认，下次门诊可以照此开方"),
        ConsultationStage.OPPOSED: _("专家不同意超过限额，请改开处方"),
        ConsultationStage.DECLINED: _("办公室不予确认专家意见，请改开处方"),
    }
    return [
        Task(
            title=said[ConsultationStage(one.stage)],
            url=reverse("funding:consultation", args=[one.id]),
            clause="4.2",
            returned=one.stage != ConsultationStage.CONFIRMED,
        )
        for one in queries.answered(actor.staff_id, on=on)
    ]


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
