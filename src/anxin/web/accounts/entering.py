"""Sign-in: name and password, then the second factor. Between the two there is no session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from anxin.organisations import queries as organisations
from anxin.organisations.queries import DemonstrationAccount
from anxin.organisations.signing import authenticators, passkeys, passwords, sessions
from anxin.organisations.signing.authenticators import Proof
from anxin.organisations.signing.sessions import HalfOpen
from anxin.organisations.signing.tries import Door
from anxin.pages.views import public, render
from anxin.web import signin
from anxin.web.forms import PasskeyForm, RecoveryForm, SecondForm, SignInForm


@public
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with name and password; who has a second factor is asked for it next."""
    accounts = organisations.demonstration_accounts() if settings.DEMONSTRATION else []
    form = SignInForm(request.POST or None, initial=_demonstration(request, accounts))
    if request.method == "POST" and form.is_valid():
        answer = _first_step(request, form, at=timezone.now())
        if answer:
            return answer
    context = {
        "form": form,
        "accounts": accounts,
        "password": organisations.DEMONSTRATION_PASSWORD,
        "why": "" if form.is_bound else signin.why_ended(request),
    }
    return render(request, "web/sign_in.html", context, status=422 if form.errors else 200)


def _first_step(request: HttpRequest, form: SignInForm, *, at: datetime) -> HttpResponse | None:
    door = signin.door_of(request, form.cleaned_data["username"])
    if _is_shut(door, form, at=at):
        return None
    entering = signin.enter_with_password(door, form.cleaned_data["password"])
    if entering is None:
        form.add_error(None, _("账号或密码不对，或账号没有在任职责"))
        return None
    if not entering.has_factor:
        response = HttpResponseRedirect(next_of(request))
        signin.start(request, response, entering=entering, at=at)
        return response
    response = HttpResponseRedirect(f"{reverse('web:second')}{_query(request)}")
    signin.wait_for_second(response, staff_id=entering.staff_id, at=at)
    return response


def _is_shut(door: Door, form: forms.Form, *, at: datetime) -> bool:
    """Say on the form that it is too soon; the same words for a name that does not exist."""
    until = door.shut_until(at=at)
    if until is None:
        return False
    told = _("登录失败次数过多，请在 {minutes} 分钟后再试；急用请联系安全管理员解锁。")
    form.add_error(None, told.format(minutes=passwords.minutes_until(until, at=at)))
    return True


def _demonstration(
    request: HttpRequest, accounts: Sequence[DemonstrationAccount]
) -> dict[str, str]:
    """Return what the page of a demonstration fills in for the account that was picked."""
    picked = request.GET.get("account", "")
    if picked not in {account.username for account in accounts}:
        return {}
    return {"username": picked, "password": organisations.DEMONSTRATION_PASSWORD}


def next_of(request: HttpRequest) -> str:
    """Return where somebody wanted to go, on this site; else home."""
    address = request.GET.get("next", "/")
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if safe else "/"


