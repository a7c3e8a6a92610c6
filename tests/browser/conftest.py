"""One site and one browser for all tests of this folder; each colleague has a page of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from anxin.database.install import create_database, drop_database
from tests.browser import chrome, history
from tests.browser import crowd as crowded
from tests.browser.site import Site, serving
from tests.browser.visitor import Visitor
from tests.conftest import RUN_DATABASE, SERVER, _point

AsPerson = Callable[[str], Visitor]


@pytest.fixture(scope="package")
def past(
    django_db_setup: None, template_database: str, django_db_blocker
) -> Iterator[history.Past]:
    """Make a database in which one pick-up of the last quarter is completed; name what it holds."""
    from django.db import connections

    name = f"anxin_browser_{os.getpid()}"
    drop_database(name, server=SERVER)
    create_database(name, server=SERVER, template=template_database)
    with django_db_blocker.unblock():
        _point(name)
        try:
            made = history.make(name)
        finally:
            connections.close_all()
            _point(RUN_DATABASE)
    yield made
    drop_database(name, server=SERVER)


@pytest.fixture(scope="package")
def site(past: history.Past) -> Iterator[Site]:
    """Serve that database."""
    with serving(past.database) as served:
        yield served


@pytest.fixture(scope="package")
def crowd(
    django_db_setup: None, template_database: str, django_db_blocker
) -> Iterator[crowded.Crowd]:
    """Serve a database in which every noun exists, beside the one that the journeys change."""
    from django.db import connections

    name = f"anxin_crowd_{os.getpid()}"
    drop_database(name, server=SERVER)
    create_database(name, server=SERVER, template=template_database)
    with django_db_blocker.unblock():
        _point(name)
        try:
            side = crowded.fill()
        finally:
            connections.close_all()
            _point(RUN_DATABASE)
    with serving(name) as site:
        yield crowded.Crowd(site=site, site_database=name, side=side)
    drop_database(name, server=SERVER)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Run Chromium. Playwright keeps a loop in this thread, which Django would take for async code."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chrome.running() as found:
        yield found
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture(scope="package")
def as_person(browser: Browser, site: Site) -> AsPerson:
    """Return a function that gives a colleague's page; who was here before is still signed in."""
    present: dict[str, Visitor] = {}

    def visitor(colleague: str) -> Visitor:
        if colleague not in present:
            present[colleague] = Visitor(browser, site, colleague).sign_in()
        return present[colleague]

    return visitor


@pytest.fixture
def stranger(browser: Browser, site: Site) -> Iterator[Visitor]:
    """Return a page on which nobody is signed in."""
    visitor = Visitor(browser, site)
    yield visitor
    visitor.context.close()
