"""The guard that every address stands behind, and the one way to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.shortcuts import render as django_render

from anxin.privacy.door import Look
from anxin.rules.access import GRANTS, Actor


class Request(HttpRequest):
    """A request inside a unit of work."""

    actor: Actor | None
    """Who is signed in; never None behind ``page``."""


def signed_in(request: HttpRequest) -> Actor:
    """Return who acts; only behind ``page``."""
    actor: Actor | None = getattr(request, "actor", None)
    assert actor is not None
    return actor


def look(request: HttpRequest, page: str, *, reason: str = "") -> Look:
    """Return the look that a page's reading is recorded under."""
    return Look(
        actor=signed_in(request),
        page=page,
        address=request.META.get("REMOTE_ADDR") or None,
        reason=reason,
    )


View = Callable[..., HttpResponse]


def page(action: str, *, unready: bool = False) -> Callable[[View], View]:
    """Let only duties that hold the action open an address; to others it does not exist.

    Who is not signed in goes to sign in; who has a password or a second factor to set, or has not
    signed the confidentiality agreement, goes to do that first (7.2.a), unless the address is
    open to the ``unready`` too: their own account.
    """
    assert action in GRANTS, action

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return redirect(_sign_in_address(request))
            if actor.waits_for and not unready:
                return redirect("/account/first/")
            if not actor.agreement_signed and not unready:
                return redirect("/agreement/")
            if not actor.may(action):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.action = action  # type: ignore[attr-defined]
        return guarded

    return guard


def _sign_in_address(request: HttpRequest) -> str:
    """Return the way to sign in and back; a form that was being sent can't be gone back to."""
    if request.method not in {"GET", "HEAD"}:
        return "/sign-in/"
    return f"/sign-in/?{urlencode({'next': request.get_full_path()})}"


def public(view: View) -> View:
    """Mark an address that is open before sign-in; there are few, and a test lists them."""
    view.action = None  # type: ignore[attr-defined]
    return view


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """Render a page."""
    return django_render(request, template, dict(context or {}), status=status)
