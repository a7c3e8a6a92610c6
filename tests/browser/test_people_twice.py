"""Duplicates and households: sound for everyone, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from tests.browser.crowd import Crowd
from tests.browser.visitor import Visitor

As = Callable[[str], Visitor]


@pytest.fixture(scope="module")
def going(browser: Browser, crowd: Crowd) -> Iterator[As]:
    """Return a function that gives a colleague's page on the site with every noun."""
    present: dict[str, Visitor] = {}

    def visitor(colleague: str) -> Visitor:
        if colleague not in present:
            present[colleague] = Visitor(browser, crowd.site, colleague).sign_in()
        return present[colleague]

    yield visitor
    for one in present.values():
        one.context.close()


@pytest.mark.parametrize(
    ("colleague", "name", "kinds", "picture"),
    [
        ("reviewer", "duplicates", (), "twice-list"),
        ("reviewer", "compare", ("person", "person.came_back"), "twice-compare"),
        ("reviewer", "merges", (), "twice-log"),
        ("reviewer", "split", ("merge",), "twice-split"),
        ("officer", "household", ("person",), "household"),
        ("officer", "leave_household", ("person",), "household-leave"),
    ],
)
def test_a_page_is_sound_on_a_desk_and_on_a_phone(
    going: As, crowd: Crowd, colleague, name, kinds, picture
):
    visitor = going(colleague)
    objects = [crowd.side.objects[kind][0] for kind in kinds]

    assert visitor.open(reverse(f"people:{name}", args=objects)) == 200
    visitor.checked(picture)
