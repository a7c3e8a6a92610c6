"""Reports of townships that a right should end, and the office's answers (A5.n3)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.enrolment import queries, services
from anxin.enrolment.forms.leaving import EndByReportForm, ReasonForm, ReportEndForm
from anxin.enrolment.models import EndReport
from anxin.enrolment.views.found import named_or_404
from anxin.pages.asking import Confirmation, confirm_page
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.rules.end_report_stages import END_REPORT, EndReportMove, EndReportStage


@page("register.read")
@require_safe
def end_reports(request: HttpRequest) -> HttpResponse:
    """List the reports in reach, newest first, each with what came of it."""
    stages = {str(stage): word for stage, word in END_REPORT.stages.items()}
    stage = request.GET.get("stage", "")
    stage = stage if stage in stages else ""
    found = listing(
        request,
        queries.end_reports(stage=stage),
        total=queries.end_reports().count(),
        filters=[("stage", _("办理情况"), _(stages[stage]))] if stage else [],
    )
    context = {
        "listing": found,
        "rows": queries.end_reports_seen(found.page_obj, look=look(request, "终止上报")),
        "stages": stages.items(),
        "stage": stage,
    }
    return render(request, "enrolment/end_reports.html", context)


@page("change.report")
@require_http_methods(["GET", "POST"])
def report_end(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Report to the office that a right should end, by a cause other than a death."""
    person = named_or_404(request, person_id, page_name="上报终止")
    at = now()
    standing = queries.standing(person_id, on=localdate(at))
    if standing.enrolment_id is None or standing.enrolment_stage == "ended":
        raise Http404
    form = ReportEndForm(request.POST or None, on=localdate(at))
    if form.is_valid():
        data = form.cleaned_data
        made = form.attempt(
            lambda: services.report_end(
                request_id=data["request_id"],
                person_id=person_id,
                cause=data["cause"],
                occurred_on=data["occurred_on"],
                evidence=data["evidence"],
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("已上报免费服药办公室；核实以前领药照旧"))
            return redirect("enrolment:end_report", made)
    asked = Confirmation(
        title=_("上报终止资格"),
        person=person,
        what=[
            _("由免费服药办公室核实：属实的终止资格，不属实的退回并写明原因"),
            _("上报本身不终止资格；核实以前领药照旧"),
        ],
        final=_("办公室据此终止以后，只能由办公室撤销；死亡请在人员页直接登记"),
        submit=_("上报办公室"),
        back=reverse("enrolment:person", args=[person_id]),
        clause="A5.n3",
    )
    return confirm_page(request, form, asked)


@page("register.read")
@require_safe
def end_report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Show one report: whose, why, by what evidence, what came of it."""
    found, actor = _report_or_404(report_id), signed_in(request)
    waits = found.stage == EndReportStage.REPORTED
    context = {
        "seen": queries.end_reports_seen([found], look=look(request, "终止上报"))[0],
        "decides": waits and actor.may("application.decide"),
        "withdraws": _is_open(found, EndReportMove.WITHDRAW) and actor.may("change.report"),
        "reports_anew": found.stage == EndReportStage.RETURNED and actor.may("change.report"),
    }
    return render(request, "enrolment/end_report.html", context)


@page("application.decide")
@require_http_methods(["GET", "POST"])
def end_by_report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """End a right by the township's cause and evidence, in one click."""
    found = _report_or_404(report_id)
    if not _is_open(found, EndReportMove.END):
        raise Http404
    form, at = EndByReportForm(request.POST or None), now()
    if form.is_valid():
        made = form.attempt(
            lambda: services.end_as_reported(
                request_id=form.cleaned_data["request_id"],
                report_id=report_id,
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("资格已终止，领药已停止"))
            return redirect("enrolment:person", found.person_id)
    context = {
        "seen": queries.end_reports_seen([found], look=look(request, "终止上报"))[0],
        "form": form,
        "what": [
            _("按上报的原因、日期和依据终止，从现在起不能再领药，救助卡立即注销"),
            _("没有发药的处方失效，已备好的药退回货架"),
            _("门诊预约取消，服药名额空出"),
        ],
        "back": reverse("enrolment:end_report", args=[report_id]),
    }
    return render(
        request, "enrolment/end_by_report.html", context, status=422 if form.errors else 200
    )


@page("application.decide")
@require_http_methods(["GET", "POST"])
def return_end_report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Send a report back to the township, with the reason."""
    found = _report_or_404(report_id)
    if not _is_open(found, EndReportMove.RETURN):
        raise Http404
    form = ReasonForm(request.POST or None)
    if _answered(request, form, services.return_end_report, report_id):
        messages.success(request, _("已退回，资格不变"))
        return redirect("enrolment:end_reports")
    asked = Confirmation(
        title=_("退回终止上报"),
        person=named_or_404(request, found.person_id, page_name="退回终止上报"),
        what=[
            _("退回%(name)s，写明的原因列在对方待办的最前面") % {"name": found.person.keeper.name},
            _("免费服药资格不变，领药照旧"),
        ],
        final=_("退回后不能再据此终止；镇（街）可以补充后再上报"),
        submit=_("确认退回"),
        back=reverse("enrolment:end_report", args=[report_id]),
        clause="A5.n3",
    )
    return confirm_page(request, form, asked)


@page("change.report")
@require_http_methods(["GET", "POST"])
def withdraw_end_report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """Take a report back, or close one that came back."""
    found = _report_or_404(report_id)
    if not _is_open(found, EndReportMove.WITHDRAW):
        raise Http404
    form = ReasonForm(request.POST or None)
    if _answered(request, form, services.withdraw_end_report, report_id):
        messages.success(request, _("上报已撤回"))
        return redirect("enrolment:person", found.person_id)
    asked = Confirmation(
        title=_("撤回终止上报"),
        person=named_or_404(request, found.person_id, page_name="撤回终止上报"),
        what=[_("办公室不再核实这份上报；免费服药资格不变")],
        final=_("撤回后不能恢复；以后可以再上报"),
        submit=_("确认撤回"),
        back=reverse("enrolment:end_report", args=[report_id]),
        clause="A5.n3",
    )
    return confirm_page(request, form, asked)


def _answered(
    request: HttpRequest, form: ReasonForm, answer: Callable[..., UUID], report_id: UUID
) -> bool:
    """Carry out an answer with its reason; False where nothing was sent, or it was refused."""
    if not form.is_valid():
        return False
    data, at = form.cleaned_data, now()
    made = form.attempt(
        lambda: answer(
            request_id=data["request_id"],
            report_id=report_id,
            because=data["because"],
            actor=signed_in(request),
            at=at,
        )
    )
    return made is not None


def _is_open(report: EndReport, move: EndReportMove) -> bool:
    return END_REPORT.is_open(EndReportStage(report.stage), move)


def _report_or_404(report_id: UUID) -> EndReport:
    found = queries.find_end_report(report_id)
    if found is None:
        raise Http404
    return found
