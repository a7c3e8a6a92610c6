"""Where a duty can go, in the order of annex 9. A name appears only where the duty holds its action."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from anxin.rules.access import Actor


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    title: str
    url_name: str
    action: str

    @property
    def url(self) -> str:
        """Return the address."""
        return reverse(self.url_name)


PLACES: tuple[Place, ...] = (Place(_("待办"), "web:home", "home.open"),)  # type: ignore[arg-type]


def places_for(actor: Actor) -> list[Place]:
    """Return what the duty may open."""
    return [place for place in PLACES if actor.may(place.action)]
