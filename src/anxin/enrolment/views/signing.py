"""Signing the agreement; the card, its loss and its replacement; the register."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.enrolment import queries, services
from anxin.enrolment.forms import LossForm, ReplaceForm, SignForm
from anxin.enrolment.models import Card
from anxin.enrolment.views.found import application_or_404, card_or_404, named_or_404
from anxin.pages.asking import Confirmation, confirm_page, to_change, to_check
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.pages.words import money_words
from anxin.people.queries import Named


@page("agreement.sign")
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Sign the agreement for a year and issue the card (5.1.5)."""
    found, at = application_or_404(application_id), now()
    person = named_or_404(request, found.person_id, page_name="签订协议")
    options = queries.clinic_options(found.person_id)
    form = SignForm(request.POST or None, options=options)
    if form.is_valid():
        data = form.cleaned_data
        made = form.attempt(
            lambda: services.sign_agreement(
                request_id=data["request_id"],
                application_id=found.id,
                clinic_id=UUID(data["clinic"]),
                clinic_reason=data["clinic_reason"],
                signed_for_hospital=data["signed_for_hospital"],
                signed_for_person=data["signed_for_person"],
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("协议已签订，救助卡已核发"))
            card_id = queries.standing(found.person_id, on=localdate(at)).card_id
            return redirect("enrolment:card", card_id)
    context = {"form": form, "application": found, "person": person, "default": options[0]}
    return render(request, "enrolment/sign.html", context, status=422 if form.errors else 200)


@page("card.issue")
@require_safe
def card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Show the card's first page for printing, with the code to scan (A5)."""
    shown = queries.card_shown(card_or_404(card_id), look=look(request, "救助卡"))
    qr = (
        segno.make_qr(shown.code, error="m").svg_data_uri(scale=4, border=2) if shown.usable else ""
    )
    return render(request, "enrolment/card.html", {"shown": shown, "card": shown.card, "qr": qr})


@page("card.report_loss")
@require_http_methods(["GET", "POST"])
def report_loss(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Report a card lost: it is dead at once (A5.n4)."""
    found, at = card_or_404(card_id), now()
    person = named_or_404(request, found.person_id, page_name="挂失")
    form = LossForm(request.POST or None, issued_on=found.issued_on, on=localdate(at))
    if form.is_valid() and not to_change(request):
        if to_check(request):
            return confirm_page(request, form, _loss(found, person, form.cleaned_data["lost_on"]))
        made = form.attempt(
            lambda: services.report_loss(
                request_id=form.cleaned_data["request_id"],
                card_id=found.id,
                lost_on=form.cleaned_data["lost_on"],
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("救助卡已挂失，立即停用"))
            return redirect("enrolment:person", found.person_id)
    context = {"form": form, "card": found, "person": person}
    return render(request, "enrolment/loss.html", context, status=422 if form.errors else 200)


def _loss(found: Card, person: Named, lost_on: date) -> Confirmation:
    """Say what a report does, and what was collected with the card since it was lost."""
    run_up = queries.run_up_with(found.id, since=lost_on)
    collected = _("遗失之后没有用这张卡领过药")
    if run_up.pickups:
        collected = _(
            "遗失之后用这张卡领过 %(n)s 次药，共 %(yuan)s：由免费服药办公室逐次认定是否由本人承担"
        ) % {"n": run_up.pickups, "yuan": money_words(run_up.amount)}
    return Confirmation(
        title=_("救助卡挂失"),
        person=person,
        whom=_("救助卡 %(number)s") % {"number": found.number},
        what=[
            collected,
            _("这张卡立即停用，各服药点都不能再用它领药"),
            _("可以接着换发新卡，卡号不同"),
        ],
        final=_("挂失不能撤销，卡找回来也不能再用；遗失期间发生的费用由本人自负"),
        submit=_("确认挂失"),
        back=reverse("enrolment:person", args=[found.person_id]),
        clause="A5.n4",
        typed_before=True,
    )


@page("card.issue")
@require_http_methods(["GET", "POST"])
def replace_card(request: HttpRequest, card_id: UUID) -> HttpResponse:
    """Replace a lost or worn card."""
    found, at = card_or_404(card_id), now()
    person = named_or_404(request, found.person_id, page_name="换发救助卡")
    form = ReplaceForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.replace_card(
                request_id=form.cleaned_data["request_id"],
                card_id=found.id,
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("已换发新卡，旧卡作废"))
            return redirect("enrolment:card", made)
    asked = Confirmation(
        title=_("换发救助卡"),
        person=person,
        whom=_("旧卡 %(number)s") % {"number": found.number},
        what=[_("核发一张新卡，有新的编号和二维码"), _("旧卡立即作废，请收回或剪角")],
        final=_("旧卡作废后不能恢复"),
        submit=_("换发新卡"),
        back=reverse("enrolment:person", args=[found.person_id]),
        clause="A5.n4",
    )
    return confirm_page(request, form, asked)


@page("register.read")
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Show the register of annex 8, by unit."""
    units = queries.register_units()
    asked = request.GET.get("unit", "")
    unit = next((one for one in units if str(one.id) == asked), None)
    found = listing(
        request,
        queries.register_page(unit.id if unit else None),
        total=queries.register_page().count(),
        filters=[("unit", _("单位"), unit.name)] if unit else [],
    )
    rows = queries.register_rows(
        found.page_obj, first=found.page_obj.start_index(), look=look(request, "登记名单")
    )
    context = {"listing": found, "rows": rows, "units": units, "unit": unit}
    return render(request, "enrolment/register.html", context)
