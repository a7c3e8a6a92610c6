"""The twelve main pages as pictures for the docs, of the demonstration's made-up people.

``ANXIN_TAKE_PICTURES=1 python -m pytest tests/browser/test_pictures.py`` takes them anew (about two
minutes); without it only what lies there is looked at.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Browser

from anxin.database.install import create_database, drop_database
from anxin.organisations.queries import DEMONSTRATION_PASSWORD
from tests.browser.crawling import walk
from tests.browser.site import PROJECT, Site, serving
from tests.browser.visitor import Visitor
from tests.conftest import RUN_DATABASE, SERVER, _point

TAKES = "ANXIN_TAKE_PICTURES"
PICTURES: Path = PROJECT / "docs" / "pictures"
INDEX: Path = PROJECT / "docs" / "README.md"
SCREEN = {"width": 1366, "height": 850}
MOST_BYTES, COLOURS = 250_000, 128
PEOPLE, MONTHS = 120, 12


@dataclass(frozen=True, slots=True)
class Picture:
    """A page: who opens it (nobody: the sign-in page), and its address's name."""

    file: str
    account: str
    name: str


TWELVE = (
    Picture("sign-in", "", "web:sign_in"),
    Picture("inbox", "demo-officer", "web:home"),
    Picture("application-form", "demo-officer", "enrolment:new"),
    Picture("applications", "demo-reviewer", "enrolment:applications"),
    Picture("decision", "demo-reviewer", "enrolment:decide"),
    Picture("person", "demo-officer", "enrolment:person"),
    Picture("card", "demo-officer", "enrolment:card"),
    Picture("clinic-day", "demo-psychiatrist", "clinics:day"),
    Picture("pick-up", "demo-dispenser", "dispensing:pickup"),
    Picture("store", "demo-storekeeper", "pharmacy:stock"),
    Picture("claim", "demo-checker", "settlement:claim"),
    Picture("overview", "demo-commission", "supervision:overview"),
)


@pytest.fixture(scope="module")
def demonstration(
    django_db_setup: None, template_database: str, django_db_blocker
) -> Iterator[Site]:
    """Serve a demonstration of its own."""
    from django.db import connections

    name = f"anxin_pictures_{os.getpid()}"
    drop_database(name, server=SERVER)
    create_database(name, server=SERVER, template=template_database)
    with django_db_blocker.unblock():
        _point(name)
        try:
            with connections["owner"].cursor() as cursor:
                cursor.execute("DELETE FROM security.history")
            call_command("demo", people=PEOPLE, months=MONTHS, verbosity=0)
        finally:
            connections.close_all()
            _point(RUN_DATABASE)
    with serving(name, ANXIN_DEMONSTRATION="1") as site:
        yield site
    drop_database(name, server=SERVER)


@pytest.fixture(scope="module", autouse=True)
def taken(request: pytest.FixtureRequest) -> None:
    """Take the pictures anew where that is asked for."""
    if os.environ.get(TAKES):
        _take(request.getfixturevalue("demonstration"), request.getfixturevalue("browser"))


def _take(demonstration: Site, browser: Browser) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for account in dict.fromkeys(one.account for one in TWELVE):
        visitor = _signed_in(browser, demonstration, account)
        starts = ("/admission/?stage=township_passed", "/")
        reached = walk(visitor, start=starts).reached if account else {"web:sign_in": "/sign-in/"}
        for one in (picture for picture in TWELVE if picture.account == account):
            visitor.open(reached[one.name])
            visitor.page.wait_for_timeout(500)  # a chart draws itself
            _keep(visitor.page.screenshot(), PICTURES / f"{one.file}.png")
        visitor.context.close()


def _signed_in(browser: Browser, site: Site, account: str) -> Visitor:
    visitor = Visitor(browser, site)
    visitor.page.set_viewport_size(SCREEN)  # type: ignore[arg-type]
    if account:
        visitor.open("/sign-in/")
        visitor.type("账号", account)
        visitor.type("密码", DEMONSTRATION_PASSWORD)
        visitor.press("登录")
    return visitor


def _keep(shot: bytes, path: Path) -> None:
    """Keep a screen in few colours: small, and sharp all the same."""
    found = Image.open(io.BytesIO(shot)).convert("RGB")
    found.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


@pytest.mark.parametrize("picture", TWELVE, ids=lambda one: one.file)
def test_a_picture_is_there_small_and_shown_in_the_docs(picture: Picture) -> None:
    path = PICTURES / f"{picture.file}.png"
    with Image.open(path) as found:
        assert found.size == (SCREEN["width"], SCREEN["height"])
    assert path.stat().st_size < MOST_BYTES
    assert f"(pictures/{picture.file}.png)" in INDEX.read_text(encoding="utf-8")
