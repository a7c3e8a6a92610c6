"""Pages of the fund: balances, budgets, advances asked for and answered (5.4, 5.5.a, 7.1.a)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.funding import queries, services
from anxin.funding.forms import AdvanceForm, AnswerForm, BudgetForm
from anxin.funding.models import Advance
from anxin.pages.asking import Confirmation, confirm_page, to_change, to_check
from anxin.pages.lists import listing
from anxin.pages.views import page, render, signed_in
from anxin.pages.words import in_words, money_words, quarter_words
from anxin.rules.advance_stages import ADVANCE, AdvanceStage

ROWS = 50
KINDS = {AdvanceStage.REQUESTED: "wait", AdvanceStage.PAID: "good", AdvanceStage.REFUSED: "bad"}


@page("budget.read")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show what is in the fund, from which source, and how each hospital stands."""
    year = localdate(now()).year
    budgets = Paginator(queries.budgets(), ROWS).get_page(request.GET.get("page"))
    context = {
        "year": year,
        "fund": queries.fund_balance(),
        "sources": queries.source_totals(year=year),
        "balances": queries.balances(queries.hospitals()),
        "page_obj": budgets,
        "may_pay_in": signed_in(request).may("budget.write"),
        "may_ask": signed_in(request).may("advance.request"),
        "waiting": queries.advances_waiting(),
    }
    return render(request, "funding/overview.html", context)


@page("budget.write")
@require_http_methods(["GET", "POST"])
def add_budget(request: HttpRequest) -> HttpResponse:
    """Record money of a source as paid into the fund."""
    at = now()
    form = BudgetForm(request.POST or None, sources=queries.sources(), on=localdate(at))
    if form.is_valid():
        made = form.attempt(
            lambda: services.add_budget(**form.cleaned_data, actor=signed_in(request), at=at)
        )
        if made:
            messages.success(request, _("已登记到账"))
            return redirect("funding:overview")
    return render(
        request, "funding/add_budget.html", {"form": form}, status=422 if form.errors else 200
    )


@page("advance.read")
@require_safe
def advances(request: HttpRequest) -> HttpResponse:
    """List the advances in reach, all or at one stage."""
    stage = request.GET.get("stage", "")
    stage = stage if stage in ADVANCE.stages else ""
    found = listing(
        request,
        queries.advances(stage=stage),
        total=queries.advances().count(),
        filters=[("stage", _("状态"), in_words(ADVANCE.stages[AdvanceStage(stage)]))]
        if stage
        else [],
    )
    context = {
        "listing": found,
        "rows": [(one, *_tag(one.stage)) for one in found.page_obj],
        "stages": [("", _("全部")), *ADVANCE.stages.items()],
        "stage": stage,
        "balances": queries.balances(queries.hospitals_in_reach(signed_in(request))),
        "may_ask": signed_in(request).may("advance.request"),
    }
    return render(request, "funding/advances.html", context)


def _tag(stage: str) -> tuple[str, str]:
    return ADVANCE.stages[AdvanceStage(stage)], KINDS[AdvanceStage(stage)]


@page("advance.request")
@require_http_methods(["GET", "POST"])
def request_advance(request: HttpRequest) -> HttpResponse:
    """Ask the health commission for an advance, beside what the accepted claims say."""
    at, hospitals = now(), queries.hospitals()
    form = AdvanceForm(request.POST or None, hospitals=hospitals, on=localdate(at))
    if form.is_valid():
        made = form.attempt(
            lambda: services.request_advance(**form.cleaned_data, actor=signed_in(request), at=at)
        )
        if made:
            messages.success(request, _("已报区卫生健康委审批"))
            return redirect("funding:advance", made)
    context = {
        "form": form,
        "estimates": [(hospital, queries.estimate_for(hospital.id)) for hospital in hospitals],
        "fund": queries.fund_balance(),
    }
    return render(
        request, "funding/request_advance.html", context, status=422 if form.errors else 200
    )


@page("advance.read")
@require_safe
def advance(request: HttpRequest, advance_id: UUID) -> HttpResponse:
    """Show an advance, what happened to it, and to the commission the form to answer it."""
    return _advance_page(request, advance_id, AnswerForm(), status=200)


@page("advance.approve")
@require_http_methods(["POST"])
def answer(request: HttpRequest, advance_id: UUID) -> HttpResponse:
    """Approve an advance or refuse it."""
    found, form = queries.find_advance(advance_id), AnswerForm(request.POST)
    if found is None:
        raise Http404
    if to_change(request):
        return _advance_page(request, advance_id, form, status=200)
    if form.is_valid():
        approve = form.cleaned_data["answer"] == "approve"
        if approve and to_check(request):
            return confirm_page(request, form, _approval(found))
        done = form.attempt(
            lambda: services.answer_advance(
                request_id=form.cleaned_data["request_id"],
                advance_id=advance_id,
                approve=approve,
                because=form.cleaned_data["because"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if done:
            messages.success(request, _("已批准预拨") if approve else _("已记录不批准"))
            return redirect("funding:advance", advance_id)
    return _advance_page(request, advance_id, form, status=422)


def _approval(found: Advance) -> Confirmation:
    facts = {
        "yuan": money_words(found.amount),
        "hospital": found.hospital.name,
        "quarter": quarter_words(found.quarter),
    }
    return Confirmation(
        title=_("批准预拨"),
        whom=_("%(hospital)s %(quarter)s") % facts,
        what=[
            _("从项目资金中划出 %(yuan)s，预拨给%(hospital)s") % facts,
            _("记入账簿；该院核定的结算从中列支"),
        ],
        final=_("批准后不能撤销"),
        submit=_("确认批准"),
        back=reverse("funding:advance", args=[found.id]),
        clause="5.5.a",
        typed_before=True,
    )


def _advance_page(
    request: HttpRequest, advance_id: UUID, form: AnswerForm, *, status: int
) -> HttpResponse:
    found = queries.find_advance(advance_id)
    if found is None:
        raise Http404
    actor = signed_in(request)
    waiting = found.stage == AdvanceStage.REQUESTED
    label, kind = _tag(found.stage)
    context = {
        "advance": found,
        "stage_label": label,
        "stage_kind": kind,
        "events": queries.history_of(found),
        "balances": queries.balances([found.hospital]),
        "fund": queries.fund_balance() if actor.may("budget.read") else None,
        "shows_fund": actor.may("budget.read"),
        "form": form,
        "may_answer": waiting and actor.may("advance.approve"),
    }
    return render(request, "funding/advance.html", context, status=status)
