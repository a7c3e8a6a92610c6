"""Pages of publicity: what was done by town, and writing it down (5.1.1)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.pages.lists import listing
from anxin.pages.views import page, render, signed_in
from anxin.policy.pack import load
from anxin.publicity import queries, services
from anxin.publicity.forms import PublicityForm, filled_in
from anxin.rules.days import add_months


@page("publicity.read")
@require_safe
def publicity(request: HttpRequest) -> HttpResponse:
    """List what was done, and which towns did nothing for long."""
    actor, on = signed_in(request), localdate(now())
    months = load().value("publicity_months", on)
    towns = queries.by_town(actor, since=add_months(on, -months), on=on)
    chosen = next((t for t in towns if str(t.town_id) == request.GET.get("town")), None)
    filters = [("town", _("镇（街）"), chosen.town)] if chosen else []
    listed = listing(
        request,
        queries.publicity(town_id=chosen.town_id if chosen else None),
        total=queries.publicity().count(),
        filters=filters,
    )
    context = {
        "towns": [(one, one.is_overdue(on)) for one in towns],
        "several": len(towns) > 1,
        "months": months,
        "listing": listed,
        "may_write": actor.may("publicity.write"),
        "own": actor.organisation_id,
    }
    return render(request, "publicity/publicity.html", context)


@page("publicity.write")
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Write down a piece of publicity."""
    actor, at = signed_in(request), now()
    form = PublicityForm(request.POST or None, actor=actor, on=localdate(at))
    if form.is_valid():
        made = form.attempt(
            lambda: services.record_publicity(
                request_id=form.cleaned_data["request_id"],
                filled=form.filled(),
                actor=actor,
                at=at,
            )
        )
        if made:
            messages.success(request, _("已登记政策宣传"))
            return redirect("publicity:list")
    return render(request, "publicity/add.html", {"form": form}, status=422 if form.errors else 200)


@page("publicity.write")
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, publicity_id: UUID) -> HttpResponse:
    """Correct a row of one's own organisation by a new one."""
    actor, at = signed_in(request), now()
    row = queries.find_publicity(publicity_id)
    if row is None or row.organisation_id != actor.organisation_id:
        raise Http404
    form = PublicityForm(
        request.POST or None, initial=filled_in(row), actor=actor, on=localdate(at)
    )
    if form.is_valid():
        made = form.attempt(
            lambda: services.correct_publicity(
                request_id=form.cleaned_data["request_id"],
                publicity_id=row.id,
                filled=form.filled(),
                actor=actor,
                at=at,
            )
        )
        if made:
            messages.success(request, _("已更正"))
            return redirect("publicity:list")
    context = {"form": form, "row": row}
    return render(request, "publicity/correct.html", context, status=422 if form.errors else 200)
