"""A person's household: who lives together, and the two-patients rule computed from it (3.1.c)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.pages.views import look, page, render, signed_in
from anxin.people import households
from anxin.people.forms import HouseholdForm, LeaveForm
from anxin.people.likeness import likely_housemates
from anxin.people.queries import Named, find_by_identity_number, named, welfare_of
from anxin.policy import load


@page("household.write")
@require_http_methods(["GET", "POST"])
def household(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show who lives with a person and how many patients that makes; add somebody."""
    on, seen = localdate(now()), look(request, "同户人员")
    home = households.household_of(person_id, on=on)
    members = home.members if home else ()
    likely = [pk for pk in likely_housemates(person_id) if pk not in members]
    people = named([person_id, *members, *likely], look=seen)
    welfare = welfare_of(person_id, look=seen)
    if person_id not in people or welfare is None:
        raise Http404
    candidates = [(str(pk), _option(people[pk])) for pk in likely if pk in people]
    form = HouseholdForm(request.POST or None, candidates=candidates)
    if form.is_valid() and form.attempt(lambda: _link(request, form, person_id)) is not None:
        messages.success(request, _("同户人员已登记"))
        return redirect("people:household", person_id)
    declared = welfare.household_patients
    patients = households.patients_at_home(person_id, declared=declared, on=on)
    context = {
        "form": form,
        "person": people[person_id],
        "home": home,
        "members": [people[pk] for pk in members if pk in people],
        "declared": declared,
        "patients": patients,
        "is_met": patients >= load().eligibility_terms(on).household_patients,
    }
    return render(request, "people/household.html", context, status=422 if form.errors else 200)


def _option(person: Named) -> str:
    return f"{person.name} {person.masked_number}"


def _link(request: HttpRequest, form: HouseholdForm, person_id: UUID) -> UUID:
    data = form.cleaned_data
    chosen = data.get("with_person")
    found = None if chosen else find_by_identity_number(data["identity_number"])
    if not chosen and found is None:
        raise households.BOTH_ARE_FOUND.refused()
    return households.link_household(
        request_id=data["request_id"],
        person_id=person_id,
        with_id=UUID(chosen) if chosen else found.id,  # type: ignore[union-attr]
        since=data["since"],
        actor=signed_in(request),
        at=now(),
    )


@page("household.write")
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Write down from which day a person no longer lives with the others."""
    person = named([person_id], look=look(request, "同户人员")).get(person_id)
    if person is None:
        raise Http404
    form = LeaveForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        if form.attempt(
            lambda: households.leave_household(
                request_id=data["request_id"],
                person_id=person_id,
                until=data["until"],
                actor=signed_in(request),
                at=now(),
            )
        ):
            messages.success(request, _("已登记不再同住"))
            return redirect("people:household", person_id)
    context = {"form": form, "person": person}
    return render(
        request, "people/leave_household.html", context, status=422 if form.errors else 200
    )
