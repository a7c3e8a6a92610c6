"""The pharmacist's queue and page (rx-2007:review)."""

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
from anxin.clinics.forms import ReviewForm
from anxin.clinics.views.attending import find_named
from anxin.clinics.views.days import PAGE_SIZE
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import DIAGNOSES, named


@page("prescription.review")
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """List the prescriptions that wait for a review, oldest first."""
    waiting = queries.prescriptions_to_review(on=localdate(now()))
    rows = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    names = named([row.person_id for row in rows], look=look(request, "审方队列"))
    return render(
        request,
        "clinics/reviews.html",
        {
            "page_obj": rows,
            "rows": [(row, names[row.person_id]) for row in rows if row.person_id in names],
        },
    )


@page("prescription.review")
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """Review a prescription: pass, or return with a reason; then the next one."""
    found = queries.find_prescription(prescription_id)
    if found is None:
        raise Http404
    at, seen = now(), look(request, "审方")
    form = ReviewForm(request.POST or None)
    if form.is_valid():
        typed = form.cleaned_data
        made = form.attempt(
            lambda: services.review(
                prescription_id=found.id, actor=signed_in(request), at=at, **typed
            )
        )
        if made:
            messages.success(request, _("已审方，转入下一张"))
            following = queries.prescriptions_to_review(on=localdate(at)).first()
            return (
                redirect("clinics:review", following.id)
                if following
                else redirect("clinics:reviews")
            )
    lines = queries.lines_of(found.id)
    context = {
        "form": form,
        "prescription": found,
        "person": find_named(request, found.person_id, page_name="审方"),
        "diagnosis": DIAGNOSES[found.diagnosis],
        "lines": lines,
        "sheets": queries.sheets_of(found.id),
        "load": queries.load_of_lines(lines),
        "injections": queries.schedule_of(found.person_id, look=seen, on=localdate(at)),
        "supply": queries.recent_supply(found.person_id, look=seen, on=localdate(at)),
        "labs": queries.seen_results(found.person_id, look=seen, on=localdate(at)),
    }
    return render(request, "clinics/review.html", context, status=422 if form.errors else 200)
