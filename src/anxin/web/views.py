"""Sign-in, the confidentiality agreement, home, and what is shown when something is amiss."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.organisations import queries as organisations
from anxin.organisations import services
from anxin.organisations.queries import DemonstrationAccount
from anxin.pages.views import page, public, render, signed_in
from anxin.web import signin
from anxin.web.forms import AgreementForm, SignInForm
from anxin.web.inbox import tasks_for
from anxin.web.tasks import RENEW_WITHIN
from anxin.web.totals import totals


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with name and password."""
    accounts = organisations.demonstration_accounts() if settings.DEMONSTRATION else []
    form = SignInForm(request.POST or None, initial=_demonstration(request, accounts))
    if request.method == "POST" and form.is_valid():
        found = signin.check(form.cleaned_data["username"], form.cleaned_data["password"])
        if found and found.assignment_id:
            response = HttpResponseRedirect(_next(request))
            signin.start(
                response,
                staff_id=found.staff_id,
                assignment_id=found.assignment_id,
                at=timezone.now(),
            )
            return response
        form.add_error(None, _("账号或密码不对，或账号没有在任职责"))
    context = {"form": form, "accounts": accounts, "password": organisations.DEMONSTRATION_PASSWORD}
    return render(request, "web/sign_in.html", context, status=422 if form.errors else 200)


def _demonstration(
    request: HttpRequest, accounts: Sequence[DemonstrationAccount]
) -> dict[str, str]:
    """Return what the page of a demonstration fills in for the account that was picked."""
    picked = request.GET.get("account", "")
    if picked not in {account.username for account in accounts}:
        return {}
    return {"username": picked, "password": organisations.DEMONSTRATION_PASSWORD}


def _next(request: HttpRequest) -> str:
    address = request.GET.get("next", "/")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if safe else "/"


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    response = HttpResponseRedirect(reverse("web:sign_in"))
    signin.leave(request, response)
    return response


@public
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """Read and sign the confidentiality agreement, before anything else (7.2.a)."""
    if getattr(request, "actor", None) is None:
        return redirect("web:sign_in")
    actor, at = signed_in(request), timezone.now()
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
    tasks = tasks_for(signed_in(request), on=localdate())
    return render(request, "web/home.html", {"tasks": tasks})


@page("totals.read")
@require_safe
def programme_totals(request: HttpRequest) -> HttpResponse:
    """Show how the programme goes, without anybody in it."""
    return render(request, "web/totals.html", {"totals": totals(localdate().year)})


@page("home.open")
@require_POST
def change_duty(request: HttpRequest, assignment_id: str) -> HttpResponse:
    """Go on under another of one's own duties, in a new session."""
    actor = signed_in(request)
    own = {str(d.id): d.id for d in signin.duties_of(actor.staff_id, on=localdate())}
    if assignment_id not in own:
        return page_not_found(request)
    response = HttpResponseRedirect(reverse("web:home"))
    signin.leave(request, HttpResponse())
    signin.start(
        response, staff_id=actor.staff_id, assignment_id=own[assignment_id], at=timezone.now()
    )
    return response


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing here, or nothing for this duty: one page for both."""
    del exception
    return render(request, "web/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request can't be understood."""
    del exception
    return render(request, "web/bad_request.html", status=400)


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that this is not allowed."""
    del exception
    return render(request, "web/not_allowed.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that something failed here and that nothing was stored."""
    return render(request, "web/server_error.html", status=500)


def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the page was open too long to be sent."""
    del reason
    return render(request, "web/form_too_old.html", status=403)
