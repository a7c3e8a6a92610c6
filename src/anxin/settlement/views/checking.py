"""Pages on which a claim is checked line by line, queried, answered and accepted (5.5.c, 7.1.c)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anxin.pages.views import look, page, render, signed_in
from anxin.privacy.door import record_reading
from anxin.rules.access import Actor
from anxin.rules.claim_stages import CLAIM_LINE, ClaimLineStage, ClaimStage
from anxin.settlement import queries, services
from anxin.settlement.forms import CheckForm, ReplyForm, StepForm
from anxin.settlement.models import Claim, ClaimLine
from anxin.settlement.views.filing import claim_page, tag

ROWS = 50
KINDS = {
    ClaimLineStage.CLAIMED: "wait",
    ClaimLineStage.ACCEPTED: "good",
    ClaimLineStage.QUERIED: "wait",
    ClaimLineStage.REJECTED: "bad",
}
READ = ("card_number", "pickup")


def _line_tag(line: queries.Line) -> tuple[str, str]:
    return CLAIM_LINE.stages[line.stage], KINDS[line.stage]


@page("claim.lines")
@require_safe
def lines(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """List the lines of a claim with what the records say of each, under a visible filter."""
    claim = queries.find_claim(claim_id)
    if claim is None:
        raise Http404
    chosen = queries.BY_CODE.get(request.GET.get("show", ""), queries.FILTERS[0])
    listed = queries.Lines(claim, chosen)
    page_obj = Paginator(listed, ROWS).get_page(request.GET.get("page"))
    shown: list[queries.Line] = list(page_obj)
    record_reading(
        look(request, "结算明细"), person_ids=[line.person_id for line in shown], fields=READ
    )
    label, kind = tag(claim)
    context = {
        "claim": claim,
        "stage_label": label,
        "stage_kind": kind,
        "page_obj": page_obj,
        "rows": [(line, *_line_tag(line)) for line in shown],
        "hidden": listed.hidden,
        "filters": [(found, listed.counts[found.code]) for found in queries.FILTERS],
        "chosen": chosen,
    }
    return render(request, "settlement/lines.html", context)


@page("claim.lines")
@require_safe
def line(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Show one line, the pick-up behind it and what was said of it; the reading is recorded."""
    return _line_page(request, line_id)


@page("claim.check")
@require_POST
def check(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Accept, query or reject a line."""
    found, form = _find(line_id), CheckForm(request.POST)
    if form.is_valid():
        done = form.attempt(
            lambda: services.check_line(
                **form.cleaned_data, line_id=line_id, actor=signed_in(request), at=now()
            )
        )
        if done:
            messages.success(request, _("已记录核对意见"))
            return redirect("settlement:lines", found.claim_id)
    return _line_page(request, line_id, check_form=form)


@page("claim.file")
@require_POST
def reply(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Answer the office's query on a line."""
    found, form = _find(line_id), ReplyForm(request.POST)
    if form.is_valid():
        done = form.attempt(
            lambda: services.answer_query(
                **form.cleaned_data, line_id=line_id, actor=signed_in(request), at=now()
            )
        )
        if done:
            messages.success(request, _("已答复"))
            return redirect("settlement:lines", found.claim_id)
    return _line_page(request, line_id, reply_form=form)


def _find(line_id: UUID) -> ClaimLine:
    found = queries.find_line(line_id)
    if found is None:
        raise Http404
    return found


def _line_page(
    request: HttpRequest,
    line_id: UUID,
    *,
    check_form: CheckForm | None = None,
    reply_form: ReplyForm | None = None,
) -> HttpResponse:
    found = _find(line_id)
    seen = queries.line_of(found.claim, line_id)
    if seen is None:
        raise Http404
    record_reading(look(request, "结算明细详情"), person_ids=[seen.person_id], fields=READ)
    label, kind = _line_tag(seen)
    context = {
        "claim": found.claim,
        "line": seen,
        "stage_label": label,
        "stage_kind": kind,
        "pickup": queries.pickup_behind(seen),
        "words": queries.words_on(found),
        "check_form": (check_form or CheckForm())
        if _may_check(found.claim, seen, signed_in(request))
        else None,
        "reply_form": (reply_form or ReplyForm())
        if _may_reply(found.claim, seen, signed_in(request))
        else None,
    }
    return render(
        request, "settlement/line.html", context, status=422 if check_form or reply_form else 200
    )


def _may_check(claim: Claim, seen: queries.Line, actor: Actor) -> bool:
    open_to_words = seen.stage in {ClaimLineStage.CLAIMED, ClaimLineStage.QUERIED}
    return actor.may("claim.check") and claim.stage == ClaimStage.FILED and open_to_words


def _may_reply(claim: Claim, seen: queries.Line, actor: Actor) -> bool:
    queried = seen.stage is ClaimLineStage.QUERIED
    return actor.may("claim.file") and claim.stage == ClaimStage.FILED and queried


@page("claim.check")
@require_POST
def accept_rest(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Accept at once every line against which nothing speaks."""
    return _step(request, claim_id, services.accept_rest, told=_("已认可没有问题的明细"))


@page("claim.check")
@require_POST
def finish(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """End the check of a claim."""
    return _step(request, claim_id, services.finish_check, told=_("核对完毕"))


@page("claim.check")
@require_POST
def accept(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Accept a checked claim against the advance."""
    return _step(request, claim_id, services.accept, told=_("已核定，并从预拨经费中列支"))


def _step(
    request: HttpRequest, claim_id: UUID, service: Callable[..., UUID], *, told: str
) -> HttpResponse:
    if queries.find_claim(claim_id) is None:
        raise Http404
    form = StepForm(request.POST)
    if form.is_valid():
        done = form.attempt(
            lambda: service(
                **form.cleaned_data, claim_id=claim_id, actor=signed_in(request), at=now()
            )
        )
        if done:
            messages.success(request, told)
            return redirect("settlement:claim", claim_id)
    return claim_page(request, claim_id, form)
