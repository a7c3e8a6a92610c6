"""The list of applications, the form of annex 4 and an application's own page."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.enrolment import queries, services, steps
from anxin.enrolment.forms import ApplicationForm, WithdrawForm
from anxin.enrolment.forms.application import initial_of, initial_of_draft, kept
from anxin.enrolment.models import Application
from anxin.enrolment.views.found import application_or_404
from anxin.pages.asking import (
    Check,
    Confirmation,
    adds_line,
    back_to,
    check_page,
    confirm_page,
    to_change,
    to_check,
    to_put_aside,
)
from anxin.pages.lists import Sorting, listing
from anxin.pages.views import look, page, render, signed_in
from anxin.pages.words import in_words
from anxin.people.alike import Likely, registered_before
from anxin.people.queries import certificate_warnings, details_of
from anxin.rules.application_stages import ApplicationStage

SORTING = Sorting(
    fields={
        "handed_in": ("handed_in_on", "intake_on", "id"),
        "intake": ("intake_on", "handed_in_on", "id"),
    },
    default="intake",
)
ENDED = {ApplicationStage.REFUSED, ApplicationStage.WITHDRAWN, "signed"}


@page("register.read")
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """List the applications in reach by stage, with counts and due days."""
    asked = request.GET.get("stage", "")
    stage = asked if asked in queries.STAGES else ""
    counts, late = queries.open_counts(), bool(request.GET.get("late"))
    overdue = queries.late(localdate(now()))
    rows = queries.applications(stage)
    found = listing(
        request,
        (rows.filter(id__in=overdue.values("id")) if late else rows).order_by(
            *SORTING.order(request)
        ),
        total=sum(counts.values()),
        filters=[
            *([("stage", _("办理阶段"), in_words(queries.STAGES[stage]))] if stage else []),
            *([("late", _("办理期限"), _("逾期"))] if late else []),
        ],
        sorting=SORTING,
    )
    return render(
        request,
        "enrolment/applications.html",
        {
            "listing": found,
            "rows": queries.outlines(found.page_obj, look=look(request, "申请列表")),
            "filters": [(key, name, counts[key]) for key, name in queries.STAGES.items()],
            "stage": stage,
            "late": late,
            "late_count": overdue.count(),
            "may_register": signed_in(request).may("application.register"),
            "drafts": queries.open_drafts().count(),
        },
    )


@page("application.register")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take in a written application (5.1.2.a)."""
    return _take_in(request)


