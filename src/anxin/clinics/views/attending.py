"""Pages on which a person is found, booked and received (5.2.1, 5.2.3)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.clinics import queries, services
from anxin.clinics.forms import ArriveForm, BookForm, FindForm
from anxin.clinics.queries.board import Step
from anxin.clinics.queries.proxies import proxies_in_a_row
from anxin.clinics.views.days import find_day
from anxin.enrolment.queries import find_person
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import Named, guardians_of, named, welfare_of
from anxin.policy import load


@page("clinic.book")
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, day_id: UUID) -> HttpResponse:
    """Find who stands at the counter, by card or number; today leads to arriving, else to booking."""
    day = find_day(day_id, action="clinic.book")
    form = FindForm(request.POST or None)
    if form.is_valid():
        person_id = find_person(form.cleaned_data["text"])
        if person_id is not None:
            arrives = day.day == localdate(now()) and signed_in(request).may("clinic.attend")
            return redirect("clinics:arrive" if arrives else "clinics:book", day.id, person_id)
        form.add_error("text", _("查无此人，请核对卡号或身份证号"))
    return render(
        request, "clinics/find.html", {"form": form, "day": day}, status=422 if form.errors else 200
    )


def find_named(request: HttpRequest, person_id: UUID, *, page_name: str) -> Named:
    """Return a person in reach, recorded; any other is not found."""
    found = named([person_id], look=look(request, page_name)).get(person_id)
    if found is None:
        raise Http404
    return found


@page("clinic.book")
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest, day_id: UUID, person_id: UUID) -> HttpResponse:
    """Book a person on a clinic day (5.2.1)."""
    day = find_day(day_id, action="clinic.book")
    person = find_named(request, person_id, page_name="预约门诊")
    form = BookForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.book(
                request_id=form.cleaned_data["request_id"],
                clinic_day_id=day.id,
                person_id=person_id,
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("已预约"))
            return redirect("clinics:day", day.id)
    context = {"form": form, "day": day, "person": person}
    return render(request, "clinics/book.html", context, status=422 if form.errors else 200)


@page("clinic.attend")
@require_http_methods(["GET", "POST"])
def arrive(request: HttpRequest, day_id: UUID, person_id: UUID) -> HttpResponse:
    """Record who came and which cards were shown (5.2.3)."""
    day, at = find_day(day_id, action="clinic.attend"), now()
    person = find_named(request, person_id, page_name="到诊登记")
    booked = queries.is_booked(day, person_id)
    in_a_row = proxies_in_a_row([person_id], before=localdate(at)).get(person_id, 0)
    form = ArriveForm(
        request.POST or None,
        on=localdate(at),
        booked=booked,
        asks_seen=in_a_row >= load().proxy_terms(localdate(at)).most,
    )
    if form.is_valid():
        made = form.attempt(
            lambda: services.arrive(
                clinic_day_id=day.id,
                person_id=person_id,
                actor=signed_in(request),
                at=at,
                **form.told,
            )
        )
        if made:
            messages.success(request, _("已登记到诊"))
            return redirect(f"{reverse('clinics:day', args=[day.id])}?step={Step.ARRIVED}")
    context = {
        "form": form,
        "day": day,
        "person": person,
        "booked": booked,
        "in_a_row": in_a_row,
        **shown_cards(request, person_id),
    }
    return render(request, "clinics/arrive.html", context, status=422 if form.errors else 200)


def shown_cards(request: HttpRequest, person_id: UUID) -> dict[str, object]:
    """Return what tells which cards must be shown and who may come in the person's place."""
    seen = look(request, "到诊登记")
    welfare = welfare_of(person_id, look=seen)
    return {
        "guardians": guardians_of(person_id, look=seen),
        "holds_special_disease": welfare is not None and welfare.special_disease,
    }
