"""Pages on which a claim is checked line by line, queried, answered and accepted (5.5.c, 7.1.c)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anxin.pages.asking import Confirmation, confirm_page, to_change, to_check
from anxin.pages.forms import ActForm
from anxin.pages.lists import Sorting, listing
from anxin.pages.views import look, page, render, signed_in
from anxin.pages.words import day_in_words, in_words, money_words
from anxin.privacy.door import record_reading
from anxin.rules.access import Actor
from anxin.rules.claim_stages import CLAIM_LINE, ClaimLineStage, ClaimStage
from anxin.settlement import queries, services
from anxin.settlement.forms import CheckForm, ReplyForm
from anxin.settlement.models import Claim, ClaimLine, LineCheck
from anxin.settlement.views.filing import tag

SORTING = Sorting(
    fields={"day": ("completed_on",), "amount": ("amount", "completed_on")}, default="day"
)
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
    rows = queries.Lines(claim, chosen, SORTING.order(request))
    filtered = chosen is not queries.FILTERS[0]
    found = listing(
        request,
        rows,
        total=rows.counts["all"],
        filters=[("show", _("核对情况"), in_words(chosen.label))] if filtered else [],
        sorting=SORTING,
    )
    shown: list[queries.Line] = list(found.page_obj)
    record_reading(
        look(request, "结算明细"), person_ids=[line.person_id for line in shown], fields=READ
    )
    label, kind = tag(claim)
    context = {
        "claim": claim,
        "stage_label": label,
        "stage_kind": kind,
        "listing": found,
        "rows": [(line, *_line_tag(line)) for line in shown],
        "filters": [(one, rows.counts[one.code]) for one in queries.FILTERS],
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
    if to_change(request):
        return _line_page(request, line_id, check_form=form)
    if form.is_valid():
        if to_check(request) and form.cleaned_data["verdict"] == LineCheck.Verdict.REJECTED:
            return confirm_page(request, form, _rejection(_seen(found)))
        done = form.attempt(
            lambda: services.check_line(
                **form.cleaned_data, line_id=line_id, actor=signed_in(request), at=now()
            )
        )
        if done:
            messages.success(request, _("已记录核对意见"))
            return redirect("settlement:lines", found.claim_id)
    return _line_page(request, line_id, check_form=form)


def _rejection(line: queries.Line) -> Confirmation:
    facts = {"card": line.card_number, "day": day_in_words(line.completed_on)}
    return Confirmation(
        title=_("剔除这条明细"),
        whom=_("救助卡 %(card)s，%(day)s领药") % facts,
        what=[
            _("免费服药项目承担的 %(yuan)s 不予结算，由医院承担")
            % {"yuan": money_words(line.amount)},
            _("医院看到剔除的理由"),
        ],
        final=_("剔除后不能再改；拿不准的可以返回，先选“存疑”由医院答复"),
        submit=_("确认剔除"),
        back=reverse("settlement:line", args=[line.line_id]),
        clause="5.5.c",
        typed_before=True,
    )


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


def _seen(found: ClaimLine) -> queries.Line:
    seen = queries.line_of(found.claim, found.id)
    if seen is None:
        raise Http404
    return seen


def _line_page(
    request: HttpRequest,
    line_id: UUID,
    *,
    check_form: CheckForm | None = None,
    reply_form: ReplyForm | None = None,
) -> HttpResponse:
    found = _find(line_id)
    seen = _seen(found)
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
        request,
        "settlement/line.html",
        context,
        status=422 if _wrong(check_form) or _wrong(reply_form) else 200,
    )


def _wrong(form: ActForm | None) -> bool:
    return form is not None and bool(form.errors)


def _may_check(claim: Claim, seen: queries.Line, actor: Actor) -> bool:
    open_to_words = seen.stage in {ClaimLineStage.CLAIMED, ClaimLineStage.QUERIED}
    return actor.may("claim.check") and claim.stage == ClaimStage.FILED and open_to_words


def _may_reply(claim: Claim, seen: queries.Line, actor: Actor) -> bool:
    queried = seen.stage is ClaimLineStage.QUERIED
    return actor.may("claim.file") and claim.stage == ClaimStage.FILED and queried
