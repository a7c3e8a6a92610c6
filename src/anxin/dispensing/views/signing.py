"""Three signatures, and the medicine is handed over (5.3.2.e)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.clinics.queries import sheets_of
from anxin.dispensing import queries, services
from anxin.dispensing.forms import ReleaseForm, SignForm
from anxin.dispensing.injecting import to_inject
from anxin.dispensing.models import Pickup
from anxin.dispensing.owing import owed_until
from anxin.dispensing.shown import (
    boxes_of,
    events_of,
    injections_of,
    lacking_of,
    shares_of,
    signatures_of,
    stage_of,
)
from anxin.dispensing.views.preparing import find_named
from anxin.organisations.signing.passwords import signs
from anxin.pages.views import page, render, signed_in
from anxin.rules.access import Actor
from anxin.rules.decisions import Refused
from anxin.rules.pickup_stages import PickupStage


def find_pickup(request: HttpRequest, pickup_id: UUID) -> Pickup:
    """Return a pick-up of the actor's counter; any other is not found."""
    found = queries.find_pickup(pickup_id, actor=signed_in(request))
    if found is None:
        raise Http404
    return found


@page("pickup.write")
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, pickup_id: UUID) -> HttpResponse:
    """Take guardian's and dispenser's signatures and complete the pick-up, or nothing of it."""
    pickup, at = find_pickup(request, pickup_id), now()
    injected = to_inject(pickup.id, person_id=pickup.person_id, on=localdate(at))
    form = SignForm(
        request.POST or None,
        injected=injected,
        by=signed_in(request).name,
        at=at,
    )
    if form.is_valid():
        _check_password(form, signed_in(request))
    if form.is_valid():
        made = form.attempt(lambda: _complete(form, pickup_id, actor=signed_in(request), at=at))
        if made:
            return redirect("dispensing:pickup", made)
        pickup = find_pickup(request, pickup_id)
    if pickup.stage != PickupStage.PREPARED or pickup.prepared_on != localdate(now()):
        return redirect("dispensing:pickup", pickup.id)
    who = find_named(request, pickup.person_id, page_name="签字领药")
    context = {"form": form, "release": ReleaseForm(auto_id=False), "person": who}
    context |= {"injected": injected, **_shown(pickup)}
    return render(request, "dispensing/sign.html", context, status=422 if form.errors else 200)


def _check_password(form: SignForm, actor: Actor) -> None:
    try:
        right = signs(actor.staff_id, form.cleaned_data["password"], at=now())
    except Refused as refusal:
        form.add_error("password", refusal.unmet[0].reason)
        return
    if not right:
        form.add_error("password", _("密码不对，请重新输入"))


def _complete(form: SignForm, pickup_id: UUID, *, actor: Actor, at: datetime) -> UUID:
    return services.complete(
        request_id=form.cleaned_data["request_id"],
        pickup_id=pickup_id,
        guardian=form.guardian,
        dispenser_confirmed=True,
        explained=form.cleaned_data["explained"],
        injections=form.injections,
        actor=actor,
        at=at,
    )


def _shown(pickup: Pickup) -> dict[str, object]:
    return {
        "pickup": pickup,
        "boxes": boxes_of(pickup.id),
        "sheets": sheets_of(pickup.prescription_id),
        "shares": shares_of(pickup),
        "total": pickup.total,
        "cap_pending": pickup.cap_pending,
        "owed": lacking_of(pickup, on=localdate(now())),
        "owed_until": owed_until(pickup.prescription.written_on),
    }


@page("pickup.write")
@require_safe
def pickup(request: HttpRequest, pickup_id: UUID) -> HttpResponse:
    """Show a pick-up: the next day and the label in large type, then everything else."""
    found = find_pickup(request, pickup_id)
    who = find_named(request, found.person_id, page_name="领药记录")
    label, kind = stage_of(found, on=localdate(now()))
    return render(
        request,
        "dispensing/pickup.html",
        {
            "person": who,
            "stage": label,
            "kind": kind,
            "completed": found.stage == PickupStage.COMPLETED,
            "signatures": signatures_of(found),
            "injections": injections_of(found.id),
            "scan_owed": queries.slips_owed(signed_in(request)).filter(id=found.id).exists(),
            "events": events_of(found),
            "stopped": queries.stopped_by(found),
            **_shown(found),
        },
    )


@page("pickup.write")
@require_POST
def release(request: HttpRequest, pickup_id: UUID) -> HttpResponse:
    """Take back what was prepared; its lots are free again."""
    found = find_pickup(request, pickup_id)
    form = ReleaseForm(request.POST)
    if form.is_valid():
        made = form.attempt(
            lambda: services.release(
                request_id=form.cleaned_data["request_id"],
                pickup_id=found.id,
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已撤销备药，药品可以再分配"))
            return redirect("dispensing:counter")
    context = {"form": form, "pickup": found}
    return render(request, "dispensing/release.html", context, status=422)
