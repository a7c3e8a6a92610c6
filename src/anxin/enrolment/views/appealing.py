"""An appeal, handed in where the application was."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.enrolment import queries, services
from anxin.enrolment.forms import AppealForm
from anxin.enrolment.views.found import application_or_404, named_or_404
from anxin.pages.views import page, render, signed_in
from anxin.policy.pack import load
from anxin.rules.appeals import appeal_until


@page("application.register")
@require_http_methods(["GET", "POST"])
def appeal(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Write down why the applicant does not agree with a refusal."""
    found = application_or_404(application_id)
    decisions = queries.decisions_of(found.id)
    if not decisions:
        raise Http404
    form = AppealForm(request.POST or None)
    if form.is_valid():
        made = form.attempt(
            lambda: services.appeal(
                request_id=form.cleaned_data["request_id"],
                application_id=found.id,
                reason=form.cleaned_data["reason"],
                actor=signed_in(request),
                at=now(),
            )
        )
        if made:
            messages.success(request, _("申诉已登记，由另一名复审人重新审核"))
            return redirect("enrolment:application", found.id)
    decided_on = decisions[0].decided_on
    context = {
        "form": form,
        "application": found,
        "person": named_or_404(request, found.person_id, page_name="申诉"),
        "decision": decisions[0],
        "until": appeal_until(decided_on, days=load().value("appeal_days", decided_on)),
    }
    return render(request, "enrolment/appeal.html", context, status=422 if form.errors else 200)
