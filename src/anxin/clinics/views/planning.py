"""Pages on which a hospital plans the clinic days of a month, and sees them side by side (5.2.1, A6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from anxin.clinics import queries, services
from anxin.clinics.forms.planning import (
    PickForm,
    asked_of,
    pattern_lines,
    proposal_query,
    sittings,
)
from anxin.clinics.queries.days import month_after, month_before
from anxin.clinics.queries.rota import Month, as_last_month, month_of_points, plan_of
from anxin.clinics.views.days import month_asked
from anxin.organisations.models import ClinicPoint, Staff
from anxin.pages.asking import CHECK, STEP, adds_line
from anxin.pages.forms import ActForm, one_line_more
from anxin.pages.views import page, render, signed_in
from anxin.pages.words import in_words
from anxin.policy import load
from anxin.rules.decisions import Condition


@page("rota.read")
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """Show all points in reach side by side for a month (A6)."""
    today = localdate(now())
    shown = month_asked(request, default=today)
    points = list(queries.points_in_reach("rota.read"))
    heads, rows = month_of_points(points, month=shown)
    context = {
        "month": shown,
        "before": month_before(shown),
        "after": month_after(shown),
        "heads": heads,
        "rows": rows,
        "provisional": load().calendar.is_provisional(shown),
        "may_plan": signed_in(request).may("clinic.plan"),
        "may_open": signed_in(request).may("clinic.read"),
    }
    return render(request, "clinics/month.html", context)


def _choices(request: HttpRequest, *, on: date) -> tuple[Sequence[ClinicPoint], Sequence[Staff]]:
    hospital = signed_in(request).organisation_id
    points = list(queries.points_in_reach("clinic.plan"))
    return points, list(queries.doctors_for(hospital, on=on))


@page("clinic.plan")
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Ask for the pattern of each point's month, beginning with the month before (5.2.1)."""
    today = localdate(now())
    shown = month_asked(request, default=month_after(today))
    points, doctors = _choices(request, on=today)
    data = request.POST if request.method == "POST" else None
    form, lines = (
        ActForm(data),
        pattern_lines(
            data,
            known=() if data else as_last_month(month=shown),
            more={"points": points, "doctors": doctors},
        ),
    )
    if adds_line(request):
        lines = one_line_more(lines)
    elif data is not None and lines.is_valid():
        query = proposal_query(lines, month=shown)
        return redirect(f"{reverse('clinics:propose')}?{query}")
    context = {
        "form": form,
        "lines": lines,
        "month": shown,
        "before": month_before(shown),
        "after": month_after(shown),
    }
    wrong = data is not None and not adds_line(request)
    return render(request, "clinics/plan.html", context, status=422 if wrong else 200)


@page("clinic.plan")
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Show what would be published and what stands; publish what is ticked in one act (5.2.1, A6)."""
    at = now()
    today = localdate(at)
    shown = month_asked(request, default=month_after(today))
    points, doctors = _choices(request, on=today)
    asked = asked_of(request.GET.getlist("line"), points=points, doctors=doctors)
    months = plan_of(asked, month=shown, on=today)
    form = PickForm(request.POST if request.method == "POST" else None, months=months)
    if _is_sent(request, form):
        typed = form.cleaned_data
        made = form.attempt(
            lambda: services.publish_month(
                request_id=typed["request_id"],
                sittings=sittings(typed["days"]),
                rest_on_purpose=typed["rest_on_purpose"],
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _told(len(typed["days"])))
            return redirect(f"{reverse('clinics:month')}?month={shown:%Y-%m}")
    context = {"form": form, "month": shown, "months": months, **_checked(form, months, on=today)}
    return render(request, "clinics/propose.html", context, status=422 if form.errors else 200)


def _told(count: int) -> str:
    return ngettext("已发布 %(n)s 个坐诊日", "已发布 %(n)s 个坐诊日", count) % {"n": count}


def _is_sent(request: HttpRequest, form: PickForm) -> bool:
    """Say whether to publish: only what was shown as the proposal, no tick more and none less."""
    if not form.is_valid() or request.POST.get(STEP) == CHECK:
        return False
    return set(form.cleaned_data["days"]) == set(form.cleaned_data["seen"])


def _checked(form: PickForm, months: Sequence[Month], *, on: date) -> dict[str, object]:
    """Return what is ticked, sorted by what it means, and everything that stands against it."""
    cells = [(m, cell) for m in months for cell in m.cells]
    is_open = {cell.key for _, cell in cells if cell.is_open}
    picked = is_open & set(form["days"].data or ()) if form.is_bound else _drawn(months)
    decision = services.about_month(sittings(sorted(picked)), rest_on_purpose=True, on=on)
    return {
        "picked": picked,
        "makes": [(m, [c for c in m.cells if c.key in picked]) for m in months],
        "rests": sorted({c.day for _, c in cells if c.key in picked and not c.works}),
        "left_out": sorted({c.day for _, c in cells if c.drawn and not c.works}),
        "stands": sum(cell.stands for _, cell in cells),
        "stops": _in_words(decision.unmet),
        "is_changed": form.is_bound and picked != set(form["seen"].data or ()),
        "rest_on_purpose": bool(form["rest_on_purpose"].data),
    }


def _drawn(months: Iterable[Month]) -> set[str]:
    return {key for month in months for key in month.drawn}


def _in_words(unmet: Iterable[Condition]) -> list[tuple[str, str]]:
    """Return each ground once, with its clause."""
    return list(dict.fromkeys((in_words(one), one.clause) for one in unmet))