def _query(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


@public
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Prove it a second time: a code, a passkey or a recovery code. A success opens the session."""
    key = request.COOKIES.get(settings.HALF_OPEN_COOKIE, "")
    half = sessions.half_open(key)
    if half is None:
        messages.warning(request, _("验证已超过 5 分钟或已经用过，请重新输入密码。"))
        return redirect(f"{reverse('web:sign_in')}{_query(request)}")
    at, kind = timezone.now(), _asked_kind(request)
    form = _FORMS[kind](request.POST or None)
    if request.method == "POST" and form.is_valid():
        answer = _second_step(request, form, half=half, kind=kind, at=at)
        if answer:
            return answer
    context = _second_context(request, half, form, kind=kind, at=at)
    return render(request, "web/sign_in_second.html", context, status=422 if form.errors else 200)


_FORMS: dict[str, type[forms.Form]] = {
    "totp": SecondForm,
    "recovery": RecoveryForm,
    "passkey": PasskeyForm,
}


def _asked_kind(request: HttpRequest) -> str:
    if "passkey" in request.POST:
        return "passkey"
    return "recovery" if request.GET.get("with") == "recovery" else "totp"


def _second_step(
    request: HttpRequest, form: forms.Form, *, half: HalfOpen, kind: str, at: datetime
) -> HttpResponse | None:
    door = signin.door_of(request, half.username)
    if _is_shut(door, form, at=at):
        return None
    if not _PROVES[kind](request, form, half, at):
        door.failed()
        form.add_error(None, _WRONG[kind]())
        return None
    assignment = passwords.first_duty(half.staff_id)
    if assignment is None or not sessions.use_half(request.COOKIES[settings.HALF_OPEN_COOKIE]):
        return redirect("web:sign_in")
    entering = signin.Entering(
        staff_id=half.staff_id, username=half.username, assignment_id=assignment, has_factor=True
    )
    response = HttpResponseRedirect(next_of(request))
    signin.start(request, response, entering=entering, factor=kind, at=at)
    if kind == "recovery":
        _tell_codes_left(request, half)
    return response


def _by_code(request: HttpRequest, form: forms.Form, half: HalfOpen, at: datetime) -> bool:
    del request
    return authenticators.use_code(half.staff_id, form.cleaned_data["code"], at=at)


def _by_recovery(request: HttpRequest, form: forms.Form, half: HalfOpen, at: datetime) -> bool:
    del request, at
    return authenticators.use_recovery_code(half.staff_id, form.cleaned_data["code"])


def _by_passkey(request: HttpRequest, form: forms.Form, half: HalfOpen, at: datetime) -> bool:
    del at
    site = signin.site_of(request)
    return site is not None and passkeys.use_passkey(
        form.cleaned_data["passkey"],
        staff_id=half.staff_id,
        site=site,
        bound_to=request.COOKIES[settings.HALF_OPEN_COOKIE],
    )


_PROVES: dict[str, Callable[[HttpRequest, forms.Form, HalfOpen, datetime], bool]] = {
    "totp": _by_code,
    "recovery": _by_recovery,
    "passkey": _by_passkey,
}
_WRONG: dict[str, Callable[[], str]] = {
    "totp": lambda: _("验证码不对，或者已经用过；请等应用显示下一个验证码再填"),
    "recovery": lambda: _("恢复码不对，或者已经用过"),
    "passkey": lambda: _("通行密钥没有通过验证，请再试一次，或改用验证码"),
}


def _tell_codes_left(request: HttpRequest, half: HalfOpen) -> None:
    proofs = authenticators.proofs_of(half.staff_id)
    left = next((proof.sign_count for proof in proofs if proof.kind == "recovery"), 0)
    told = _("已用恢复码登录，还剩 {n} 个。请到“我的账号”换新的恢复码或重设验证器。")
    messages.warning(request, told.format(n=left))


def _second_context(
    request: HttpRequest, half: HalfOpen, form: forms.Form, *, kind: str, at: datetime
) -> dict[str, object]:
    proofs = authenticators.proofs_of(half.staff_id)
    kinds = {proof.kind for proof in proofs}
    return {
        "form": form,
        "who": half,
        "kind": kind,
        "has_totp": "totp" in kinds,
        "has_recovery": "recovery" in kinds,
        "passkey_options": _passkey_options(request, proofs, at=at),
        "code_form": form if kind != "passkey" else SecondForm(),
    }


def _passkey_options(
    request: HttpRequest, proofs: Sequence[Proof], *, at: datetime
) -> dict[str, object] | None:
    site = signin.site_of(request)
    if site is None or all(proof.kind != "passkey" for proof in proofs):
        return None
    bound_to = request.COOKIES[settings.HALF_OPEN_COOKIE]
    return passkeys.request_options(proofs, site=site, bound_to=bound_to, at=at)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    response = HttpResponseRedirect(reverse("web:sign_in"))
    signin.leave(request, response)
    return response
