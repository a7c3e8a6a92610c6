"""Places and the waiting list: how many there are, who is told, who answers (5.1.4, 5.1.6.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.enrolment import queries, services
from anxin.enrolment.forms.entitlement import AnswerForm, OfferForm, PlacesForm, ReturnForm
from anxin.enrolment.queries.places import Returning, find_offer, scopes_to_set
from anxin.enrolment.views.found import named_or_404
from anxin.pages.forms import ActForm
from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import named


@page("places.write")
@require_http_methods(["GET", "POST"])
def places(request: HttpRequest) -> HttpResponse:
    """Show and set the places of the district, of hospitals and of towns."""
    at = now()
    scopes = [("district", _("全区")), *scopes_to_set()]
    asked = {"scope": request.GET.get("scope", "district")}
    form = PlacesForm(request.POST or None, scopes=scopes, initial=asked)
    if form.is_valid():
        data = form.cleaned_data
        made = form.attempt(
            lambda: services.set_places(
                request_id=data["request_id"],
                places=data["places"],
                because=data["because"],
                **form.chosen(),
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("名额已修改"))
            return redirect("enrolment:places")
    context = {
        "form": form,
        "rows": queries.rooms_shown(),
        "rule": queries.suspended_rule(localdate(at)).name,
        "next": len(queries.next_in_line()),
    }
    return render(request, "enrolment/places.html", context, status=422 if form.errors else 200)


@page("register.read")
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """List who waits for a place, in order, with the offers that are open."""
    return _waiting_page(request)


@page("places.write")
@require_POST
def offer(request: HttpRequest) -> HttpResponse:
    """Offer every free place to who stands next in line."""
    form, at = OfferForm(request.POST), now()
    if form.is_valid():
        made = form.attempt(
            lambda: services.offer_places(
                request_id=form.cleaned_data["request_id"], actor=signed_in(request), at=at
            )
        )
        if made:
            messages.success(request, _("已通知候补，名额为其保留；请镇（街）通知本人并登记答复"))
            return redirect("enrolment:waiting")
    return _waiting_page(request, offering=form)


@page("places.write")
@require_POST
def take_up(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """Restore the right of somebody out of hospital whose place had been released."""
    if not any(one.enrolment_id == enrolment_id for one in queries.returning()):
        raise Http404
    form, at = ReturnForm(request.POST), now()
    if form.is_valid():
        made = form.attempt(
            lambda: services.take_up_again(
                request_id=form.cleaned_data["request_id"],
                enrolment_id=enrolment_id,
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("已恢复领药资格"))
            return redirect("enrolment:waiting")
    return _waiting_page(request, offering=form)


@page("agreement.sign")
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Write down whether somebody takes the place that is offered."""
    found = find_offer(offer_id)
    if found is None:
        raise Http404
    person = named_or_404(request, found.application.person_id, page_name="登记候补答复")
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        data, at = form.cleaned_data, now()
        made = form.attempt(
            lambda: services.answer_offer(
                request_id=data["request_id"],
                offer_id=found.id,
                accepts=data["answer"] == "accept",
                because=data["because"],
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("答复已登记"))
            return redirect("enrolment:waiting")
    context = {"form": form, "offer": found, "person": person}
    return render(request, "enrolment/answer.html", context, status=422 if form.errors else 200)


def _waiting_page(request: HttpRequest, *, offering: ActForm | None = None) -> HttpResponse:
    actor, on = signed_in(request), localdate(now())
    line = queries.waiting_line()
    found = listing(request, line)
    decides = actor.may("places.write")
    back: list[Returning] = queries.returning() if decides else []
    ids = [one.person_id for one in (*found.page_obj, *back)]
    names = named(ids, look=look(request, "候补名单"))
    first = found.page_obj.start_index()
    told = len(queries.next_in_line()) if decides else 0
    late = sum(one.is_late(on) for one in line)
    context: dict[str, Any] = {
        "listing": found,
        "rows": [
            (first + i, one, names[one.person_id], one.is_late(on))
            for i, one in enumerate(found.page_obj)
            if one.person_id in names
        ],
        "back": [(one, names[one.person_id], ReturnForm()) for one in back],
        "decides": decides,
        "answers": actor.may("agreement.sign"),
        "told": told,
        "late": late,
        "offering": offering or (OfferForm() if decides and (told or late) else None),
        "offer_words": ngettext("通知候补（%(n)s 名）", "通知候补（%(n)s 名）", told) % {"n": told},
    }
    return render(
        request,
        "enrolment/waiting.html",
        context,
        status=422 if offering and offering.errors else 200,
    )
