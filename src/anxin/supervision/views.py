"""The overview, and the rows behind each of its numbers (7.3.c, 7.2.d)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from anxin.pages.lists import listing
from anxin.pages.views import look, page, render, signed_in
from anxin.people.queries import named
from anxin.privacy.door import record_reading
from anxin.supervision import board, filters
from anxin.supervision.queries import Asked, Numbers, Row, Rows, rows_behind
from anxin.supervision.sections import Part, Section, part_of, parts_for


@page("overview.read")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how the programme goes, as far as the duty reaches, one part at a time."""
    actor = signed_in(request)
    numbers, parts = Numbers(Asked.of(actor, on=localdate(now()))), parts_for(actor)
    wanted = request.GET.get("part", "")
    part = Part(wanted) if wanted in parts else parts[0]
    shown = board.drawn(
        numbers,
        part,
        by_quarter=request.GET.get("by") == "quarter",
        whole_cover=request.GET.get("cover") == "all",
    )
    context = {
        "part": part,
        "parts": [(one, board.NAMES[one]) for one in parts],
        "figures": board.figures(numbers, part),
        "charts": shown,
        "only_told": all(chart.told for chart in shown),
    }
    return render(request, "supervision/overview.html", context)


@page("overview.read")
@require_safe
def rows(request: HttpRequest, section: str) -> HttpResponse:
    """List the rows that a number counts; for who has no reach to them there is no such page."""
    if section not in set(Section):
        raise Http404
    asked = Asked.of(signed_in(request), on=localdate(now()))
    found = rows_behind(Section(section), asked, request.GET.dict())
    every = rows_behind(Section(section), asked, {})
    if found is None or every is None:
        raise Http404
    listed = listing(request, found, total=len(every), filters=filters.words(found.chosen))
    context = {
        "spec": found.spec,
        "listing": listed,
        "rows": _shown(request, found, list(listed.page_obj)),
        "total": found.tally[1],
        "part": part_of(Section(section)),
        "may_open": found.spec.named and asked.actor.may("enrolment.read"),
    }
    return render(request, "supervision/rows.html", context)


def _shown(request: HttpRequest, found: Rows, shown: Sequence[Row]) -> list[dict[str, Any]]:
    """Name the people of the rows, where the rows are of people; record the reading either way."""
    people: list[UUID] = [row.person_id for row in shown if row.person_id]
    seen = look(request, _("总体情况：%(title)s") % {"title": found.spec.title})
    record_reading(seen, person_ids=people, fields=[found.spec.field])
    names = named(people, look=seen) if found.spec.named else {}
    return [
        {
            "named": names.get(row.person_id) if row.person_id else None,
            "cells": [
                (column, *filters.shown(column.shows, value))
                for column, value in zip(found.spec.columns, row.values, strict=True)
            ],
        }
        for row in shown
    ]
