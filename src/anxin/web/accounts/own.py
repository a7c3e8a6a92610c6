"""我的账号: sign-ins, sessions, password, and what must be set before anything else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anxin.organisations import queries, services
from anxin.organisations.signing import authenticators, sessions
from anxin.organisations.signing.passwords import signs
from anxin.pages.views import page, render, signed_in
from anxin.pages.words import in_words
from anxin.rules.access import DUTY_NAMES, Actor, Duty
from anxin.rules.decisions import Refused
from anxin.web import signin
from anxin.web.accounts.forms import PasswordForm

FACTOR_NAMES = {
    "": gettext_lazy("仅密码"),
    "totp": gettext_lazy("验证码"),
    "passkey": gettext_lazy("通行密钥"),
    "recovery": gettext_lazy("恢复码"),
}
SHOWN_SIGN_INS = 10


@page("home.open", unready=True)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show how one's account is proved, where it is signed in, and who tried."""
    if signed_in(request).waits_for:
        return redirect("web:first")
    key = signin.session_key(request)
    found = sessions.own_sessions(key, idle=settings.SESSION_IDLE)
    factors = authenticators.own_factors()
    context = {
        "live": [_shown(one) for one in found if one.is_live],
        "sign_ins": [_shown(one) for one in found if not one.was_changed][:SHOWN_SIGN_INS],
        "tries": queries.own_tries(),
        "factors": [one for one in factors if one.kind != "recovery"],
        "recovery": next((one for one in factors if one.kind == "recovery"), None),
        "site": signin.site_of(request),
    }
    return render(request, "web/account.html", context)


def _shown(one: sessions.Session) -> dict[str, object]:
    reasons = {
        "left": _("已退出"),
        "idle": _("长时间没有操作，自动退出"),
        "expired": _("到时自动退出"),
        "elsewhere": _("在另一处退出"),
        "everywhere": _("退出全部登录"),
        "password": _("修改密码后退出"),
        "disabled": _("账号停用"),
        "reset": _("安全管理员重设"),
        "duty": _("换了职责"),
    }
    return {
        "session": one,
        "factor": FACTOR_NAMES.get(one.factor, one.factor),
        "duty": in_words(DUTY_NAMES[Duty(one.duty)]) if one.duty else "",
        "ended": reasons.get(one.end_reason, ""),
    }


@page("home.open", unready=True)
@require_safe
def first(request: HttpRequest) -> HttpResponse:
    """Lead to what must be done before anything else; home where nothing is left."""
    waits_for = signed_in(request).waits_for
    if waits_for == "password":
        return redirect("web:password")
    if waits_for != "factor":
        return redirect("web:home")
    return render(request, "web/account_first.html", {"site": signin.site_of(request)})


def is_oneself(form: forms.Form, actor: Actor, *, at: datetime) -> bool:
    """Check the present password that a form asks for again; what is wrong is said on its field."""
    if "current" not in form.fields:
        return True
    try:
        if signs(actor.staff_id, form.cleaned_data["current"], at=at):
            return True
    except Refused as refusal:
        form.add_error("current", refusal.unmet[0].reason)
        return False
    form.add_error("current", _("密码不对，请重新输入"))
    return False


@page("home.open", unready=True)
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose another password; one's other sessions end."""
    actor, at = signed_in(request), timezone.now()
    form = PasswordForm(request.POST or None, staff=queries.colleague(actor.staff_id))
    if request.method == "POST" and form.is_valid() and is_oneself(form, actor, at=at):
        changed = form.attempt(
            lambda: services.change_own_password(
                request_id=form.cleaned_data["request_id"],
                password=form.cleaned_data["new"],
                session_key=signin.session_key(request),
                actor=actor,
                at=at,
            )
        )
        if changed:
            messages.success(request, _("密码已修改，您在其他地方的登录都已退出"))
            return redirect("web:first" if actor.waits_for else "web:account")
    context = {"form": form, "initial": actor.waits_for == "password"}
    return render(request, "web/account_password.html", context, status=422 if form.errors else 200)


@page("home.open", unready=True)
@require_POST
def end_session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End one of one's own sessions."""
    if not sessions.end_own_session(session_id):
        raise Http404
    messages.success(request, _("已退出那一处登录"))
    return redirect("web:account")


@page("home.open", unready=True)
@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    sessions.end_own_sessions(but_key=signin.session_key(request), because="elsewhere")
    messages.success(request, _("其他地方的登录都已退出"))
    return redirect("web:account")


@page("home.open", unready=True)
@require_POST
def end_everywhere(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions, this one too."""
    sessions.end_own_sessions(because="everywhere")
    response = redirect("web:sign_in")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
