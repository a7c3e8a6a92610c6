"""Pages of what the stores owe: the list, and who comes for it on a day without a clinic."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.clinics import queries, services
from anxin.clinics.forms import ArriveForm
from anxin.clinics.views.attending import find_named, shown_cards
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import named

PAGE_SIZE = 50


@page("owed.read")
@require_safe
def owed(request: HttpRequest) -> HttpResponse:
    """List what is owed at the points in reach; the store sees medicines, not people (7.2)."""
    actor, today = signed_in(request), localdate(now())
    found = Paginator(queries.owed(on=today), PAGE_SIZE).get_page(request.GET.get("page"))
    sees_people = actor.may("identity.read")
    people = [row.person_id for row in found] if sees_people else []
    names = named(people, look=look(request, "欠药"))
    rows = [(one, names.get(one.row.person_id)) for one in queries.waiting(list(found), on=today)]
    context = {
        "page_obj": found,
        "rows": rows,
        "sees_people": sees_people,
        "may_transfer": actor.may("stock.transfer"),
        "may_dispense": actor.may("pickup.write"),
    }
    return render(request, "clinics/owed.html", context)


@page("pickup.write")
@require_http_methods(["GET", "POST"])
def arrive_for_owed(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """Record who came for what is owed and which cards were shown (5.2.3, 5.3.2.a)."""
    found, at = queries.find_prescription(prescription_id), now()
    if found is None:
        raise Http404
    person = find_named(request, found.person_id, page_name="来领欠药")
    form = ArriveForm(request.POST or None, on=localdate(at), booked=True)
    if form.is_valid():
        told = {name: value for name, value in form.told.items() if name != "walk_in_reason"}
        made = form.attempt(
            lambda: services.arrive_for_owed(
                prescription_id=found.id, actor=signed_in(request), at=at, **told
            )
        )
        if made:
            messages.success(request, _("已查验身份"))
            return redirect("dispensing:person", found.person_id)
    context = {"form": form, "person": person, **shown_cards(request, found.person_id)}
    return render(
        request, "clinics/arrive_for_owed.html", context, status=422 if form.errors else 200
    )
