"""Second factors of one's own account: set up, remove, and the ten recovery codes."""

from __future__ import annotations

from uuid import UUID

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from anxin.organisations import queries
from anxin.organisations.signing import authenticators, passkeys
from anxin.pages.views import page, render, signed_in
from anxin.rules.access import Actor
from anxin.web import signin
from anxin.web.accounts.forms import AgainForm, AuthenticatorForm, NewPasskeyForm
from anxin.web.accounts.own import is_oneself


@page("home.open", unready=True)
@require_http_methods(["GET", "HEAD", "POST"])
def authenticator(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator app: scan, type the code it shows."""
    actor, at = signed_in(request), timezone.now()
    form = AuthenticatorForm(request.POST or None, ask_password=actor.waits_for != "factor")
    if request.method == "POST" and form.is_valid() and is_oneself(form, actor, at=at):
        given = form.cleaned_data
        if authenticators.confirm_authenticator(given["code"], name=given["name"], at=at):
            messages.success(request, _("验证器已启用，以后登录时要填它显示的验证码"))
            return _after_adding(request, actor)
        form.add_error("code", _("验证码不对。请核对手机时间是否准确，再填现在显示的 6 位数字"))
    pending = authenticators.begin_authenticator()
    address = pending.address(queries.colleague(actor.staff_id).username)
    context = {
        "form": form,
        "qr": segno.make_qr(address, error="m").svg_inline(scale=5, border=3, light="white"),
        "secret": " ".join(pending.secret[i : i + 4] for i in range(0, len(pending.secret), 4)),
    }
    status = 422 if form.errors else 200
    return render(request, "web/account_authenticator.html", context, status=status)


@page("home.open", unready=True)
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: HttpRequest) -> HttpResponse:
    """Make a passkey on this device or on a token."""
    actor, at = signed_in(request), timezone.now()
    site, key = signin.site_of(request), signin.session_key(request)
    if site is None:
        raise Http404
    form = NewPasskeyForm(request.POST or None, ask_password=actor.waits_for != "factor")
    if request.method == "POST" and form.is_valid() and is_oneself(form, actor, at=at):
        made = passkeys.register(
            form.cleaned_data["passkey"],
            staff_id=actor.staff_id,
            name=form.cleaned_data["name"],
            site=site,
            bound_to=key,
        )
        if made:
            messages.success(request, _("通行密钥已添加，以后登录时可以用它"))
            return _after_adding(request, actor)
        form.add_error(None, _("通行密钥没有通过核对，请再试一次"))
    options = passkeys.creation_options(
        actor.staff_id,
        username=queries.colleague(actor.staff_id).username,
        name=actor.name,
        site=site,
        bound_to=key,
        at=at,
    )
    context = {"form": form, "options": options}
    return render(request, "web/account_passkey.html", context, status=422 if form.errors else 200)


def _after_adding(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show ten recovery codes with the first factor; they are there for when it is lost."""
    if any(one.kind == "recovery" and one.remaining for one in authenticators.own_factors()):
        return redirect("web:account")
    return _new_codes(request, actor)


def _new_codes(request: HttpRequest, actor: Actor) -> HttpResponse:
    context = {"codes": authenticators.make_recovery_codes(actor.staff_id)}
    return render(request, "web/account_codes.html", context)


@page("home.open", unready=True)
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: HttpRequest) -> HttpResponse:
    """Make ten new recovery codes in place of the old ones, and show them this once."""
    actor = signed_in(request)
    if not any(one.kind != "recovery" for one in authenticators.own_factors()):
        return redirect("web:account")
    form = AgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and is_oneself(form, actor, at=timezone.now()):
        return _new_codes(request, actor)
    status = 422 if form.errors else 200
    return render(request, "web/account_new_codes.html", {"form": form}, status=status)


@page("home.open", unready=True)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, factor_id: UUID) -> HttpResponse:
    """Remove an authenticator or a passkey, after the password."""
    actor = signed_in(request)
    found = next((one for one in authenticators.own_factors() if one.id == factor_id), None)
    if found is None:
        raise Http404
    form = AgainForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and is_oneself(form, actor, at=timezone.now()):
        authenticators.remove_factor(factor_id)
        messages.success(request, _("已删除这一种第二重验证"))
        return redirect("web:account")
    context = {"form": form, "factor": found}
    return render(request, "web/account_remove.html", context, status=422 if form.errors else 200)
