"""What each page is for, by which clause, and who does the next step.

The words lie in ``help_words``, one module for each part of the work; an architecture test
asks for an entry for every address that shows a page.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from anxin.pages.views import page, render, signed_in
from anxin.web.help_words import ADDRESSES_WITHOUT, HELP
from anxin.web.help_words.shape import Help
from anxin.web.navigation import Place, Stage, stages_for

__all__ = ["ADDRESSES_WITHOUT", "HELP", "Help", "help_for", "overview"]


@dataclass(frozen=True, slots=True)
class StageHelp:
    """A stage of annex 9 with its places, each explained."""

    title: str | Promise
    places: tuple[tuple[Place, Help], ...]


def help_for(request: HttpRequest) -> Help | None:
    """Return what the page of a request says of itself; None on a page about a fault."""
    match = request.resolver_match
    return HELP.get(match.view_name) if match else None


@page("home.open")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Explain every place that the duty may open, and the keys."""
    guide = [_explained(stage) for stage in stages_for(signed_in(request))]
    return render(request, "web/help.html", {"guide": guide})


def _explained(stage: Stage) -> StageHelp:
    places = tuple((place, HELP[place.url_name]) for place in stage.places)
    return StageHelp(stage.title, places)
