"""The counter: who stands there, what may be handed over, and preparing it (5.2.3, 5.3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.clinics.queries import owed as medicine_owed
from anxin.dispensing import queries, services
from anxin.dispensing.forms import FindForm, PrepareForm, SettleForm
from anxin.dispensing.injecting import ToInject, would_inject
from anxin.dispensing.owing import owed_until
from anxin.dispensing.services import Proposal
from anxin.dispensing.shown import Lacking, boxes_of_plan, shares_of_plan
from anxin.pages.views import look, page, render, signed_in
from anxin.pages.words import month_words
from anxin.people.queries import Named, named
from anxin.privacy.door import record_reading
from anxin.rules.access import Actor
from anxin.rules.dispensing import IDENTITY_IS_CHECKED
from anxin.rules.stock import LOTS_SUFFICE

LIST_SIZE = 50
READ = ("prescription", "welfare", "enrolment", "attendance")


@page("pickup.write")
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """Find who stands at the counter by scan or number; show who waits."""
    actor, today = signed_in(request), localdate(now())
    form = FindForm(request.POST or None)
    if form.is_valid():
        found = queries.find_person(form.cleaned_data["text"])
        if found is not None:
            card = f"?card={found.card_id}" if found.card_id else ""
            return redirect(_address(found.person_id) + card)
        form.add_error("text", _("查无此人，请核对卡号或身份证号"))
    waiting = list(queries.waiting_prescriptions(actor, on=today)[:LIST_SIZE])
    unfinished = list(queries.unfinished(actor, on=today)[:LIST_SIZE])
    stopped = list(queries.stopped_by_a_stay(actor, on=today)[:LIST_SIZE])
    people = [row.person_id for rows in (waiting, unfinished, stopped) for row in rows]
    away = queries.in_hospital(people, on=today)
    names = named(people, look=look(request, "发药窗口"))
    return render(
        request,
        "dispensing/counter.html",
        {
            "form": form,
            "waiting": [
                (r, names[r.person_id], r.person_id in away)
                for r in waiting
                if r.person_id in names
            ],
            "stopped": [(r, names[r.person_id]) for r in stopped if r.person_id in names],
            "unfinished": [(r, names[r.person_id]) for r in unfinished if r.person_id in names],
            "owed": queries.slips_owed(actor).count(),
            "waits_for_owed": medicine_owed(on=today).count(),
        },
        status=422 if form.errors else 200,
    )


def _address(person_id: UUID) -> str:
    return reverse("dispensing:person", args=[person_id])


def find_named(request: HttpRequest, person_id: UUID, *, page_name: str) -> Named:
    """Return a person in reach, with the reading recorded; any other is not found."""
    seen = look(request, page_name)
    found = named([person_id], look=seen).get(person_id)
    if found is None:
        raise Http404
    record_reading(seen, person_ids=[person_id], fields=READ)
    return found


@page("pickup.write")
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show what may be handed over, or every ground against it; prepare it (5.3.2.a)."""
    actor, at = signed_in(request), now()
    form = PrepareForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        made = form.attempt(
            lambda: services.prepare(
                **form.cleaned_data, card_id=_card(request), actor=actor, at=at
            )
        )
        if made:
            return redirect("dispensing:sign", made)
    who = find_named(request, person_id, page_name="备药")
    prescription = queries.prescription_of(person_id, actor=actor, on=localdate(at))
    if prescription is None:
        return render(request, "dispensing/nothing.html", {"person": who})
    if form is None and (ready := queries.prepared_for(prescription.id, on=localdate(at))):
        return redirect("dispensing:sign", ready.id)
    part = form.cleaned_data.get("part", False) if form else "part" in request.GET
    proposal = services.propose(
        prescription.id, card_id=_card(request), part=part, actor=actor, at=at
    )
    assert proposal is not None, "a prescription in reach has its case"
    injected = would_inject(
        prescription.id,
        lines={one.line.line_id for one in proposal.given if one.lots},
        person_id=person_id,
        on=localdate(at),
    )
    shown = form or PrepareForm(initial=_initial(proposal, injected))
    shown.offer(proposal.clinic_days)
    context = {
        "person": who,
        "prescription": prescription,
        "form": shown,
        "injected": injected,
        "card_id": _card(request),
        "part_is_open": _part_is_open(proposal, card_id=_card(request), actor=actor, at=at),
        **_shown(proposal),
    }
    return render(request, "dispensing/person.html", context, status=422 if shown.is_bound else 200)


def _part_is_open(proposal: Proposal, *, card_id: UUID | None, actor: Actor, at: datetime) -> bool:
    """Say whether nothing but the stock stands against it, and a part of it is there."""
    if {ground.code for ground in proposal.decision.unmet} != {LOTS_SUFFICE.code}:
        return False
    prescription_id = proposal.case.prescription_id
    part = services.propose(prescription_id, card_id=card_id, part=True, actor=actor, at=at)
    return part is not None and part.decision.granted


def _card(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("card", ""))
    except ValueError:
        return None


def _initial(proposal: Proposal, injected: Sequence[ToInject]) -> dict[str, object]:
    """Suggest the clinic day nearest to the next injection, else the last while medicine lasts."""
    last_day = proposal.last_return
    due_on = min((line.following.due_on for line in injected if line.following), default=last_day)
    aim = min(due_on, last_day)
    days = proposal.clinic_days
    day = min(days, key=lambda day: abs((day - aim).days)) if days else aim
    return {
        "prescription_id": proposal.case.prescription_id,
        "next_pickup_on": day,
        "part": bool(proposal.owed),
    }


def _shown(proposal: Proposal) -> dict[str, object]:
    codes = {ground.code for ground in proposal.decision.unmet}
    plan = proposal.plan
    return {
        "proposal": proposal,
        "grounds": proposal.decision.unmet,
        "settle_first": "special-disease-settled" in codes,
        "arrive_first": IDENTITY_IS_CHECKED.code in codes and proposal.is_of_owed,
        "owed_until": owed_until(proposal.case.written_on),
        "owed": [Lacking.of(line) for line in proposal.owed],
        "shown_cards": [card.label for card in sorted(proposal.case.shown)],
        "boxes": boxes_of_plan(proposal.given),
        "shares": shares_of_plan(proposal),
        "total": plan.split.total if plan else None,
        "cap_pending": plan is not None and plan.split.cap_pending,
        "months": {month_words(month): fen for month, fen in plan.split.programme_by_month.items()}
        if plan
        else {},
        "last_day": proposal.until - timedelta(days=1),
    }


@page("pickup.write")
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """Record the special-disease bill brought along (5.3.2.b)."""
    actor, at = signed_in(request), now()
    prescription = queries.find_prescription(prescription_id, actor=actor)
    if prescription is None:
        raise Http404
    who = find_named(request, prescription.person_id, page_name="特病结算")
    form = SettleForm(request.POST or None, initial={"settled_on": localdate(at)})
    if form.is_valid():
        made = form.attempt(
            lambda: services.settle_special_disease(
                prescription_id=prescription_id, **form.cleaned_data, actor=actor, at=at
            )
        )
        if made:
            messages.success(request, _("已登记特病结算"))
            return redirect("dispensing:person", prescription.person_id)
    return render(
        request,
        "dispensing/settle.html",
        {"form": form, "person": who},
        status=422 if form.errors else 200,
    )
