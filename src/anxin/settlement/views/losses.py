"""Pages of what ran up with lost cards: the list, one of them, the card's own history (A5.n4)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from anxin.enrolment.queries import find_card_by_id
from anxin.pages.asking import Confirmation, confirm_page, to_change, to_check
from anxin.pages.forms import ActForm
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.pages.words import day_in_words, in_words, money_words
from anxin.people.queries import named
from anxin.rules.loss_charge_stages import LOSS_CHARGE, LossChargeStage
from anxin.settlement import losses as services
from anxin.settlement import queries
from anxin.settlement.forms import LossDecisionForm, PayBackForm


@page("loss.read")
@require_safe
def losses(request: HttpRequest) -> HttpResponse:
    """List what was collected with lost cards, under a visible filter."""
    asked = request.GET.get("stage", "")
    stage = asked if asked in LOSS_CHARGE.stages else ""
    label = in_words(LOSS_CHARGE.stages[LossChargeStage(stage)]) if stage else ""
    found = listing(
        request,
        queries.losses(stage=stage),
        total=queries.losses().count(),
        filters=[("stage", _("状态"), label)] if stage else [],
    )
    context = {
        "listing": found,
        "rows": queries.loss_rows(found.page_obj, look=look(request, "遗失期间费用")),
        "stages": [("", _("全部")), *LOSS_CHARGE.stages.items()],
        "stage": stage,
    }
    return render(request, "settlement/losses.html", context)


@page("loss.read")
@require_safe
def loss(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """Show one: what was collected when, who had borne it, what was decided."""
    return _loss_page(request, charge_id)


@page("loss.decide")
@require_POST
def decide_loss(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """Decide that it falls on the person, or set it aside with a reason."""
    seen, form = _seen(request, charge_id), LossDecisionForm(request.POST)
    if form.is_valid() and not to_change(request):
        if to_check(request):
            return confirm_page(request, form, _decision(seen, falls=form.falls))
        data = form.cleaned_data
        if form.attempt(
            lambda: services.decide_loss(
                request_id=data["request_id"],
                charge_id=charge_id,
                falls=form.falls,
                reason=data["reason"],
                actor=signed_in(request),
                at=now(),
            )
        ):
            messages.success(request, _("已记录认定结果"))
            return redirect("settlement:loss", charge_id)
    return _loss_page(request, charge_id, decision=form)


@page("loss.decide")
@require_POST
def pay_back_loss(request: HttpRequest, charge_id: UUID) -> HttpResponse:
    """Write down what the person paid back."""
    seen, form = _seen(request, charge_id), PayBackForm(request.POST)
    if form.is_valid() and not to_change(request):
        if to_check(request):
            return confirm_page(request, form, _payment(seen))
        if form.attempt(
            lambda: services.pay_back(
                **form.cleaned_data, charge_id=charge_id, actor=signed_in(request), at=now()
            )
        ):
            messages.success(request, _("已登记归还，这笔费用已结清"))
            return redirect("settlement:loss", charge_id)
    return _loss_page(request, charge_id, payment=form)


@page("loss.read")
@require_safe
def card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Show what happened to a card: issued, lost, reported, replaced, and what ran up while lost."""
    found = find_card_by_id(card_id)
    seen = look(request, "救助卡经过")
    person = named([found.person_id], look=seen).get(found.person_id) if found else None
    if found is None or person is None:
        raise Http404
    context = {
        "card": found,
        "person": person,
        "events": queries.card_events(found),
        "rows": queries.loss_rows(queries.losses().filter(card=found), look=seen),
        "may_report": signed_in(request).may("card.report_loss") and found.stage == "issued",
    }
    return render(request, "settlement/card.html", context)


def _seen(request: HttpRequest, charge_id: UUID) -> queries.LossSeen:
    found = queries.loss_seen(charge_id, look=look(request, "遗失期间费用"))
    if found is None:
        raise Http404
    return found


def _loss_page(
    request: HttpRequest,
    charge_id: UUID,
    *,
    decision: LossDecisionForm | None = None,
    payment: PayBackForm | None = None,
) -> HttpResponse:
    seen, actor = _seen(request, charge_id), signed_in(request)
    charge = seen.row.charge
    may = actor.may("loss.decide")
    is_own = charge.recorded_by_id == actor.staff_id
    stands = LossChargeStage(charge.stage)
    context = {
        "seen": seen,
        "charge": charge,
        "decision": (decision or LossDecisionForm())
        if may and stands is LossChargeStage.OPEN and not is_own
        else None,
        "own_report": may and stands is LossChargeStage.OPEN and is_own,
        "payment": (payment or PayBackForm(initial=_first(charge.amount)))
        if may and stands is LossChargeStage.OWED
        else None,
    }
    status = 422 if _wrong(decision) or _wrong(payment) else 200
    return render(request, "settlement/loss.html", context, status=status)


def _first(amount: int) -> dict[str, object]:
    return {"amount": amount, "paid_on": localdate(now())}


def _wrong(form: ActForm | None) -> bool:
    return form is not None and bool(form.errors)


def _decision(seen: queries.LossSeen, *, falls: bool) -> Confirmation:
    charge = seen.row.charge
    what = [_("各方承担的费用不变，可以列入结算")]
    if falls:
        what = [
            _("本人应归还 %(yuan)s，免费服药项目和其他各方都不承担")
            % {"yuan": money_words(charge.amount)},
            _("退还这次领药占用的每月兜底限额"),
            _("没有结算的不再列入结算；已经认可的退回医院的预拨经费"),
        ]
    return Confirmation(
        title=_("认定由本人承担") if falls else _("认定不由本人承担"),
        person=seen.row.named,
        whom=_("救助卡 %(card)s，%(day)s领药")
        % {"card": charge.card.number, "day": day_in_words(charge.pickup.prepared_on)},
        what=what,
        final=_("认定后不能更改"),
        submit=_("确认认定"),
        back=reverse("settlement:loss", args=[charge.id]),
        clause="A5.n4",
        typed_before=True,
    )


def _payment(seen: queries.LossSeen) -> Confirmation:
    return Confirmation(
        title=_("登记归还"),
        person=seen.row.named,
        what=[_("本人不再欠这笔费用"), _("记入账簿，由医院收回药费")],
        final=_("登记后不能撤销；请先核对收据"),
        submit=_("确认登记"),
        back=reverse("settlement:loss", args=[seen.row.charge.id]),
        clause="A5.n4",
        typed_before=True,
    )
