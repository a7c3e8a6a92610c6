"""Addresses whose views fail in every way there is, for the tests of the unit of work."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

from anxin.config import urls
from anxin.pages.views import look, page
from anxin.privacy.door import record_reading
from anxin.rules.decisions import condition

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500
PERSON = UUID(int=99)
NOT_NOW = condition("not-now", "5.3.2.e", met="", unmet="现在不行")


def _write(request: HttpRequest) -> None:
    record_reading(look(request, "失败页"), person_ids=[PERSON], fields=["name"])


@page("home.open")
def refuse(request: HttpRequest) -> HttpResponse:
    """Write, then be refused by a rule."""
    _write(request)
    raise NOT_NOW.refused()


@page("home.open")
def violate(request: HttpRequest) -> HttpResponse:
    """Write, then break something that no guard has words for."""
    _write(request)
    raise IntegrityError


@page("home.open")
def broken(request: HttpRequest) -> HttpResponse:
    """Write, then break the transaction with a statement that fails."""
    _write(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")
    return HttpResponse()


@page("home.open")
def forbid(request: HttpRequest) -> HttpResponse:
    """Say that it is forbidden."""
    raise PermissionDenied


@page("home.open")
def suspect(request: HttpRequest) -> HttpResponse:
    """Say that the request is no good."""
    raise SuspiciousOperation


@page("home.open")
def write(request: HttpRequest, status: int) -> HttpResponse:
    """Write, and answer with a status."""
    _write(request)
    return HttpResponse(status=status)


urlpatterns = [
    *urls.urlpatterns,
    path("refuse/", refuse),
    path("violate/", violate),
    path("broken/", broken),
    path("forbid/", forbid),
    path("suspect/", suspect),
    path("write/<int:status>/", write),
]
