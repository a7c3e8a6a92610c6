"""Pages of laboratory results: what there is, a sheet copied in, a result corrected (5.2.2)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.clinics import queries, services
from anxin.clinics.forms import CorrectionForm, SheetForm
from anxin.clinics.views.attending import find_named
from anxin.pages.views import look, page, render, signed_in
from anxin.policy import load


@page("lab.read")
@require_safe
def results(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show the last result of each kind and everything ever written, corrections beside it."""
    seen, today = look(request, "化验结果"), localdate(now())
    context = {
        "person": find_named(request, person_id, page_name="化验结果"),
        "labs": queries.seen_results(person_id, look=seen, on=today),
        "rows": queries.history_of_results(person_id, look=seen),
        "may_write": signed_in(request).may("lab.write"),
    }
    return render(request, "clinics/labs.html", context)


@page("lab.write")
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Copy a sheet in; the doctor who came from a visit goes on with it."""
    person, at = find_named(request, person_id, page_name="登记化验结果"), now()
    actor, visit = signed_in(request), _visit_of(request, person_id)
    form = SheetForm(
        request.POST or None,
        kinds=load().laboratory,
        on=localdate(at),
        place=actor.organisation_name,
    )
    if form.is_valid():
        typed = form.cleaned_data
        made = form.attempt(
            lambda: services.record_results(
                request_id=typed["request_id"],
                person_id=person_id,
                taken_on=typed["taken_on"],
                laboratory=typed["laboratory"],
                values=form.values,
                actor=actor,
                at=at,
            )
        )
        if made:
            messages.success(request, _("化验结果已登记"))
            return (
                redirect("clinics:visit", visit) if visit else redirect("clinics:labs", person_id)
            )
    context = {"form": form, "person": person, "visit": visit}
    return render(request, "clinics/lab_record.html", context, status=422 if form.errors else 200)


def _visit_of(request: HttpRequest, person_id: UUID) -> UUID | None:
    """Return the arrival from whose page somebody came, where it is this person's and in reach."""
    try:
        found = queries.find_attendance(UUID(request.GET.get("visit", "")))
    except ValueError:
        return None
    return found.id if found and found.person_id == person_id else None


@page("lab.write")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, result_id: UUID) -> HttpResponse:
    """Correct a result, or take it back; the old one stays to be seen."""
    found = queries.find_result(result_id)
    if found is None:
        raise Http404
    person, kind = (
        find_named(request, found.person_id, page_name="更正化验结果"),
        load().laboratory[found.kind],
    )
    form = CorrectionForm(request.POST or None, result=found, kind=kind)
    if form.is_valid():
        typed = form.cleaned_data
        made = form.attempt(
            lambda: services.correct_result(
                request_id=typed["request_id"],
                result_id=found.id,
                value=typed["value"],
                taken_on=typed["taken_on"],
                laboratory=typed["laboratory"],
                because=typed["because"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已更正，原结果保留可查"))
            return redirect("clinics:labs", found.person_id)
    context = {"form": form, "person": person, "result": found, "kind": kind}
    return render(request, "clinics/lab_correct.html", context, status=422 if form.errors else 200)
