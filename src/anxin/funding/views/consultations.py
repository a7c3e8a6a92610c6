"""Pages of a plan over the cap: the doctor asks, the office writes down and confirms, all who may read see (4.2)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.clinics.queries import find_attendance
from anxin.files.answers import file_answer
from anxin.funding import queries, services
from anxin.funding.forms import AskForm, ConcludeForm, WithdrawForm, WordForm
from anxin.funding.forms.consultations import read_plan
from anxin.funding.models import Consultation
from anxin.funding.shown import confirmation, may_do
from anxin.pages.asking import confirm_page, to_change, to_check
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.pages.words import in_words
from anxin.people.queries import Named, named
from anxin.pharmacy.queries import products
from anxin.privacy.door import record_reading
from anxin.rules.consultation_stages import CONSULTATION, ConsultationStage

OPENS = "open"
"""What the visit's button says: the plan is brought along, nothing was filled in yet."""


@page("prescription.read")
@require_safe
def consultations(request: HttpRequest) -> HttpResponse:
    """List the consultations in reach, all or at one stage."""
    stage = request.GET.get("stage", "")
    stage = stage if stage in CONSULTATION.stages else ""
    found = listing(
        request,
        queries.consultations(stage=stage),
        total=queries.consultations().count(),
        filters=[("stage", _("状态"), in_words(CONSULTATION.stages[ConsultationStage(stage)]))]
        if stage
        else [],
    )
    rows = list(found.page_obj)
    names = named([row.person_id for row in rows], look=look(request, "专家意见"))
    context = {
        "listing": found,
        "rows": [
            (row, names[row.person_id], *queries.consultation_tag(row))
            for row in rows
            if row.person_id in names
        ],
        "stages": [("", _("全部")), *CONSULTATION.stages.items()],
        "stage": stage,
    }
    return render(request, "funding/consultations.html", context)


@page("prescription.read")
@require_safe
def consultation(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Show a question, the expert's word, and the next step for who looks."""
    found = _found(consultation_id)
    who = _who(request, found, page_name="专家意见")
    label, kind = queries.consultation_tag(found)
    context = {
        "consultation": found,
        "person": who,
        "stage_label": label,
        "stage_kind": kind,
        "lines": found.lines.select_related("product"),
        "word": getattr(found, "word", None),
        "events": queries.history_of_consultation(found),
        "may": may_do(found, actor=signed_in(request)),
        "withdraw": WithdrawForm(),
    }
    return render(request, "funding/consultation.html", context)


@page("consultation.ask")
@require_http_methods(["GET", "POST"])
def ask_expert(request: HttpRequest, attendance_id: UUID) -> HttpResponse:
    """Ask the expert group about the plan that the visit's page hands on."""
    attendance, at = find_attendance(attendance_id), now()
    if attendance is None:
        raise Http404
    plan = read_plan(request.POST.get("plan", ""))
    if plan is None:
        return redirect("clinics:visit", attendance_id)
    opens = request.POST.get("step") == OPENS
    form = AskForm(
        None if opens else request.POST, plan=plan, initial={"plan": request.POST["plan"]}
    )
    if form.is_valid():
        made = form.attempt(
            lambda: services.ask_expert(
                request_id=form.cleaned_data["request_id"],
                attendance_id=attendance_id,
                case=form.cleaned_data["case"],
                medicines=plan.medicines,
                months=form.months,
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("已提出，等待专家意见"))
            return redirect("funding:consultation", made)
    names = named([attendance.person_id], look=look(request, "请专家出具意见"))
    known = {one.id: one for one in products()}
    context = {
        "form": form,
        "person": names.get(attendance.person_id),
        "attendance": attendance,
        "lines": [(known[x.product_id], x) for x in plan.medicines if x.product_id in known],
    }
    return render(request, "funding/ask_expert.html", context, status=422 if form.errors else 200)


@page("consultation.record")
@require_http_methods(["GET", "POST"])
def record_word(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Write down the word that a member of the expert group signed on paper."""
    found, at = _found(consultation_id), now()
    form = WordForm(
        request.POST or None,
        request.FILES or None,
        experts=queries.expert_choices(but=found.recorded_by.name),
        initial={"signed_on": localdate(at)},
    )
    if form.is_valid():
        told = form.cleaned_data
        made = form.attempt(
            lambda: services.record_word(
                consultation_id=consultation_id,
                paper=form.cleaned_paper,
                actor=signed_in(request),
                at=at,
                **{
                    name: told[name]
                    for name in ("request_id", "expert_id", "agrees", "text", "signed_on")
                },
            )
        )
        if made:
            messages.success(request, _("已登记专家意见"))
            return redirect("funding:consultation", consultation_id)
    context = {
        "form": form,
        "consultation": found,
        "person": _who(request, found, page_name="登记专家意见"),
    }
    return render(request, "funding/record_word.html", context, status=422 if form.errors else 200)


@page("consultation.confirm")
@require_http_methods(["GET", "POST"])
def conclude(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Confirm an expert's word, or decline it, by another hand than wrote it down."""
    found, form = _found(consultation_id), ConcludeForm(request.POST or None)
    who = _who(request, found, page_name="确认专家意见")
    if form.is_valid() and not to_change(request):
        confirms = form.cleaned_data["answer"] == "confirm"
        if confirms and to_check(request):
            return confirm_page(request, form, confirmation(found, person=who))
        done = form.attempt(
            lambda: services.conclude(
                request_id=form.cleaned_data["request_id"],
                consultation_id=consultation_id,
                confirms=confirms,
                because=form.cleaned_data["because"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if done:
            said = _("已确认，限额已按意见提高") if confirms else _("已记录不予确认")
            messages.success(request, said)
            return redirect("funding:consultation", consultation_id)
    context = {
        "form": form,
        "consultation": found,
        "person": who,
        "word": getattr(found, "word", None),
    }
    return render(request, "funding/conclude.html", context, status=422 if form.errors else 200)


@page("consultation.ask")
@require_POST
def withdraw_question(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Take a question back."""
    found, form = _found(consultation_id), WithdrawForm(request.POST)
    if form.is_valid():
        done = form.attempt(
            lambda: services.withdraw_question(
                request_id=form.cleaned_data["request_id"],
                consultation_id=found.id,
                actor=signed_in(request),
                at=now(),
            )
        )
        if done:
            messages.success(request, _("已撤回"))
            return redirect("funding:consultation", found.id)
    for ground in form.non_field_errors():
        messages.error(request, str(ground))
    return redirect("funding:consultation", found.id)


@page("prescription.read")
@require_safe
def paper(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """Answer with the signed paper; the reading is recorded (7.2.d)."""
    opened = queries.open_paper(_found(consultation_id), look=look(request, "专家意见书"))
    if opened is None:
        raise Http404
    kind, body = opened
    return file_answer(body, kind=kind, name=str(consultation_id)[:8])


def _found(consultation_id: UUID) -> Consultation:
    found = queries.find_consultation(consultation_id)
    if found is None:
        raise Http404
    return found


def _who(request: HttpRequest, found: Consultation, *, page_name: str) -> Named:
    seen = look(request, page_name)
    record_reading(seen, person_ids=[found.person_id], fields=["consultation"])
    who = named([found.person_id], look=seen).get(found.person_id)
    if who is None:
        raise Http404
    return who
