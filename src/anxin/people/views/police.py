"""The page of the police: whom they list (3.1.c)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.pages.views import page, render, signed_in
from anxin.people import services
from anxin.people.forms import PoliceForm


@page("police.write")
@require_http_methods(["GET", "POST"])
def police(request: HttpRequest) -> HttpResponse:
    """Write down the police's word on a person found by exact number; nothing found is one sentence."""
    form = PoliceForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        made = form.attempt(
            lambda: services.list_by_police(
                request_id=data["request_id"],
                identity_number=data["identity_number"],
                listed=data["listed"] == "yes",
                since=data["since"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已登记"))
            return redirect("people:police")
    return render(request, "people/police.html", {"form": form}, status=422 if form.errors else 200)
