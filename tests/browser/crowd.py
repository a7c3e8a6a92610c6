"""A site with every noun on it: what the crawl, the jobs and the pictures look at."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.timezone import now

from tests.access import populated
from tests.access.sides import Side
from tests.browser.site import Site


@dataclass(frozen=True, slots=True)
class Crowd:
    """Where the site answers, the database behind it, and who is there."""

    site: Site
    site_database: str
    side: Side


def fill() -> Side:
    """Make every noun of one side."""
    populated.hire()
    return populated.populate(populated.ours(), populated.begin(), at=now())
