"""Pages of policy: what is in force and why, new values, the working-day calendar (7.4)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.adoption import queries, services
from anxin.adoption.forms import AnswerForm, CalendarForm, ValueForm, WithdrawForm
from anxin.adoption.models import Proposal
from anxin.pages.lists import listing
from anxin.pages.views import page, render, signed_in
from anxin.rules.parameters import Unit
from anxin.rules.proposal_stages import PROPOSAL, ProposalMove, ProposalStage

KINDS = {
    ProposalStage.DRAFTED: "wait",
    ProposalStage.ADOPTED: "good",
    ProposalStage.REFUSED: "bad",
    ProposalStage.WITHDRAWN: "plain",
}
YEARS_AHEAD = 3
FIRST_YEAR = 2019


@page("reference.read")
@require_safe
def parameters(request: HttpRequest) -> HttpResponse:
    """List what the district set, and what it has not set yet."""
    context = {
        "rows": queries.parameters(on=localdate(now())),
        "waiting": queries.waiting().count(),
    }
    return render(request, "adoption/parameters.html", context)


@page("reference.read")
@require_safe
def parameter(request: HttpRequest, name: str) -> HttpResponse:
    """Show one parameter through time, and what was proposed for it."""
    shown = queries.find_parameter(name, on=localdate(now()))
    if shown is None:
        raise Http404
    context = {
        "shown": shown,
        "proposals": _told(queries.proposals(subject=name)),
        "may_draft": signed_in(request).may("policy.draft"),
    }
    return render(request, "adoption/parameter.html", context)


@page("policy.draft")
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, name: str) -> HttpResponse:
    """Draft a new value with its document."""
    at = now()
    shown = queries.find_parameter(name, on=localdate(at))
    if shown is None:
        raise Http404
    money = shown.parameter.unit is Unit.FEN
    form = ValueForm(request.POST or None, money=money, unit=shown.unit_words)
    if form.is_valid():
        made = form.attempt(
            lambda: services.draft_value(
                request_id=form.cleaned_data["request_id"],
                name=name,
                since=form.cleaned_data["since"],
                value=form.cleaned_data["value"],
                source=form.source(),
                late_reason=form.cleaned_data["late_reason"],
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("已起草，等区卫生健康委审批"))
            return redirect("adoption:proposal", made)
    context = {"form": form, "shown": shown}
    return render(request, "adoption/draft.html", context, status=422 if form.errors else 200)


@page("reference.read")
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """List what was proposed, all or at one stage."""
    stage = request.GET.get("stage", "")
    stage = stage if stage in PROPOSAL.stages else ""
    words = PROPOSAL.stages[ProposalStage(stage)] if stage else ""
    listed = listing(
        request,
        queries.proposals(stage=stage),
        total=queries.proposals().count(),
        filters=[("stage", _("状态"), words)] if stage else [],
    )
    context = {"listing": listed, "rows": _told(listed.page_obj), "stage": stage}
    return render(request, "adoption/proposals.html", context)


@page("reference.read")
@require_safe
def proposal(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show one proposal, and let who may answer it or take it back."""
    found = _found(proposal_id)
    actor = signed_in(request)
    is_open = found.stage == ProposalStage.DRAFTED
    context = {
        **_shown(found),
        "what_if_url": reverse("adoption:what_if", args=[found.id])
        if not found.days and actor.may("what_if.read")
        else "",
        "answer_form": AnswerForm() if is_open and actor.may("policy.approve") else None,
        "withdraw_form": WithdrawForm() if is_open and actor.may("policy.draft") else None,
    }
    return render(request, "adoption/proposal.html", context)


@page("policy.approve")
@require_http_methods(["POST"])
def answer(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Adopt or refuse a proposal."""
    found = _found(proposal_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        adopts = form.cleaned_data["answer"] == "adopt"
        made = form.attempt(
            lambda: services.answer(
                request_id=form.cleaned_data["request_id"],
                proposal_id=found.id,
                adopts=adopts,
                because=form.cleaned_data["because"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已发布，从生效日起执行") if adopts else _("已退回起草人"))
            return redirect("adoption:proposals")
    context = {**_shown(found), "answer_form": form}
    return render(request, "adoption/proposal.html", context, status=422)


@page("policy.draft")
@require_http_methods(["POST"])
def withdraw(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Take a proposal back before it is answered."""
    found = _found(proposal_id)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        made = form.attempt(
            lambda: services.withdraw(
                request_id=form.cleaned_data["request_id"],
                proposal_id=found.id,
                because=form.cleaned_data["because"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已撤回"))
            return redirect("adoption:proposals")
    context = {**_shown(found), "withdraw_form": form}
    return render(request, "adoption/proposal.html", context, status=422)


@page("reference.read")
@require_safe
def calendar(request: HttpRequest, year: int) -> HttpResponse:
    """Show the days of a year that differ from the week, and whether its notice is there."""
    on = localdate(now())
    years = range(FIRST_YEAR, on.year + YEARS_AHEAD)
    if year not in years:
        raise Http404
    context = {
        "shown": queries.calendar_year(year),
        "years": years,
        "may_draft": signed_in(request).may("policy.draft"),
    }
    return render(request, "adoption/calendar.html", context)


@page("reference.read")
@require_safe
def this_year(request: HttpRequest) -> HttpResponse:
    """Go to the calendar of the year."""
    del request
    return redirect("adoption:calendar", localdate(now()).year)


@page("policy.draft")
@require_http_methods(["GET", "POST"])
def draft_calendar(request: HttpRequest, year: int) -> HttpResponse:
    """Draft the working days of a year by its notice."""
    at = now()
    if year not in range(FIRST_YEAR, localdate(at).year + YEARS_AHEAD):
        raise Http404
    shown = queries.calendar_year(year)
    lines = "\n".join(f"{day} {'班' if worked else '休'}" for day, worked in shown.days)
    form = CalendarForm(request.POST or None, initial={"days": lines})
    if form.is_valid():
        made = form.attempt(
            lambda: services.draft_calendar(
                request_id=form.cleaned_data["request_id"],
                year=year,
                days=form.cleaned_data["days"],
                source=form.source(),
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("已起草，等区卫生健康委审批"))
            return redirect("adoption:proposal", made)
    context = {"form": form, "shown": shown}
    return render(
        request, "adoption/draft_calendar.html", context, status=422 if form.errors else 200
    )


def _found(proposal_id: UUID) -> Proposal:
    found = queries.find_proposal(proposal_id)
    if found is None:
        raise Http404
    return found


def _told(rows: object) -> list[tuple[Proposal, str, str, str]]:
    return [
        (one, queries.subject_words(one.subject), *_tag(one.stage))
        for one in rows  # type: ignore[attr-defined]
    ]


def _tag(stage: str) -> tuple[str, str]:
    return PROPOSAL.stages[ProposalStage(stage)], KINDS[ProposalStage(stage)]


def _shown(found: Proposal) -> dict[str, object]:
    label, kind = _tag(found.stage)
    events = [
        {
            "on": event.recorded_at,
            "title": PROPOSAL.acts[ProposalMove(event.move)],
            "by": event.recorded_by.name,
            "because": event.because,
        }
        for event in found.events.select_related("recorded_by")
    ]
    named = queries.find_parameter(found.subject, on=found.since)
    return {
        "proposal": found,
        "about": queries.subject_words(found.subject),
        "label": label,
        "kind": kind,
        "money": named.is_money if named else False,
        "unit": named.unit_words if named else "",
        "events": events,
        "days": sorted(found.days.items()),
    }
