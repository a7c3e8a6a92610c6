"""Pages of trials: what a drafted value would change, before it is answered (7.4)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from anxin.adoption import queries, what_if
from anxin.adoption.models import Proposal
from anxin.pages.forms import ActForm
from anxin.pages.views import look, page, render, signed_in
from anxin.rules.cost_sharing import Payer
from anxin.rules.proposal_stages import ProposalStage
from anxin.rules.what_if import BORNE, OVER_CAP, Criterion, may_try, why_not

PICTURE = (
    ("served", gettext_noop("享受资格（含待签协议）")),
    ("admitted", gettext_noop("候补和新申请中可以有名额的")),
    ("waiting", gettext_noop("候补")),
    ("over_people", gettext_noop("超过每月兜底限额的人数")),
)
MOVES = (
    ("coming", gettext_noop("新符合条件（已登记、未享受）")),
    ("leaving", gettext_noop("不再符合条件（正在享受）")),
    ("leaving_line", gettext_noop("不再符合条件（候补）")),
)
ABOVE = gettext_noop("超过限额的部分（须调整用药或会诊）")


@page("what_if.read")
@require_safe
def runs(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Show what a value would change, by the newest run, and the runs before it."""
    return render(request, "adoption/what_if.html", _shown(request, _found(proposal_id)))


@page("policy.try")
@require_POST
def run(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Try a value on the register."""
    found = _found(proposal_id)
    form = ActForm(request.POST)
    if form.is_valid():
        made = form.attempt(
            lambda: what_if.try_proposal(
                request_id=form.cleaned_data["request_id"],
                proposal_id=found.id,
                look=look(request, what_if.PAGE),
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已推演，只保存合计"))
            return redirect("adoption:what_if", found.id)
    context = {**_shown(request, found), "form": form}
    return render(request, "adoption/what_if.html", context, status=422)


def _found(proposal_id: UUID) -> Proposal:
    found = queries.find_proposal(proposal_id)
    if found is None or found.days:
        raise Http404
    return found


def _shown(request: HttpRequest, found: Proposal) -> dict[str, object]:
    actor = signed_in(request)
    triable = may_try(
        subject=found.subject,
        pending=found.pending,
        unanswered=found.stage == ProposalStage.DRAFTED,
    ).granted
    listed = what_if.runs_of(found.id, actor=actor)
    newest = listed[0] if listed else None
    return {
        "proposal": found,
        "about": queries.subject_words(found.subject),
        "shown": queries.find_parameter(found.subject, on=found.since),
        "why_not": why_not(found.subject, pending=found.pending),
        "form": ActForm() if triable and actor.may("policy.try") else None,
        "rows": [
            {"run": one, **{x: one.totals[f"then.{x}"] for x in ("served", "waiting", "cost")}}
            for one in listed
        ],
        "newest": newest,
        "open": found.stage == ProposalStage.DRAFTED,
        **(_tables(found.subject, newest.totals) if newest else {}),
    }


def _tables(subject: str, totals: Mapping[str, int | None]) -> dict[str, object]:
    criterion = Criterion(subject) if subject in set(Criterion) else None
    return {
        "criterion": criterion,
        "moves": [(words, totals[f"{key}.{criterion}"]) for key, words in MOVES if criterion],
        "picture": [
            (words, totals[f"now.{name}"], totals[f"then.{name}"]) for name, words in PICTURE
        ],
        "money": [
            (
                ABOVE if name == OVER_CAP else Payer(name).label,
                totals.get(f"now.cost.{name}"),
                totals.get(f"then.cost.{name}"),
            )
            for name in BORNE
        ],
        "cost": (totals["now.cost"], totals["then.cost"]),
        "estimable": f"now.cost.{OVER_CAP}" in totals,
        "known": totals["known"],
        "lapsed": totals["lapsed"],
    }
