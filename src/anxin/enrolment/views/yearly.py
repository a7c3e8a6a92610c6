"""The yearly review and the renewal: a worklist, each right's page, many at once (A5.n3, 5.1.5.a)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.enrolment import queries, services
from anxin.enrolment.forms.entitlement import BatchForm, DecideReviewForm, ProposeForm, RenewForm
from anxin.enrolment.queries.reviews import (
    DUE,
    PROPOSED,
    RENEW,
    RETURNED,
    STATES,
    Due,
    Found,
    ReviewShown,
    proposed_to_keep,
)
from anxin.pages.asking import Confirmation, confirm_page, to_change, to_check
from anxin.pages.forms import ActForm
from anxin.pages.lists import Listing, listing
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import Named, named
from anxin.rules.access import Actor

A_PAGE = 40
LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the worklist, with what was found and whether it may be chosen with others."""

    due: Due
    named: Named
    found: Found
    choice: UUID | None
    url: str


@page("register.read")
@require_safe
def yearly(request: HttpRequest) -> HttpResponse:
    """List who is due for the yearly review or the renewal."""
    return _worklist(request)


@page("review.propose")
@require_POST
def propose_all(request: HttpRequest) -> HttpResponse:
    """Propose to keep those whose criteria are all met: one act."""
    return _batch(
        request,
        lambda form, actor: services.propose_all(
            request_id=form.cleaned_data["request_id"],
            enrolment_ids=form.cleaned_data["chosen"],
            actor=actor,
            at=now(),
        ),
    )


@page("review.decide")
@require_POST
def keep_all(request: HttpRequest) -> HttpResponse:
    """Keep those proposed to be kept whose criteria all hold: one act."""
    return _batch(
        request,
        lambda form, actor: services.keep_all(
            request_id=form.cleaned_data["request_id"],
            review_ids=form.cleaned_data["chosen"],
            actor=actor,
            at=now(),
        ),
    )


