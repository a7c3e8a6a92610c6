"""One unit of work for each request, and the headers that every answer carries."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from anxin.database.work import enter

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
FORM_REFUSED = 422


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
            if response.status_code >= 400 and response.status_code != FORM_REFUSED:
                transaction.set_rollback(True)
        return response

    return middleware


def headers(answer: Answer) -> Answer:
    """Set the content policy, and keep pages with people out of every cache."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "no-store"
        return response

    return middleware
