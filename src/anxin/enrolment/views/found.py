"""What the pages are about, or not found: out of reach and absent are the same answer."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from anxin.enrolment import queries
from anxin.enrolment.models import Application, Card
from anxin.enrolment.queries.person import PersonShown
from anxin.pages.views import look
from anxin.people.queries import Named, named

PAGE_SIZE = 50


def application_or_404(application_id: UUID) -> Application:
    """Return an application in reach."""
    found = queries.find_application(application_id)
    if found is None:
        raise Http404
    return found


def card_or_404(card_id: UUID) -> Card:
    """Return a card in reach."""
    found = queries.find_card_by_id(card_id)
    if found is None:
        raise Http404
    return found


def named_or_404(request: HttpRequest, person_id: UUID, *, page_name: str) -> Named:
    """Return a person in reach, the reading recorded."""
    found = named([person_id], look=look(request, page_name)).get(person_id)
    if found is None:
        raise Http404
    return found


def person_or_404(found: PersonShown | None) -> PersonShown:
    """Return a person's page that is in reach."""
    if found is None:
        raise Http404
    return found


def page_of(request: HttpRequest, rows: QuerySet) -> Page:  # type: ignore[type-arg]
    """Return the asked page of a list."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