@page("application.register")
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Go on with an application that was put aside."""
    found = queries.find_draft(draft_id)
    if found is None:
        raise Http404
    (typed,) = queries.typed_in([found], look=look(request, "申请草稿"))
    return _take_in(request, draft_id=found.id, initial=initial_of_draft(typed))


def _take_in(
    request: HttpRequest, *, draft_id: UUID | None = None, initial: dict[str, Any] | None = None
) -> HttpResponse:
    at = now()
    villages = queries.villages_served(signed_in(request).organisation_id)
    form = ApplicationForm(
        request.POST or None, villages=villages, on=localdate(at), initial=initial
    )
    if to_put_aside(request):
        if _put_aside(request, form, draft_id=draft_id, at=at):
            return redirect("enrolment:drafts")
    elif adds_line(request):
        form = form.with_one_guardian_more()
    elif field := to_change(request):
        back_to(form, field)
    elif form.is_valid():
        if to_check(request):
            return check_page(
                request,
                form,
                _check(_("核对申请")),
                above="enrolment/registered_before.html",
                likely=_registered_before(request, form),
            )
        made = form.attempt(
            lambda: services.submit_application(
                request_id=form.cleaned_data["request_id"],
                filled=form.filled(),
                draft_id=draft_id,
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("申请已登记，等村（居）委会核实"))
            return redirect("enrolment:application", made)
    context = {"form": form, "villages": villages}
    return render(request, "enrolment/new.html", context, status=422 if form.errors else 200)


def _registered_before(request: HttpRequest, form: ApplicationForm) -> list[Likely]:
    """Return who in reach may be the applicant already (5.1.3.b)."""
    filled = form.filled()
    return registered_before(
        filled.person,
        filled.guardians,
        town_id=queries.town_of(filled.village_id),
        look=look(request, "申请查重"),
    )


def _put_aside(request: HttpRequest, form: ApplicationForm, *, at: datetime, **to: Any) -> bool:
    """Keep what was typed; where that is refused, the form says why."""
    form.full_clean()
    request_id = form.cleaned_data.get("request_id")
    saved = request_id and form.attempt(
        lambda: services.save_draft(
            request_id=request_id, content=kept(form), actor=signed_in(request), at=at, **to
        )
    )
    if saved:
        messages.success(request, _("已存为草稿"))
    return bool(saved)


def _check(title: str) -> Check:
    return Check(
        title=title,
        lead=_(
            "对照申请表看一遍，还没有提交；要改的点“改”，其他内容不会丢。提交后由村（居）委会核实。"
        ),
        submit=_("提交申请"),
        clause="5.1.2.a",
    )


@page("application.register")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Correct a returned application and hand it in again."""
    application, at = application_or_404(application_id), now()
    form = _correction(request, application, on=localdate(at))
    if to_put_aside(request):
        if _put_aside(request, form, application_id=application.id, at=at):
            return redirect("enrolment:drafts")
    elif adds_line(request):
        form = form.with_one_guardian_more()
    elif field := to_change(request):
        back_to(form, field)
    elif form.is_valid():
        if to_check(request):
            return check_page(request, form, _check(_("核对补正后的申请")))
        made = form.attempt(
            lambda: services.correct_application(
                request_id=form.cleaned_data["request_id"],
                application_id=application.id,
                filled=form.filled(),
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("已重新提交，等村（居）委会核实"))
            return redirect("enrolment:application", application.id)
    because = queries.returned_because([application.id]).get(application.id, "")
    context = {"form": form, "application": application, "because": because}
    return render(request, "enrolment/correct.html", context, status=422 if form.errors else 200)


def _correction(request: HttpRequest, application: Application, *, on: date) -> ApplicationForm:
    """Return the form with what stands in the record."""
    stands = details_of(application.person_id, look=look(request, "补正申请"))
    if stands is None:
        raise Http404
    village = application.person.village_id
    aside = queries.draft_of(application.id)
    if aside:
        (typed,) = queries.typed_in([aside], look=look(request, "补正申请"))
        first = initial_of_draft(typed)
    else:
        first = initial_of(*stands) | {
            "village": str(village),
            "applied_by": application.applied_by,
            "signed_on": application.signed_on,
        }
    return ApplicationForm(
        request.POST or None,
        villages=[(village, application.person.village.name)],
        on=on,
        initial=first,
    )


@page("register.read")
@require_safe
def application(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show an application: where it stands, what happened, and the one next step."""
    found = application_or_404(application_id)
    actor, seen = signed_in(request), look(request, "申请")
    shown = queries.application_page(found, look=seen)
    own = steps.own_step(shown.outline.stage, actor)
    return render(
        request,
        "enrolment/application.html",
        {
            "application": found,
            "shown": shown,
            "own_step": own,
            "own_url": own.url(found.id) if own else "",
            "step": steps.next_step(shown.outline.stage),
            "warnings": certificate_warnings(found.person_id, look=seen),
            "may_appeal": actor.may("application.register")
            and shown.outline.stage == ApplicationStage.REFUSED
            and not shown.appealed,
            "may_withdraw": actor.may("application.register") and shown.outline.stage not in ENDED,
        },
    )


@page("application.register")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Withdraw an application at the applicant's wish."""
    found, at = application_or_404(application_id), now()
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.withdraw_application(
                request_id=form.cleaned_data["request_id"],
                application_id=found.id,
                because=form.cleaned_data["because"],
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("申请已撤回"))
            return redirect("enrolment:application", found.id)
    asked = Confirmation(
        title=_("撤回申请"),
        person=queries.outlines([found], look=look(request, "撤回申请"))[0].named,
        what=[
            _("这份申请停止办理，从各级的待办中消失"),
            _("已经写下的意见和材料核对记录保留，不能修改"),
        ],
        final=_("撤回后不能恢复；以后可以重新申请"),
        submit=_("确认撤回"),
        back=reverse("enrolment:application", args=[found.id]),
        clause="5.1.2.a",
    )
    return confirm_page(request, form, asked)
