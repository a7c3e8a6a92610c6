"""The confidentiality agreement, home, and what is shown when something is amiss."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.organisations import queries as organisations
from anxin.organisations import services
from anxin.pages.views import page, public, render, signed_in
from anxin.supervision.sections import leads
from anxin.web import signin
from anxin.web.forms import AgreementForm
from anxin.web.inbox import grouped, tasks_for
from anxin.web.tasks import RENEW_WITHIN


@public
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """Read and sign the confidentiality agreement, before anything else (7.2.a)."""
    if getattr(request, "actor", None) is None:
        return redirect("web:sign_in")
    actor, at = signed_in(request), timezone.now()
    if actor.waits_for:
        return redirect("web:first")
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        signed = form.attempt(
            lambda: services.sign_agreement(
                request_id=form.cleaned_data["request_id"], actor=actor, at=at
            )
        )
        if signed:
            return redirect("web:home")
    until = organisations.agreement_valid_until(actor.staff_id) if actor.agreement_signed else None
    renewal = until is None or until - localdate(at) <= RENEW_WITHIN
    context = {"form": form if renewal else None, "until": until}
    return render(request, "web/agreement.html", context, status=422 if form.errors else 200)


@page("home.open")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what there is to do."""
    today = localdate()
    actor = signed_in(request)
    tasks = tasks_for(actor, on=today)
    context = {"tasks": tasks, "groups": grouped(tasks, on=today), "leads": leads(actor)}
    return render(request, "web/home.html", context)


@page("home.open")
@require_POST
def change_duty(request: HttpRequest, assignment_id: str) -> HttpResponse:
    """Go on under another of one's own duties, in a new session."""
    actor = signed_in(request)
    own = {str(d.id): d.id for d in signin.duties_of(actor.staff_id, on=localdate())}
    if assignment_id not in own:
        return page_not_found(request)
    response = HttpResponseRedirect(reverse("web:home"))
    signin.change_duty(request, response, staff_id=actor.staff_id, assignment_id=own[assignment_id])
    return response


def fault(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """Answer with a page that says what is amiss and explains no page: it must not tell which."""
    return render(request, template, {"page_help": None}, status=status)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing here, or nothing for this duty: one page for both."""
    del exception
    return fault(request, "web/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request can't be understood."""
    del exception
    return fault(request, "web/bad_request.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this is not allowed."""
    del exception
    return fault(request, "web/not_allowed.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something failed here and that nothing was stored."""
    return fault(request, "web/server_error.html", status=500)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long to be sent."""
    del reason
    return fault(request, "web/form_too_old.html", status=403)