@page("register.read")
@require_safe
def one(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Show one right's review: the evidence beside each criterion, and what happened."""
    shown = _shown_or_404(request, enrolment_id)
    return render(request, "enrolment/review_one.html", {"shown": shown})


@page("review.propose")
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Propose to keep the right or to end it."""
    shown, form = _shown_or_404(request, enrolment_id), ProposeForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.propose_review(
                request_id=form.cleaned_data["request_id"],
                enrolment_id=enrolment_id,
                keeps=form.cleaned_data["keeps"] == "yes",
                evidence=form.cleaned_data["evidence"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("审核意见已提交，等办公室审定"))
            return redirect("enrolment:yearly")
    return _form_page(request, shown, form, submit=_("提交审核意见"))


@page("review.decide")
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Decide on a review that was proposed."""
    shown, form = _shown_or_404(request, enrolment_id), DecideReviewForm(request.POST or None)
    review = shown.review
    if review is None:
        raise Http404
    if form.is_valid() and not to_change(request):
        if to_check(request) and form.cleaned_data["verdict"] == "end":
            return confirm_page(request, form, _ending(shown))
        made = form.attempt(
            lambda: services.decide_review(
                request_id=form.cleaned_data["request_id"],
                review_id=review.id,
                verdict=form.cleaned_data["verdict"],
                reason=form.cleaned_data["reason"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("年度审核已审定"))
            return redirect("enrolment:yearly")
    return _form_page(request, shown, form, submit=_("提交审定结论"), checks=True)


@page("agreement.sign")
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Sign the agreement for another year."""
    shown, form = _shown_or_404(request, enrolment_id), RenewForm(request.POST or None)
    review = shown.review
    if review is None:
        raise Http404
    if form.is_valid():
        made = form.attempt(
            lambda: services.renew_agreement(
                request_id=form.cleaned_data["request_id"],
                review_id=review.id,
                signed_for_hospital=form.cleaned_data["signed_for_hospital"],
                signed_for_person=form.cleaned_data["signed_for_person"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("协议已续签，一式两份，双方各执一份"))
            return redirect("enrolment:yearly")
    return _form_page(request, shown, form, submit=_("续签一年"))


def _form_page(
    request: HttpRequest, shown: ReviewShown, form: ActForm, *, submit: str, checks: bool = False
) -> HttpResponse:
    context = {"shown": shown, "form": form, "submit": submit, "checks": checks}
    return render(request, "enrolment/review_one.html", context, status=422 if form.errors else 200)


def _shown_or_404(request: HttpRequest, enrolment_id: UUID) -> ReviewShown:
    on = localdate(now())
    due = queries.due_of(enrolment_id, on=on)
    shown = queries.review_shown(due, on=on, look=look(request, "年度审核")) if due else None
    if shown is None:
        raise Http404
    return shown


def _ending(shown: ReviewShown) -> Confirmation:
    return Confirmation(
        title=_("取消服药资格"),
        person=shown.named,
        what=[
            _("服药资格今天终止，救助卡作废，名额空出"),
            _("没有发的处方和预约一并取消，逐条理由写入决定并告知本人"),
        ],
        final=_("取消后不能更改；情况变化后可以重新申请"),
        submit=_("确认取消资格"),
        back=reverse("enrolment:yearly_decide", args=[shown.due.enrolment_id]),
        clause="A5.n3",
        typed_before=True,
    )


def _batch(request: HttpRequest, act: Callable[[BatchForm, Actor], UUID]) -> HttpResponse:
    actor = signed_in(request)
    form = BatchForm(request.POST, among=_may_choose(queries.worklist(on=localdate(now())), actor))
    if form.is_valid() and form.attempt(lambda: act(form, actor)) is not None:
        messages.success(
            request, _("已一并办理 %(n)s 人") % {"n": len(form.cleaned_data["chosen"])}
        )
        return redirect("enrolment:yearly")
    return _worklist(request, form=form)


def _worklist(request: HttpRequest, *, form: BatchForm | None = None) -> HttpResponse:
    actor, on = signed_in(request), localdate(now())
    everybody = queries.worklist(on=on)
    state = request.GET.get("state", "")
    known = {**STATES, LATE: _("已逾期")}
    kept = [due for due in everybody if _fits(due, state)] if state in known else everybody
    chips = [("state", _("办理情况"), known[state])] if state in known else []
    found = listing(request, kept, total=len(everybody), filters=chips, size=A_PAGE)
    rows = _rows(request, found, actor)
    choices = [row.choice for row in rows if row.choice]
    context: dict[str, Any] = {
        "listing": found,
        "rows": rows,
        "state": state,
        "filters": [
            (key, name, sum(_fits(due, key) for due in everybody)) for key, name in known.items()
        ],
        "form": form or BatchForm(among=choices),
        "choices": choices,
        "batch_url": reverse(
            "enrolment:yearly_keep" if actor.may("review.decide") else "enrolment:yearly_propose"
        ),
        "batch_words": _("一并同意继续") if actor.may("review.decide") else _("符合的一并提出"),
    }
    refused = form is not None and bool(form.errors)
    return render(request, "enrolment/yearly.html", context, status=422 if refused else 200)


def _fits(due: Due, state: str) -> bool:
    return due.is_late if state == LATE else due.state == state


def _rows(request: HttpRequest, found: Listing, actor: Actor) -> list[Row]:
    dues: Sequence[Due] = list(found.page_obj)
    seen, on = look(request, "年度审核名单"), localdate(now())
    ids = [due.person_id for due in dues]
    names = named(ids, look=seen)
    facts = queries.found_today(ids, with_listing=actor.may("police.read"), on=on, look=seen)
    may = set(_may_choose(dues, actor))
    rows = []
    for due in dues:
        if due.person_id not in names or due.person_id not in facts:
            continue
        key = due.review_id if due.state == PROPOSED else due.enrolment_id
        fit = key in may and facts[due.person_id].all_met
        rows.append(
            Row(
                due=due,
                named=names[due.person_id],
                found=facts[due.person_id],
                choice=key if fit else None,
                url=_url(due, actor),
            )
        )
    return rows


def _may_choose(dues: Sequence[Due], actor: Actor) -> list[UUID]:
    """Return whom the duty may handle with others: the township who is due, the office who is proposed."""
    if actor.may("review.propose"):
        return [due.enrolment_id for due in dues if due.state == DUE and not due.in_hospital]
    if actor.may("review.decide"):
        ids = [due.review_id for due in dues if due.state == PROPOSED and due.review_id]
        return list(proposed_to_keep(ids))
    return []


def _url(due: Due, actor: Actor) -> str:
    """Return the page of the next step where the duty takes it, else the page to read."""
    step = "enrolment:yearly_one"
    if due.state in (DUE, RETURNED) and actor.may("review.propose"):
        step = "enrolment:yearly_step"
    elif due.state == PROPOSED and actor.may("review.decide"):
        step = "enrolment:yearly_decide"
    elif due.state == RENEW and actor.may("agreement.sign"):
        step = "enrolment:yearly_renew"
    return reverse(step, args=[due.enrolment_id])
