"""What comes after: the day's list, a reversal, and scans of paper slips."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.dispensing import queries, services
from anxin.dispensing.forms import ReverseForm, ScanForm
from anxin.dispensing.shown import boxes_of, stage_of
from anxin.dispensing.views.preparing import LIST_SIZE, find_named
from anxin.dispensing.views.signing import find_pickup
from anxin.pages.forms import DayField
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.pages.words import in_words
from anxin.people.queries import named
from anxin.rules.pickup_stages import PICKUP, PickupStage


@page("pickup.write")
@require_safe
def pickups(request: HttpRequest) -> HttpResponse:
    """List a day's pick-ups of the counter, today's where no other day is asked for."""
    today = localdate(now())
    day = _day(request.GET.get("day", ""), default=today)
    asked = request.GET.get("stage", "")
    stage = asked if asked in PICKUP.stages else ""
    rows = queries.pickups_of_day(signed_in(request), on=day)
    found = listing(
        request,
        rows.filter(stage=stage) if stage else rows,
        total=rows.count(),
        filters=[("stage", _("状态"), in_words(PICKUP.stages[PickupStage(stage)]))]
        if stage
        else [],
    )
    people = [row.person_id for row in found.page_obj]
    names = named(people, look=look(request, "领药列表"))
    return render(
        request,
        "dispensing/pickups.html",
        {
            "day": day,
            "listing": found,
            "stages": list(PICKUP.stages.items()),
            "stage": stage,
            "rows": [
                (row, names[row.person_id], *stage_of(row, on=today))
                for row in found.page_obj
                if row.person_id in names
            ],
        },
    )


def _day(text: str, *, default: date) -> date:
    try:
        return DayField(required=False).clean(text) or default
    except ValidationError:
        return default


@page("pickup.write")
@require_http_methods(["GET", "POST"])
def reverse(request: HttpRequest, pickup_id: UUID) -> HttpResponse:
    """Reverse a completed pick-up with a reason, after it was confirmed."""
    found = find_pickup(request, pickup_id)
    if found.stage != PickupStage.COMPLETED:
        raise Http404
    who = find_named(request, found.person_id, page_name="冲销领药")
    form = ReverseForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.reverse(
                request_id=form.cleaned_data["request_id"],
                pickup_id=found.id,
                reason=form.cleaned_data["reason"],
                left_counter=form.cleaned_data["left_counter"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已冲销"))
            return redirect("dispensing:pickup", made)
    context = {
        "form": form,
        "person": who,
        "pickup": found,
        "boxes": boxes_of(found.id),
        "claimed_in": queries.claimed_in(found.id),
        "what": [
            _("没有离开窗口的药品退回原来的批号；离开过窗口的不得再发，按损耗登记"),
            _("各方承担的费用退还，这次的供药期作废"),
            _("处方在有效期内可以重新备药"),
        ],
    }
    return render(request, "dispensing/reverse.html", context, status=422 if form.errors else 200)


@page("pickup.write")
@require_safe
def slips(request: HttpRequest) -> HttpResponse:
    """List the paper slips whose scan is owed; their pick-ups can't be claimed (5.3.2.e)."""
    rows = queries.slips_owed(signed_in(request)).prefetch_related("signatures")
    found = Paginator(rows, LIST_SIZE).get_page(request.GET.get("page"))
    names = named([row.person_id for row in found], look=look(request, "欠扫描件"))
    return render(
        request,
        "dispensing/slips.html",
        {
            "page_obj": found,
            "rows": [
                (row, names[row.person_id], queries.slip_number(row))
                for row in found
                if row.person_id in names
            ],
        },
    )


@page("pickup.write")
@require_http_methods(["GET", "POST"])
def scan(request: HttpRequest, pickup_id: UUID) -> HttpResponse:
    """Hand in the scan of a paper slip."""
    found = find_pickup(request, pickup_id)
    who = find_named(request, found.person_id, page_name="补交扫描件")
    form = ScanForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.file_scan(
                request_id=form.cleaned_data["request_id"],
                pickup_id=found.id,
                file=form.cleaned_file,
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已补交扫描件，这次领药可以申报结算"))
            return redirect("dispensing:slips")
    context = {"form": form, "person": who, "pickup": found, "slip": queries.slip_number(found)}
    return render(request, "dispensing/scan.html", context, status=422 if form.errors else 200)
