"""Signing in and out: a random key in a cookie, everything else in the database (decision 0008)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from anxin.database.work import end_session, open_session
from anxin.organisations.models import DutyAssignment
from anxin.organisations.signing import authenticators, passwords, sessions
from anxin.organisations.signing.passkeys import Site
from anxin.organisations.signing.tries import Door, last_sign_in
from anxin.pages.words import day_in_words
from anxin.rules.access import Actor
from anxin.rules.signing_in import HALF_OPEN_LASTS, needs_factor
from anxin.web.agents import agent_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """Somebody whose password was right; with a second factor there is no session yet."""

    staff_id: UUID
    username: str
    assignment_id: UUID
    has_factor: bool


def address_of(request: HttpRequest) -> str:
    """Return the address that the request comes from."""
    return str(request.META.get("REMOTE_ADDR") or "")


def door_of(request: HttpRequest, username: str) -> Door:
    """Return where somebody tries to get in."""
    return Door(username=username, address=address_of(request))


def enter_with_password(door: Door, password: str) -> Entering | None:
    """Return who may go on: the password is right and a duty is in force. A failure is counted."""
    found = passwords.check(door.username, password)
    if found is None or found.assignment_id is None:
        door.failed()
        return None
    kinds = {proof.kind for proof in authenticators.proofs_of(found.staff_id)}
    return Entering(
        staff_id=found.staff_id,
        username=door.username,
        assignment_id=found.assignment_id,
        has_factor=bool(kinds & {"totp", "passkey"}),
    )


def wait_for_second(response: HttpResponse, *, staff_id: UUID, at: datetime) -> None:
    """Remember for five minutes that the password was right, in a cookie of its own. No session."""
    key = secrets.token_urlsafe(32)
    sessions.open_half(key, staff_id=staff_id, until=at + HALF_OPEN_LASTS)
    _set_cookie(response, settings.HALF_OPEN_COOKIE, key, int(HALF_OPEN_LASTS.total_seconds()))


def start(
    request: HttpRequest,
    response: HttpResponse,
    *,
    entering: Entering,
    factor: str = "",
    at: datetime,
) -> None:
    """Open the session, count the way in, and say when the last one was."""
    door = door_of(request, entering.username)
    _tell_last(request, entering.staff_id)
    door.entered()
    key = secrets.token_urlsafe(32)
    must = needs_factor(
        required=settings.SECOND_FACTOR == "required",
        demonstration=settings.DEMONSTRATION,
        username=entering.username,
    )
    open_session(
        key,
        staff_id=entering.staff_id,
        assignment_id=entering.assignment_id,
        until=at + settings.SESSION_LASTS,
        told={
            "address": door.address,
            "agent": agent_of(request.headers.get("User-Agent", "")),
            "factor": factor,
            "needs_factor": must,
        },
    )
    rotate_token(request)
    _set_cookie(response, settings.SESSION_COOKIE, key, int(settings.SESSION_LASTS.total_seconds()))
    response.delete_cookie(settings.HALF_OPEN_COOKIE)


def _set_cookie(response: HttpResponse, name: str, key: str, seconds: int) -> None:
    response.set_cookie(
        name,
        key,
        max_age=seconds,
        httponly=True,
        secure=settings.SECURE_COOKIES,
        samesite="Lax",
    )


def _tell_last(request: HttpRequest, staff_id: UUID) -> None:
    last = last_sign_in(staff_id)
    if last is None:
        return
    told = _("上次登录：{day} {time}，来自 {address}。").format(
        day=day_in_words(localtime(last.at)),
        time=date_format(localtime(last.at), "H:i"),
        address=last.address or _("未知地址"),
    )
    if not last.failed:
        messages.info(request, told)
        return
    failed = _("此后有 {n} 次登录失败；如果不是您本人，请修改密码并告诉安全管理员。")
    messages.warning(request, told + failed.format(n=last.failed))


def why_ended(request: HttpRequest) -> str:
    """Return the words for why the session that the browser still names is over; empty: nothing to say."""
    key = request.COOKIES.get(settings.SESSION_COOKIE, "")
    why = sessions.why_ended(key, idle=settings.SESSION_IDLE) if key else ""
    words = {
        "idle": _("您已超过 {n} 分钟没有操作，为保护患者信息已自动退出。登录后回到刚才的页面。"),
        "expired": _("这次登录已满 {hours} 小时，须重新登录。登录后回到刚才的页面。"),
        "elsewhere": _("这次登录已在另一处退出。"),
        "everywhere": _("您已退出全部登录。"),
        "password": _("密码已在另一处修改，请用新密码登录。"),
        "disabled": _("账号已停用，请联系安全管理员。"),
        "reset": _("安全管理员已重设您的密码或第二重验证，请重新登录。"),
        "duty-ended": _("您的职责已变更，请重新登录；登录不了的请联系安全管理员。"),
    }
    return words.get(why, "").format(
        n=int(settings.SESSION_IDLE.total_seconds()) // 60,
        hours=int(settings.SESSION_LASTS.total_seconds()) // 3600,
    )


def session_key(request: HttpRequest) -> str:
    """Return the key of the request's session."""
    return request.COOKIES.get(settings.SESSION_COOKIE, "")


def site_of(request: HttpRequest) -> Site | None:
    """Return the site's name as passkeys are bound to it; None at a bare IP address, where there are none."""
    own = f"{request.scheme}://{request.get_host()}"
    name = urlsplit(own).hostname or ""
    if not name or ":" in name or name.replace(".", "").isdigit():
        return None
    named = [o for o in settings.CSRF_TRUSTED_ORIGINS if urlsplit(o).hostname == name]
    return Site(name=name, origins=[own, *named])


def leave(request: HttpRequest, response: HttpResponse) -> None:
    """End the request's session and empty the browser of it."""
    if key := session_key(request):
        end_session(key)
    response.delete_cookie(settings.SESSION_COOKIE)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def change_duty(
    request: HttpRequest, response: HttpResponse, *, staff_id: UUID, assignment_id: UUID
) -> None:
    """Go on under another duty in a new session, which lasts no longer than the first would have."""
    key = secrets.token_urlsafe(32)
    if sessions.change_session(
        session_key(request), new_key=key, staff_id=staff_id, assignment_id=assignment_id
    ):
        seconds = int(settings.SESSION_LASTS.total_seconds())
        _set_cookie(response, settings.SESSION_COOKIE, key, seconds)


def duties_of(staff_id: UUID, *, on: date) -> list[DutyAssignment]:
    """Return the duties in force, to change between."""
    rows = DutyAssignment.objects.filter(staff_id=staff_id, since__lte=on).select_related(
        "organisation"
    )
    return [row for row in rows if row.until is None or row.until > on]


def other_duties(actor: Actor, *, on: date) -> list[DutyAssignment]:
    """Return one's own duties but the one acted under."""
    return [duty for duty in duties_of(actor.staff_id, on=on) if duty.id != actor.assignment_id]
