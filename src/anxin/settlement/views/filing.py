"""Pages on which claims are listed, filed and looked at as a whole (5.5.c)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.funding.queries import balances
from anxin.pages.lists import listing
from anxin.pages.views import page, render, signed_in
from anxin.pages.words import in_words, quarter_words
from anxin.rules.access import Actor
from anxin.rules.claim_stages import CLAIM, ClaimStage
from anxin.rules.quarters import Quarter
from anxin.settlement import queries, services
from anxin.settlement.forms import FileForm
from anxin.settlement.models import Claim

KINDS = {
    ClaimStage.DRAFT: "plain",
    ClaimStage.FILED: "wait",
    ClaimStage.CHECKED: "wait",
    ClaimStage.ACCEPTED: "good",
}


@page("claim.read")
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """List the claims in reach with their sums."""
    stage = request.GET.get("stage", "")
    stage = stage if stage in CLAIM.stages else ""
    found = listing(
        request,
        queries.claims(stage=stage),
        total=queries.claims().count(),
        filters=[("stage", _("状态"), in_words(CLAIM.stages[ClaimStage(stage)]))] if stage else [],
    )
    totals = queries.totals(claim.id for claim in found.page_obj)
    context = {
        "listing": found,
        "rows": [(claim, totals[claim.id], *tag(claim)) for claim in found.page_obj],
        "stages": [
            ("", _("全部")),
            *((s, word) for s, word in CLAIM.stages.items() if s != ClaimStage.DRAFT),
        ],
        "stage": stage,
        "may_file": signed_in(request).may("claim.file"),
    }
    return render(request, "settlement/claims.html", context)


def tag(claim: Claim) -> tuple[str, str]:
    """Return the word and the kind of a claim's stage."""
    stage = ClaimStage(claim.stage)
    return CLAIM.stages[stage], KINDS[stage]


@page("claim.file")
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """Show what the hospital would claim for a quarter, what is left out and why; file it."""
    at, actor = now(), signed_in(request)
    open_quarters = queries.unclaimed_quarters(actor=actor, on=localdate(at))
    quarter = _asked_for(request, open_quarters)
    form = FileForm(request.POST or None)
    if quarter and form.is_valid():
        made = form.attempt(
            lambda: services.file_claim(**form.cleaned_data, quarter=quarter, actor=actor, at=at)
        )
        if made:
            messages.success(
                request, _("已上报 %(quarter)s 结算") % {"quarter": quarter_words(quarter)}
            )
            return redirect("settlement:claim", made)
    context = {
        "form": form,
        "quarter": quarter,
        "quarters": open_quarters,
        "preview": queries.preview(quarter, actor=actor) if quarter else None,
    }
    return render(request, "settlement/file.html", context, status=422 if form.errors else 200)


def _asked_for(request: HttpRequest, open_quarters: list[Quarter]) -> Quarter | None:
    """Return the quarter in the address, else the oldest that is open; None where nothing is."""
    try:
        return Quarter.parse(request.GET.get("quarter", ""))
    except ValueError:
        return open_quarters[-1] if open_quarters else None


@page("claim.read")
@require_safe
def claim(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Show a claim: its sums, where it stands, what comes next."""
    found = queries.find_claim(claim_id)
    if found is None:
        raise Http404
    actor, label_kind = signed_in(request), tag(found)
    totals = queries.totals_of(found)
    context = {
        "claim": found,
        "totals": totals,
        "stage_label": label_kind[0],
        "stage_kind": label_kind[1],
        "events": queries.history_of(found),
        "balances": balances([found.hospital]),
        "may_see_lines": actor.may("claim.lines"),
        "next": _next_step(found, totals, actor=actor),
    }
    return render(request, "settlement/claim.html", context)


def _next_step(found: Claim, totals: queries.Totals, *, actor: Actor) -> dict[str, str]:
    """Return the one step that this actor can take next: its words and its address."""
    if not actor.may("claim.check") or found.recorded_by_id == actor.staff_id:
        return {}
    filed = found.stage == ClaimStage.FILED
    if found.stage == ClaimStage.CHECKED:
        return _way(found, "accept", _("核定并入账"))
    if filed and totals.undecided:
        return _way(found, "accept_rest", _("认可没有问题的明细"))
    if filed and not totals.queried:
        return _way(found, "finish", _("核对完毕"))
    return {}


def _way(claim: Claim, step: str, text: str) -> dict[str, str]:
    return {"text": text, "url": reverse(f"settlement:{step}", args=[claim.id])}
