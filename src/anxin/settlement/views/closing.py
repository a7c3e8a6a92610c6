"""The steps that end a claim's check, each asked for once more: none can be undone (5.5.c, 7.1.c)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.pages.asking import Confirmation, confirm_page
from anxin.pages.views import page, signed_in
from anxin.pages.words import money_words, quarter_words
from anxin.settlement import queries, services
from anxin.settlement.forms import StepForm
from anxin.settlement.models import Claim


@page("claim.check")
@require_http_methods(["GET", "POST"])
def accept_rest(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Accept at once every line against which nothing speaks."""
    return _step(request, claim_id, services.accept_rest, _rest, told=_("已认可没有问题的明细"))


def _rest(claim: Claim) -> Confirmation:
    lines, amount = queries.clean_and_open(claim)
    left = queries.totals_of(claim).undecided - lines
    return Confirmation(
        title=_("一并认可没有问题的明细"),
        whom=_of(claim),
        what=[
            _("认可 %(n)s 条，共 %(yuan)s：签字、处方、出库、救助卡和住院记录都相符")
            % {"n": lines, "yuan": money_words(amount)},
            _("其余 %(n)s 条有问题或已答复，留待逐条核对") % {"n": left},
        ],
        final=_("认可后不能再改为存疑或剔除"),
        submit=_("认可没有问题的明细"),
        back=_page_of(claim),
        clause="5.5.c",
    )


@page("claim.check")
@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """End the check of a claim."""
    return _step(request, claim_id, services.finish_check, _end, told=_("核对完毕"))


def _end(claim: Claim) -> Confirmation:
    totals = queries.totals_of(claim)
    return Confirmation(
        title=_("结束核对"),
        whom=_of(claim),
        what=[
            _("认可 %(n)s 条，%(yuan)s")
            % {"n": totals.accepted_lines, "yuan": money_words(totals.accepted)},
            _("剔除 %(n)s 条，%(yuan)s")
            % {"n": totals.rejected_lines, "yuan": money_words(totals.rejected)},
            _("接下来核定并入账"),
        ],
        final=_("结束后不能再改每一条的意见"),
        submit=_("核对完毕"),
        back=_page_of(claim),
        clause="5.5.c",
    )


@page("claim.check")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Accept a checked claim against the advance."""
    return _step(request, claim_id, services.accept, _books, told=_("已核定，并从预拨经费中列支"))


def _books(claim: Claim) -> Confirmation:
    totals = queries.totals_of(claim)
    return Confirmation(
        title=_("核定并入账"),
        whom=_of(claim),
        what=[
            _("认可的 %(yuan)s 从该院预拨经费中列支") % {"yuan": money_words(totals.accepted)},
            _("剔除的 %(yuan)s 由医院承担") % {"yuan": money_words(totals.rejected)},
        ],
        final=_("核定后记入账簿，不能撤销"),
        submit=_("核定并入账"),
        back=_page_of(claim),
        clause="7.1.c",
    )


def _of(claim: Claim) -> str:
    return f"{claim.hospital.name} {quarter_words(claim.quarter)}"


def _page_of(claim: Claim) -> str:
    return reverse("settlement:claim", args=[claim.id])


def _step(
    request: HttpRequest,
    claim_id: UUID,
    service: Callable[..., UUID],
    asked: Callable[[Claim], Confirmation],
    *,
    told: str,
) -> HttpResponse:
    claim = queries.find_claim(claim_id)
    if claim is None:
        raise Http404
    form = StepForm(request.POST or None)
    if form.is_valid():
        done = form.attempt(
            lambda: service(
                **form.cleaned_data, claim_id=claim_id, actor=signed_in(request), at=now()
            )
        )
        if done:
            messages.success(request, told)
            return redirect("settlement:claim", claim_id)
    return confirm_page(request, form, asked(claim))
