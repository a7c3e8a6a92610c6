"""A row that came back, step by step: whoever's step it is finds everything filled in and does it by one act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from anxin.organisations.signing.passwords import signs
from anxin.packs import queries, services
from anxin.packs.checking import Checked
from anxin.packs.forms import GiveForm, ReviewForm
from anxin.packs.heads import HEADS, SENT_OUT, head_words
from anxin.packs.models import PackEntry
from anxin.packs.services.entering import look_at
from anxin.packs.views.coming_back import find_entry
from anxin.pages.forms import ActForm
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import named
from anxin.rules.access import Actor
from anxin.rules.decisions import Refused
from anxin.rules.dosing import directions
from anxin.rules.pack_entry_stages import PACK_ENTRY, EntryMove, EntryStage

STEPS: dict[EntryStage, tuple[str, str, type[ActForm], str]] = {
    EntryStage.PROPOSED: ("clinic.attend", "packs:arrive", ActForm, gettext_noop("登记到诊")),
    EntryStage.ARRIVED: ("prescription.write", "packs:sign", ActForm, gettext_noop("签名开方")),
    EntryStage.SIGNED: (
        "prescription.review",
        "packs:review",
        ReviewForm,
        gettext_noop("提交审方"),
    ),
    EntryStage.REVIEWED: ("pickup.write", "packs:give", GiveForm, gettext_noop("登记发药")),
}
"""By whom each stage is gone on from: the action, the address, the form and its button."""


@page("pack.enter")
@require_safe
def entry(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show a row that came back: what it says, what stands against it, whose step is next."""
    return _page(request, find_entry(entry_id), form=None)


def _page(request: HttpRequest, found: PackEntry, *, form: ActForm | None) -> HttpResponse:
    actor, seen = signed_in(request), look(request, "断网登记补录")
    checked = look_at(found, actor=actor, at=now())
    stage = EntryStage(found.stage)
    people = named([found.person_id], look=seen) if found.person_id else {}
    context = {
        "entry": found,
        "person": people.get(found.person_id) if found.person_id else None,
        "stage": PACK_ENTRY.stages[stage],
        "told": [(head_words(one.column), one.condition) for one in checked.told],
        "filled": checked.filled,
        "cells": _cells(found, request) if checked.filled is None else [],
        "medicines": [
            (one, directions(one.medicine.dose, unit=one.line.product.unit_name))
            for one in checked.medicines
        ],
        "step": _step_for(actor, found, checked, form=form),
        "may_settle": actor.may("pack.upload"),
        "open": {str(move) for move in PACK_ENTRY.open_moves(stage)},
        "events": _events(found),
        "pickup_id": queries.pickup_of(found) if actor.may("pickup.write") else None,
        "settle_id": queries.bill_owed(found) if actor.may("pickup.write") else None,
    }
    return render(request, "packs/entry.html", context, status=422 if form else 200)


def _cells(found: PackEntry, request: HttpRequest) -> list[tuple[Any, str]]:
    """Return the cells of a row that can't be read as they stand, but for what only went out with it."""
    texts = queries.read_texts([found], look=look(request, "断网登记补录"))[found.id]
    return [
        (head_words(key), texts[key]) for key in HEADS if texts.get(key) and key not in SENT_OUT
    ]


def _step_for(
    actor: Actor, found: PackEntry, checked: Checked, *, form: ActForm | None
) -> dict[str, Any] | None:
    """Return the next step where it is the actor's and nothing stands against it."""
    step = STEPS.get(EntryStage(found.stage))
    if step is None or not actor.may(step[0]):
        return None
    if checked.told and form is None:
        return None
    return {"url": step[1], "form": form or step[2](), "submit": step[3]}


def _events(found: PackEntry) -> list[dict[str, Any]]:
    return [
        {
            "on": one.recorded_at,
            "title": PACK_ENTRY.acts[EntryMove(one.move)],
            "by": one.recorded_by.name,
            "because": one.because,
        }
        for one in found.events.select_related("recorded_by").order_by("recorded_at")
    ]


def _done(
    request: HttpRequest, entry_id: UUID, form: ActForm, act: Callable[[], UUID]
) -> HttpResponse:
    """Carry a step out and go on to the next row that waits for it; refused, show the row again."""
    found = find_entry(entry_id)
    stage = EntryStage(found.stage)
    done = form.attempt(act) if form.is_valid() else None
    if done:
        messages.success(request, _("第 %(n)s 行已办理") % {"n": found.number})
        following = queries.next_entry(found.pack, stage) if stage in STEPS else None
        if following:
            return redirect("packs:entry", following.id)
        return redirect("packs:rows", found.pack_id)
    return _page(request, found, form=form)


@page("clinic.attend")
@require_POST
def arrive(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Record the arrival of a row."""
    form = ActForm(request.POST)
    return _done(
        request,
        entry_id,
        form,
        lambda: services.arrive(
            entry_id=entry_id, actor=signed_in(request), at=now(), **form.cleaned_data
        ),
    )


@page("prescription.write")
@require_POST
def sign(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Sign the prescription of a row as it stands."""
    form = ActForm(request.POST)
    return _done(
        request,
        entry_id,
        form,
        lambda: services.sign(
            entry_id=entry_id, actor=signed_in(request), at=now(), **form.cleaned_data
        ),
    )


@page("prescription.review")
@require_POST
def review(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Review the prescription of a row."""
    form = ReviewForm(request.POST)
    return _done(
        request,
        entry_id,
        form,
        lambda: services.review(
            entry_id=entry_id, actor=signed_in(request), at=now(), **form.cleaned_data
        ),
    )


@page("pickup.write")
@require_POST
def give(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Book what was handed over, signed with the dispenser's password."""
    form = GiveForm(request.POST)
    if form.is_valid():
        _check_password(form, signed_in(request))
    return _done(
        request,
        entry_id,
        form,
        lambda: services.give(
            request_id=form.cleaned_data["request_id"],
            entry_id=entry_id,
            explained=form.cleaned_data["explained"],
            actor=signed_in(request),
            at=now(),
        ),
    )


def _check_password(form: GiveForm, actor: Actor) -> None:
    try:
        right = signs(actor.staff_id, form.cleaned_data["password"], at=now())
    except Refused as refusal:
        form.add_error("password", refusal.unmet[0].reason)
        return
    if not right:
        form.add_error("password", _("密码不对，请重新输入"))
