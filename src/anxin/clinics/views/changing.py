"""Pages on which a clinic day is moved or cancelled, and on which its people are called (5.2.1)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from anxin.clinics import services
from anxin.clinics.forms.changing import CallForm, ChangeForm
from anxin.clinics.models import ClinicDay
from anxin.clinics.queries.calls import ToCall, calls_of, day_to_call_about, find_call, other_days
from anxin.clinics.queries.changes import affected_by, change_of, next_in_place_of
from anxin.clinics.reach import reaches
from anxin.clinics.views.attending import find_named
from anxin.clinics.views.days import find_day
from anxin.pages.asking import Check, back_to, check_page, to_change, to_check
from anxin.pages.views import look, page, render, signed_in
from anxin.people.contacts import contacts
from anxin.people.queries import names
from anxin.policy import load

SHOW = "show"
REASON = gettext_noop("电话通知改期")


@page("clinic.change")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, day_id: UUID) -> HttpResponse:
    """Move or cancel a clinic day, after a look at who would run out of medicine (5.2.1, 7.3.c)."""
    day = find_day(day_id, action="clinic.change")
    form = ChangeForm(request.POST or None)
    if field := to_change(request):
        back_to(form, field)
    elif form.is_valid():
        if to_check(request):
            return _checked(request, form, day)
        typed = form.cleaned_data
        made = form.attempt(
            lambda: services.call_off(
                request_id=typed["request_id"],
                clinic_day_id=day.id,
                new_day=typed["new_day"],
                because=typed["because"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已改期或取消，预约的人列在下面"))
            return redirect("clinics:calls", day.id)
    wrong = form.errors and not to_change(request)
    context = {"form": form, "day": day, "next": next_in_place_of(day)}
    return render(request, "clinics/change.html", context, status=422 if wrong else 200)


def _checked(request: HttpRequest, form: ChangeForm, day: ClinicDay) -> HttpResponse:
    new_day = form.cleaned_data["new_day"]
    if new_day is None:
        following = next_in_place_of(day)
        new_day = following.day if following else None
    people = affected_by(day, new_day=new_day)
    told = names([one.person_id for one in people], look=look(request, "坐诊日改期"))
    asked = Check(
        title=_("核对改期") if form.is_move else _("核对取消"),
        submit=_("确认改期") if form.is_move else _("确认取消"),
        lead=_("还没有改动；看过谁会断药再确认。"),
        clause="5.2.1",
    )
    return check_page(
        request,
        form,
        asked,
        above="clinics/change_preview.html",
        day=day,
        new_day=new_day,
        works=new_day is None or load().calendar.is_working_day(new_day),
        people=[(one, told[one.person_id]) for one in people if one.person_id in told],
        out=sum(one.runs_out for one in people),
    )


@page("call.read")
@require_safe
def calls(request: HttpRequest, day_id: UUID) -> HttpResponse:
    """List whom to call about a changed day, telephones covered, who still waits first (5.2.1)."""
    day = day_to_call_about(day_id, action="call.read")
    event = change_of(day) if day else None
    if day is None or event is None:
        raise Http404
    rows = calls_of(day)
    reached = contacts([one.person_id for one in rows], look=look(request, "电话通知名单"))
    context = {
        "day": day,
        "is_own_point": reaches("clinic.read", day.organisation_id),
        "event": event,
        "rows": [(one, reached[one.person_id].masked) for one in rows if one.person_id in reached],
        "open": sum(not one.is_done for one in rows),
        "may_call": signed_in(request).may("call.write"),
        "may_print": signed_in(request).may("call.print"),
    }
    return render(request, "clinics/calls.html", context)


@page("call.write")
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Show one person to call, the telephones whole where somebody asks; write down what came of it."""
    found, at = _found(call_id), now()
    shows = SHOW in request.POST
    form = _call_form(request, found, on=localdate(at), shows=shows)
    if not shows and form.is_valid():
        typed = form.cleaned_data
        made = form.attempt(
            lambda: services.record_call(
                call_id=found.call.id, actor=signed_in(request), at=at, **typed
            )
        )
        if made:
            messages.success(request, _("通知结果已登记"))
            return redirect("clinics:calls", found.call.event.clinic_day_id)
    person = find_named(request, found.person_id, page_name="电话通知")
    seen = look(request, "电话通知", reason=REASON if shows else "")
    contact = contacts([found.person_id], look=seen)[found.person_id]
    context = {
        "form": form,
        "one": found,
        "person": person,
        "contact": contact if shows else contact.masked,
        "shows": shows,
    }
    wrong = form.errors and not shows
    return render(request, "clinics/call.html", context, status=422 if wrong else 200)


def _found(call_id: UUID) -> ToCall:
    found = find_call(call_id)
    if found is None:
        raise Http404
    return found


def _call_form(request: HttpRequest, found: ToCall, *, on: date, shows: bool) -> CallForm:
    """Return the form; showing the telephones sends nothing."""
    days = [one for one in other_days(found.call, on=on) if one.day != found.new_day]
    data = request.POST if request.method == "POST" and not shows else None
    return CallForm(data, days=days)
