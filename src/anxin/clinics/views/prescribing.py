"""The psychiatrist's page, and the page of a prescription (5.2.2)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.clinics import plans, queries, services
from anxin.clinics.forms import (
    PrescribeForm,
    line_formset,
    prescribed,
    right_lines,
    typed_lines,
)
from anxin.clinics.models import Attendance, PrescriptionLine
from anxin.clinics.queries.equal_products import cheaper_equals
from anxin.clinics.queries.prescriptions import stage_label
from anxin.clinics.queries.wellbeing import wellbeing_of
from anxin.clinics.services import Prescribed
from anxin.clinics.views.attending import find_named
from anxin.pages.asking import adds_line, to_reckon, typed
from anxin.pages.forms import LineSet, one_line_more
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import DIAGNOSES, clinical_of
from anxin.policy import load
from anxin.rules.access import Actor


@page("prescription.write")
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, attendance_id: UUID) -> HttpResponse:
    """Show what a person had, take what the doctor finds and prescribes (5.2.2, 5.3.2.d)."""
    attendance, at = queries.find_attendance(attendance_id), now()
    if attendance is None:
        raise Http404
    person = find_named(request, attendance.person_id, page_name="看诊开方")
    form, lines, usual = _forms(request, person_id=attendance.person_id, on=localdate(at))
    sent = right_lines(lines)
    if adds_line(request) or to_reckon(request):
        form = PrescribeForm(initial=typed(form), terms=load().supply_terms(localdate(at)))
        lines = one_line_more(lines) if adds_line(request) else lines
    elif form.is_valid() and lines.is_valid():
        actor = signed_in(request)
        if form.attempt(lambda: _sign(attendance.id, form, lines, days=usual, actor=actor, at=at)):
            messages.success(request, _("处方已签名，等待审方"))
            return redirect("clinics:day", attendance.clinic_day_id)
    context = {
        "form": form,
        "lines": lines,
        "attendance": attendance,
        "person": person,
        **_history(request, attendance.person_id),
        **_reckoned(request, attendance, lines, sent=sent, days=usual),
    }
    refused = form.is_bound or (lines.is_bound and not lines.is_valid())
    return render(request, "clinics/visit.html", context, status=422 if refused else 200)


def _sign(
    attendance_id: UUID,
    form: PrescribeForm,
    lines: LineSet,
    *,
    days: int,
    actor: Actor,
    at: datetime,
) -> UUID:
    return services.prescribe(
        attendance_id=attendance_id,
        days=days,
        lines=prescribed(lines),
        actor=actor,
        at=at,
        **form.cleaned_data,
    )


def _reckoned(
    request: HttpRequest,
    attendance: Attendance,
    lines: LineSet,
    *,
    sent: dict[int, Prescribed],
    days: int,
) -> dict[str, object]:
    """Return what the lines as typed would cost, and which equal products cost less."""
    today, point = localdate(now()), attendance.organisation_id
    planned = services.typed_plan(attendance, typed_lines(lines), days=days, on=today)
    return {
        "cheaper": cheaper_equals(sent, organisation_id=point, usual=days, on=today),
        "panels": plans.panels(planned, look=look(request, "看诊开方")),
    }


def _forms(
    request: HttpRequest, *, person_id: UUID, on: date
) -> tuple[PrescribeForm, LineSet, int]:
    policy, data = load(), request.POST if request.method == "POST" else None
    terms, usual = policy.supply_terms(on), policy.value("default_supply_days", on)
    lines = line_formset(
        data,
        products=queries.products_of_catalogue(),
        terms=terms,
        usual=usual,
        earlier=_earlier(request, person_id) if data is None else (),
    )
    return PrescribeForm(data, terms=terms), lines, usual


def _earlier(request: HttpRequest, person_id: UUID) -> list[PrescriptionLine]:
    """Return the lines of the person's earlier prescription that is to be written again."""
    chosen = request.GET.get("again", "")
    found = [one for one in queries.earlier_prescriptions(person_id) if str(one.id) == chosen]
    return list(found[0].lines.all()) if found else []


def _history(request: HttpRequest, person_id: UUID) -> dict[str, object]:
    seen, today = look(request, "看诊开方"), localdate(now())
    clinical = clinical_of(person_id, look=seen)
    return {
        "wellbeing": wellbeing_of(person_id, look=seen, on=today),
        "injections": queries.schedule_of(person_id, look=seen, on=today),
        "supply": queries.recent_supply(person_id, look=seen, on=today),
        "labs": queries.seen_results(person_id, look=seen, on=today),
        "may_record_labs": signed_in(request).may("lab.write"),
        "diagnosis": DIAGNOSES[clinical.diagnosis] if clinical else "",
        "earlier": [
            (one, stage_label(one, on=today)) for one in queries.earlier_prescriptions(person_id)
        ],
    }


@page("prescription.read")
@require_safe
def prescription(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """Show a prescription with its lines, reviews and moves."""
    found = queries.find_prescription(prescription_id)
    if found is None:
        raise Http404
    today, lines = localdate(now()), queries.lines_of(found.id)
    return render(
        request,
        "clinics/prescription.html",
        {
            "prescription": found,
            "person": find_named(request, found.person_id, page_name="处方"),
            "diagnosis": DIAGNOSES[found.diagnosis],
            "lines": lines,
            "sheets": queries.sheets_of(found.id),
            "load": queries.load_of_lines(lines),
            "stage": stage_label(found, on=today),
            "events": queries.history_of(found),
            "may_rewrite": signed_in(request).may("prescription.write")
            and found.written_on == today
            and found.stage in {"signed", "returned"},
            "may_review": signed_in(request).may("prescription.review") and found.stage == "signed",
        },
    )
