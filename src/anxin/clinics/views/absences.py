"""Pages of those who were booked and did not come (5.3.2.c, 7.3.c)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.clinics import services
from anxin.clinics.forms.absences import AbsenceForm
from anxin.clinics.queries.absences import absent, days_to_choose, find_absent
from anxin.clinics.queries.reasons import reasons_of
from anxin.clinics.views.attending import find_named
from anxin.clinics.views.days import PAGE_SIZE
from anxin.pages.views import look, page, render, signed_in
from anxin.pages.words import in_words
from anxin.people.contacts import contacts
from anxin.people.queries import named
from anxin.policy import load
from anxin.rules.absences import FOLLOW_UPS, Cause, FollowUp

WAITING = "waiting"


@page("absence.read")
@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """List who did not come: those to be asked, and apart those with whom a day is agreed."""
    everybody = absent(on=localdate(now()))
    waits = [one for one in everybody if one.state is FollowUp.WAITS]
    asked = [one for one in everybody if one.state is not FollowUp.WAITS]
    shows = WAITING if request.GET.get("show") == WAITING else ""
    found = Paginator(waits if shows else asked, PAGE_SIZE).get_page(request.GET.get("page"))
    people = [one.person_id for one in found]
    names, reasons = named(people, look=look(request, "未到诊名单")), reasons_of(people)
    context = {
        "page_obj": found,
        "rows": [
            (one, names[one.person_id], reasons.get(one.person_id), FOLLOW_UPS[one.state])
            for one in found
            if one.person_id in names
        ],
        "shows": shows,
        "counts": {"asked": len(asked), "waits": len(waits)},
        "may_write": signed_in(request).may("absence.write"),
    }
    return render(request, "clinics/missing.html", context)


@page("absence.write")
@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Write down why somebody did not come, and agree on the next day (5.3.2.c)."""
    at = now()
    today = localdate(at)
    found = find_absent(booking_id, on=today)
    if found is None:
        raise Http404
    form = AbsenceForm(request.POST or None, days=days_to_choose(found.booking, on=today))
    if form.is_valid():
        made = form.attempt(
            lambda: services.record_absence(
                booking_id=found.booking.id, actor=signed_in(request), at=at, **form.cleaned_data
            )
        )
        if made:
            messages.success(request, _told(form.cleaned_data["cause"]))
            return redirect("clinics:missing")
    seen = look(request, "未到诊跟进")
    context = {
        "form": form,
        "one": found,
        "state": FOLLOW_UPS[found.state],
        "person": find_named(request, found.person_id, page_name="未到诊跟进"),
        "contact": contacts([found.person_id], look=seen)[found.person_id].masked,
        "reason": reasons_of([found.person_id]).get(found.person_id),
        "most": load().value("promise_most_days", today),
    }
    return render(request, "clinics/follow_up.html", context, status=422 if form.errors else 200)


def _told(cause: str) -> str:
    """Return that it is kept, and what else this cause asks for."""
    advice = Cause(cause).advice
    kept = _("已登记，到日自动回到名单")
    return f"{kept}。{in_words(advice)}" if advice else kept
