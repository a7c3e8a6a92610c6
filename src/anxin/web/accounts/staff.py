"""账号与职责: what the security administrator does with accounts (7.1.c, 7.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from anxin.organisations import services
from anxin.organisations.queries import accounts as queries
from anxin.organisations.queries.accounts import Account
from anxin.pages.forms import ActForm
from anxin.pages.views import page, render, signed_in
from anxin.rules.access import Duty
from anxin.web.accounts.forms import AccountForm, AccountsForm, DutyForm, EndDutyForm

PAGE_SIZE = 50


@page("staff.write")
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """List accounts by name, duty and state."""
    form = AccountsForm(request.GET if request.GET.keys() - {"page"} else None)
    asked = form.cleaned_data if form.is_valid() else {}
    on = localdate()
    every = queries.accounts(on=on)
    found = queries.accounts(
        text=asked.get("q", ""),
        duty=asked.get("duty", ""),
        state=asked.get("state", ""),
        on=on,
    )
    context = {
        "form": form,
        "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "hidden": len(every) - len(found),
        "filtered": any(asked.values()),
    }
    return render(request, "web/accounts.html", context, status=422 if form.errors else 200)


def _find(staff_id: UUID) -> Account:
    found = queries.account(staff_id, on=localdate())
    if found is None:
        raise Http404
    return found


@page("staff.write")
@require_safe
def one(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Show an account, its duties and its state."""
    found = _find(staff_id)
    today = localdate()
    duties = [
        {"duty": d, "is_live": d.until is None or d.until > today}
        for d in queries.all_duties(staff_id)
    ]
    context = {
        "account": found,
        "duties": duties,
        "is_own": staff_id == signed_in(request).staff_id,
    }
    return render(request, "web/accounts_one.html", context)


@page("staff.write")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open an account and show its initial password this once."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = form.attempt(
            lambda: services.open_account(
                request_id=given["request_id"],
                username=given["username"],
                name=given["name"],
                title=given["title"],
                actor=signed_in(request),
                at=timezone.now(),
            )
        )
        if made:
            return _show_initial(request, *made)
    return render(
        request, "web/accounts_new.html", {"form": form}, status=422 if form.errors else 200
    )


def _show_initial(request: HttpRequest, staff_id: UUID, initial: str) -> HttpResponse:
    if not initial:
        messages.warning(request, _("初始密码只显示一次；没有记下的，请重设密码"))
        return redirect("web:accounts_one", staff_id)
    context = {"account": _find(staff_id), "initial": initial}
    return render(request, "web/accounts_initial.html", context)


@page("staff.write")
@require_http_methods(["GET", "HEAD", "POST"])
def give_duty(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """Give an account a duty; one that does not fit beside another is refused with both names."""
    found = _find(staff_id)
    form = DutyForm(
        request.POST or None,
        organisations=queries.organisations(),
        initial={"since": localdate()},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = form.attempt(
            lambda: services.take_up_duty(
                request_id=given["request_id"],
                staff_id=staff_id,
                duty=Duty(given["duty"]),
                organisation_id=UUID(given["organisation"]),
                since=given["since"],
                actor=signed_in(request),
                at=timezone.now(),
            )
        )
        if made:
            messages.success(request, _("职责已开设"))
            return redirect("web:accounts_one", staff_id)
    context = {"form": form, "account": found}
    return render(request, "web/accounts_duty.html", context, status=422 if form.errors else 200)


@page("staff.write")
@require_http_methods(["GET", "HEAD", "POST"])
def end_duty(request: HttpRequest, assignment_id: UUID) -> HttpResponse:
    """End a duty from a day on."""
    held = queries.find_duty(assignment_id)
    if held is None:
        raise Http404
    earliest = max(localdate(), held.since + timedelta(days=1))
    form = EndDutyForm(request.POST or None, initial={"until": earliest})
    if request.method == "POST" and form.is_valid():
        ended = form.attempt(
            lambda: services.end_duty(
                request_id=form.cleaned_data["request_id"],
                assignment_id=assignment_id,
                until=form.cleaned_data["until"],
                actor=signed_in(request),
                at=timezone.now(),
            )
        )
        if ended:
            messages.success(request, _("职责的结束日期已登记"))
            return redirect("web:accounts_one", held.staff_id)
    context = {"form": form, "held": held}
    return render(
        request, "web/accounts_end_duty.html", context, status=422 if form.errors else 200
    )


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing done with an account after one confirmation, and its words."""

    act: Callable[..., UUID | tuple[UUID, str]]
    title: str | Promise
    effect: str | Promise
    done: str | Promise
    danger: bool = True


MEASURES: dict[str, Measure] = {
    "disable": Measure(
        services.disable,
        gettext_lazy("停用账号"),
        gettext_lazy("停用后立即不能登录，正在使用的登录也立即失效。职责保留，可以再启用。"),
        gettext_lazy("账号已停用，它的登录都已失效"),
    ),
    "enable": Measure(
        services.enable,
        gettext_lazy("启用账号"),
        gettext_lazy("启用后可以用原来的密码和第二重验证登录。"),
        gettext_lazy("账号已启用"),
        danger=False,
    ),
    "password": Measure(
        services.renew_password,
        gettext_lazy("重设密码"),
        gettext_lazy(
            "生成新的初始密码，只显示一次；本人下次登录时必须修改。正在使用的登录立即失效。"
        ),
        "",
    ),
    "factors": Measure(
        services.reset_factors,
        gettext_lazy("重设第二重验证"),
        gettext_lazy(
            "删除这个账号的验证器、通行密钥和恢复码，本人下次登录时重新设置。正在使用的登录立即失效。请先当面或电话核实是本人。"
        ),
        gettext_lazy("第二重验证已重设"),
    ),
    "unlock": Measure(
        services.clear_tries,
        gettext_lazy("解除登录限制"),
        gettext_lazy("清除连续输错的次数，可以立即再试。如果不是本人输错，请先重设密码。"),
        gettext_lazy("登录限制已解除"),
        danger=False,
    ),
}


@page("staff.write")
@require_http_methods(["GET", "HEAD", "POST"])
def measure(request: HttpRequest, staff_id: UUID, what: str) -> HttpResponse:
    """Say what a measure does, and take it when confirmed."""
    found, chosen = _find(staff_id), MEASURES.get(what)
    if chosen is None:
        raise Http404
    form = ActForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.attempt(
            lambda: chosen.act(
                request_id=form.cleaned_data["request_id"],
                staff_id=staff_id,
                actor=signed_in(request),
                at=timezone.now(),
            )
        )
        if isinstance(made, tuple):
            return _show_initial(request, *made)
        if made:
            messages.success(request, str(chosen.done))
            return redirect("web:accounts_one", staff_id)
    context = {"form": form, "account": found, "measure": chosen}
    return render(request, "web/accounts_measure.html", context, status=422 if form.errors else 200)
