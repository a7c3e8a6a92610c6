"""Pages of the rota, of the day board and of those whose medicine runs out."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.clinics import queries, services
from anxin.clinics.forms import PublishForm
from anxin.clinics.models import ClinicDay
from anxin.clinics.queries.board import STEP_ADVICE, STEP_LABELS, Step
from anxin.clinics.queries.changes import change_of
from anxin.clinics.queries.days import month_after, month_before
from anxin.clinics.queries.rota import DayOfMonth, in_weeks, month_of_points
from anxin.organisations.models import ClinicPoint
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import named

PAGE_SIZE = 50


@page("rota.read")
@require_safe
def clinic_days(request: HttpRequest) -> HttpResponse:
    """Show a month of clinic days of a point (5.2.1)."""
    points = list(queries.points_in_reach("rota.read"))
    month = month_asked(request, default=localdate(now()))
    wanted = request.GET.get("point", "")
    point = next(
        (p for p in points if str(p.organisation_id) == wanted), points[0] if points else None
    )
    return render(
        request,
        "clinics/days.html",
        {
            "points": points,
            "point": point,
            "days": queries.days_of(point.organisation_id, month=month) if point else [],
            "weeks": _weeks(point, month=month) if point else [],
            "month": month,
            "before": month_before(month),
            "after": month_after(month),
            "may_plan": signed_in(request).may("clinic.plan"),
            "may_open": signed_in(request).may("clinic.read"),
        },
    )


def _weeks(point: ClinicPoint, *, month: date) -> list[list[DayOfMonth | None]]:
    _heads, [(_point, days)] = month_of_points([point], month=month)
    return in_weeks(days)


def month_asked(request: HttpRequest, *, default: date) -> date:
    """Return the first day of the month that the address asks for."""
    try:
        return date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError:
        return default.replace(day=1)


@page("clinic.plan")
@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a clinic day (5.2.1)."""
    actor, at = signed_in(request), now()
    form = PublishForm(
        request.POST or None,
        points=queries.points_in_reach("clinic.plan"),
        doctors=queries.doctors_for(actor.organisation_id, on=localdate(at)),
    )
    if form.is_valid():
        made = form.attempt(lambda: services.publish_day(**form.cleaned_data, actor=actor, at=at))
        if made:
            messages.success(request, _("已发布坐诊日"))
            return (
                redirect("clinics:day", made)
                if actor.may("clinic.read")
                else redirect("clinics:month")
            )
    return render(
        request, "clinics/publish.html", {"form": form}, status=422 if form.errors else 200
    )


def find_day(day_id: UUID, *, action: str = "clinic.read") -> ClinicDay:
    """Return a clinic day in reach of an action; any other is not found."""
    found = queries.day_in_reach(day_id, action=action)
    if found is None:
        raise Http404
    return found


@page("clinic.read")
@require_safe
def board(request: HttpRequest, day_id: UUID) -> HttpResponse:
    """Show where everybody of a clinic day is, a tab for each step, and the next thing to do."""
    actor, today, day = signed_in(request), localdate(now()), find_day(day_id)
    if not day.is_held:
        return _called_off(request, day)
    found = queries.read_board(day, actor=actor, on=today)
    counts = found.counts
    wanted = request.GET.get("step", "")
    step = Step(wanted) if wanted in counts else found.opens_on(actor)
    rows = Paginator(found.at(step), PAGE_SIZE).get_page(request.GET.get("page"))
    names = named([row.person_id for row in rows], look=look(request, "门诊日看板"))
    context = {
        "day": found.clinic_day,
        "tabs": [(one, STEP_LABELS[one], counts[one]) for one in found.steps],
        "step": step,
        "advice": STEP_ADVICE[step],
        "page_obj": rows,
        "rows": [(row, names[row.person_id]) for row in rows if row.person_id in names],
        "is_today": found.clinic_day.day == today,
        "is_ahead": found.clinic_day.day >= today,
        "may": _may(request),
    }
    return render(request, "clinics/board.html", context)


def _called_off(request: HttpRequest, day: ClinicDay) -> HttpResponse:
    may_call = signed_in(request).may("call.read")
    context = {"day": day, "event": change_of(day), "may_call": may_call}
    return render(request, "clinics/called_off.html", context)


def _may(request: HttpRequest) -> dict[str, bool]:
    actor = signed_in(request)
    return {
        "book": actor.may("clinic.book"),
        "attend": actor.may("clinic.attend"),
        "prescribe": actor.may("prescription.write"),
        "read": actor.may("prescription.read"),
        "review": actor.may("prescription.review"),
        "change": actor.may("clinic.change"),
        "follow_up": actor.may("absence.write"),
        "dispense": actor.may("pickup.write"),
        "pack": actor.may("pack.ask"),
    }


@page("clinic.read")
@require_safe
def running_out(request: HttpRequest) -> HttpResponse:
    """List by name whose medicine runs out before the next clinic day, unbooked (7.3.c)."""
    today = localdate(now())
    found = Paginator(queries.running_out(on=today), PAGE_SIZE).get_page(request.GET.get("page"))
    names = named([one.person_id for one in found], look=look(request, "药将用完名单"))
    points = {p.organisation_id: p.organisation for p in queries.points_in_reach()}
    ahead = {point: queries.next_clinic_day(point, today) for point in points}
    return render(
        request,
        "clinics/running_out.html",
        {
            "page_obj": found,
            "rows": [
                (one, names[one.person_id], points[one.organisation_id], ahead[one.organisation_id])
                for one in found
                if one.person_id in names
            ],
            "may_book": signed_in(request).may("clinic.book"),
        },
    )
