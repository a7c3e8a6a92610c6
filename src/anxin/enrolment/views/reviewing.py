"""The village's confirmation, the township's first review, the office's decision."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from anxin.enrolment import queries, services
from anxin.enrolment.forms import ConfirmForm, DecideForm, ReviewForm
from anxin.enrolment.models import Application
from anxin.enrolment.views.found import application_or_404, named_or_404, page_of
from anxin.pages.asking import Confirmation, confirm_page, to_change, to_check
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import addressed, certificate_warnings
from anxin.policy.pack import load


@page("application.confirm")
@require_safe
def village(request: HttpRequest) -> HttpResponse:
    """List who waits for the village: name, address and claimed poverty, no more (4.3.village)."""
    page_obj = page_of(request, queries.applications("submitted"))
    people = addressed((one.person_id for one in page_obj), look=look(request, "村（居）确认列表"))
    rows = [(one, people[one.person_id]) for one in page_obj if one.person_id in people]
    return render(request, "enrolment/village.html", {"page_obj": page_obj, "rows": rows})


@page("application.confirm")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Confirm residence and poverty, or send the application back."""
    found = queries.find_application(application_id)
    if found is None and request.method == "POST":
        messages.warning(request, _("这份申请已不在待确认名单中"))
        return redirect("enrolment:village")
    if found is None:
        raise Http404
    person = addressed([found.person_id], look=look(request, "村（居）确认"))[found.person_id]
    form = ConfirmForm(request.POST or None, claims_poverty=bool(person.poverty))
    if form.is_valid():
        made = form.attempt(
            lambda: services.confirm_by_village(
                request_id=form.cleaned_data["request_id"],
                application_id=found.id,
                **form.answer(),
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("意见已提交"))
            return redirect("enrolment:village")
    context = {"form": form, "application": found, "person": person}
    return render(request, "enrolment/confirm.html", context, status=422 if form.errors else 200)


@page("application.review")
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Check the six items one by one, then pass or return (5.1.3)."""
    found, at = application_or_404(application_id), now()
    person = named_or_404(request, found.person_id, page_name="初审")
    form = ReviewForm(
        request.POST or None,
        asked=queries.materials_asked(found.person_id),
        copies=load().value("material_copies", localdate(at)),
    )
    if form.is_valid():
        made = form.attempt(
            lambda: services.review_by_township(
                request_id=form.cleaned_data["request_id"],
                application_id=found.id,
                materials=form.seen(),
                agrees=form.passes,
                text=form.cleaned_data["text"],
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("初审意见已提交"))
            return redirect("enrolment:application", found.id)
    context = {
        "form": form,
        "application": found,
        "person": person,
        "warnings": certificate_warnings(found.person_id, look=look(request, "初审")),
    }
    return render(request, "enrolment/review.html", context, status=422 if form.errors else 200)


@page("application.decide")
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Show every criterion with its clause and reason, and take the verdict (5.1.4)."""
    found, at = application_or_404(application_id), now()
    form = DecideForm(request.POST or None)
    if form.is_valid() and not to_change(request):
        if to_check(request) and form.cleaned_data["verdict"] == "refuse":
            return confirm_page(request, form, _refusal(request, found))
        made = form.attempt(
            lambda: services.decide(
                request_id=form.cleaned_data["request_id"],
                application_id=found.id,
                verdict=form.cleaned_data["verdict"],
                reason=form.cleaned_data["reason"],
                actor=signed_in(request),
                at=at,
            )
        )
        if made:
            messages.success(request, _("审批意见已提交"))
            return redirect("enrolment:application", found.id)
    seen = look(request, "复审")
    _facts, assessment = queries.assess_application(found, on=localdate(at), look=seen)
    context = {
        "form": form,
        "application": found,
        "shown": queries.application_page(found, look=seen),
        "assessment": assessment,
        "place_count": queries.places(),
        "ahead": queries.waiting_ahead(found.id),
        "warnings": certificate_warnings(found.person_id, look=seen),
    }
    return render(request, "enrolment/decide.html", context, status=422 if form.errors else 200)


def _refusal(request: HttpRequest, found: Application) -> Confirmation:
    return Confirmation(
        title=_("不同意这份申请"),
        person=named_or_404(request, found.person_id, page_name="复审"),
        what=[
            _("写下“不同意”的决定，连同每一条申请条件的结论"),
            _("申请办结，镇（街）看到决定和理由并告知申请人"),
        ],
        final=_("决定写下后不能更改；情况变化后可以重新申请"),
        submit=_("确认不同意"),
        back=reverse("enrolment:application", args=[found.id]),
        clause="5.1.4",
        typed_before=True,
    )
