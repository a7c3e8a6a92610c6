"""One unit of work for each request, and the headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse

from anxin.database.work import enter
from anxin.pages.guards import refusal_of
from anxin.pages.views import render
from anxin.rules.decisions import Refused

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
FORM_REFUSED = 422
WRONG_METHOD = 405


def unit_of_work(answer: Answer) -> Answer:
    """Run view and rendering in one transaction under the signed context (decision 0003).

    Rolled back on every status from 400 up but 422: there the act was undone in its own
    savepoint, and the page that shows the form again has recorded what it read.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.STATIC_URL):
            return answer(request)
        key = request.COOKIES.get(settings.SESSION_COOKIE, "")
        with transaction.atomic():
            request.actor = enter(key, idle=settings.SESSION_IDLE) if key else None  # type: ignore[attr-defined]
            response = answer(request)
            if response.status_code == WRONG_METHOD:
                response = _in_words(request, response)
            if response.status_code >= 400 and response.status_code != FORM_REFUSED:
                transaction.set_rollback(True)
        return response

    middleware.process_exception = show_refusal  # type: ignore[attr-defined]
    return middleware


def _in_words(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """Answer an address opened in a way it does not know, such as an act's, with a page."""
    nothing_of_it = {"page_help": None}
    response = render(request, "web/not_found.html", nothing_of_it, status=WRONG_METHOD)
    response.headers["Allow"] = refused.headers["Allow"]
    return response


def show_refusal(request: HttpRequest, exception: Exception) -> HttpResponse | None:
    """Show what the rules or the database refused outside a form, and undo the whole request.

    None for everything else: a bug stays a bug and is answered by the page for faults.
    """
    refusal = _refusal_in(exception)
    if refusal is None:
        return None
    transaction.set_rollback(True)
    return render(request, "web/refused.html", {"grounds": refusal.unmet}, status=FORM_REFUSED)


def _refusal_in(exception: Exception) -> Refused | None:
    if isinstance(exception, Refused):
        return exception
    if not isinstance(exception, IntegrityError | OperationalError):
        return None
    try:
        return refusal_of(exception)
    except (IntegrityError, OperationalError):
        return None


def headers(answer: Answer) -> Answer:
    """Set the content policy, and keep pages with people out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(), microphone=()"
        )
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware
