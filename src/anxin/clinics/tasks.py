"""What waits at the clinic for who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from anxin.clinics.queries.absences import absent
from anxin.clinics.queries.board import Step, read_board
from anxin.clinics.queries.calls import days_with_open_calls
from anxin.clinics.queries.days import days_on
from anxin.clinics.queries.discharged import discharged
from anxin.clinics.queries.expected import running_out
from anxin.clinics.queries.owed import owed
from anxin.clinics.queries.prescriptions import prescriptions_to_review, returned_to
from anxin.pages.tasks import Task
from anxin.pages.words import day_in_words, in_words
from anxin.rules.absences import FollowUp
from anxin.rules.access import Actor, Duty

SHOWN_ONE_BY_ONE = 10


def tasks_for(actor: Actor, *, on: date) -> list[Task]:
    """Return what a duty has to do at the clinic, computed from the facts."""
    makers = {
        Duty.PSYCHIATRIST: _for_psychiatrist,
        Duty.PHARMACIST: _for_pharmacist,
        Duty.TOWNSHIP_OFFICER: _for_officer,
        Duty.DISPENSER: _about_owed,
        Duty.STOREKEEPER: _about_owed,
    }
    maker = makers.get(actor.duty)
    return list(maker(actor, on=on)) if maker else []


def _for_psychiatrist(actor: Actor, *, on: date) -> Iterator[Task]:
    for prescription in returned_to(actor.staff_id, on=on):
        reasons = [review.reason for review in prescription.reviews.all() if not review.passed]
        yield Task(
            title=_("处方被审方退回，请改开"),
            detail=reasons[-1] if reasons else "",
            url=reverse("clinics:prescription", args=[prescription.id]),
            clause="rx-2007:review",
            due_on=on,
            returned=True,
        )
    for day in days_on(on):
        if day.doctor_id != actor.staff_id:
            continue
        waiting = len(read_board(day, actor=actor, on=on).at(Step.ARRIVED))
        if waiting:
            yield Task(
                title=_("%(point)s：已到诊，等您看诊") % {"point": day.organisation.name},
                url=reverse("clinics:day", args=[day.id]) + f"?step={Step.ARRIVED}",
                clause="5.2.2",
                due_on=on,
                count=waiting,
            )


def _for_pharmacist(actor: Actor, *, on: date) -> Iterator[Task]:
    waiting = prescriptions_to_review(on=on).count()
    if waiting:
        yield Task(
            title=_("处方待审"),
            url=reverse("clinics:reviews"),
            clause="rx-2007:review",
            due_on=on,
            count=waiting,
        )


def _for_officer(actor: Actor, *, on: date) -> Iterator[Task]:
    for day in {d.organisation_id: d for d in days_on(on)}.values():
        awaited = len(read_board(day, actor=actor, on=on).at(Step.EXPECTED))
        if awaited:
            yield Task(
                title=_("今天门诊：还未到的人"),
                url=reverse("clinics:day", args=[day.id]),
                clause="5.2.1",
                due_on=on,
                count=awaited,
            )
    yield from _to_call(on)
    yield from _absent(on)
    yield from _discharged(on)
    out = running_out(on=on)
    if out:
        yield Task(
            title=_("药将用完、还没有预约下次门诊的人"),
            detail=_("请联系本人或监护人，并预约门诊日"),
            url=reverse("clinics:running_out"),
            clause="7.3.c",
            due_on=max(on, out[0].ends) if out[0].ends else on,
            count=len(out),
        )


def _about_owed(actor: Actor, *, on: date) -> Iterator[Task]:
    """Tell the counter and the store of what is owed, at one time: first to lapse, first to do."""
    rows = [row for row in owed(on=on) if row.last_day >= on]
    if not rows:
        return
    longest = max((on - row.since).days for row in rows)
    store = actor.may("stock.transfer")
    yield Task(
        title=_("因缺货欠药，请调拨到服药点") if store else _("因缺货欠药，到货后请补发"),
        detail=_("最久的已等 %(days)s 天") % {"days": longest},
        url=reverse("clinics:owed"),
        clause="working-rules:owed",
        due_on=rows[0].last_day,
        count=len(rows),
    )


def _to_call(on: date) -> Iterator[Task]:
    for day, count in days_with_open_calls(on=on):
        yield Task(
            title=_("%(point)s %(day)s 的坐诊%(stage)s，请打电话通知")
            % {
                "point": day.organisation.name,
                "day": day_in_words(day.day),
                "stage": in_words(day.stage_name),
            },
            detail=_("逐个通知到为止，电话中不提病情和药品"),
            url=reverse("clinics:calls", args=[day.id]),
            clause="working-rules:called-off",
            due_on=on,
            count=count,
        )


def _absent(on: date) -> Iterator[Task]:
    waiting = [one for one in absent(on=on) if one.state is not FollowUp.WAITS]
    if waiting:
        first = min(one.since for one in waiting)
        yield Task(
            title=_("预约了没有来的人，请登记原因并约好下次"),
            detail=_("最早的从 %(day)s 等到现在") % {"day": day_in_words(first)},
            url=reverse("clinics:missing"),
            clause="7.3.c",
            due_on=first,
            count=len(waiting),
        )


def _discharged(on: date) -> Iterator[Task]:
    for one in discharged(on=on)[:SHOWN_ONE_BY_ONE]:
        person = [one.person_id]
        yield Task(
            title=_("已出院，恢复领药，请预约门诊"),
            detail="" if one.clinic_day_id else _("定点医院还没有发布坐诊日，发布后预约"),
            url=reverse("clinics:book", args=[one.clinic_day_id, *person])
            if one.clinic_day_id
            else reverse("enrolment:person", args=person),
            clause="5.1.6.1",
            due_on=one.since,
        )
