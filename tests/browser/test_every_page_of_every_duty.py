"""Every page that a duty comes to by links, opened: no fault, sound for everyone, on a phone, in English.

What nobody comes to is found as well: a page without a way to it is as good as none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser

from anxin.policy import load
from anxin.rules.access import GRANTS, Duty
from tests.access.addresses import Address, known_addresses
from tests.access.admitted import outside
from tests.access.sides import GIVEN
from tests.browser.crawling import Walk, name_of, untranslated, vocabulary, walk
from tests.browser.crowd import Crowd
from tests.browser.test_every_page import BY_DUTY
from tests.browser.visitor import Visitor

# Where no link leads, and why.
NOT_BY_A_LINK = {
    "web:sign_in": "before anybody is signed in",
    "web:agreement": "shown where it is not signed, or about to end",
    "web:find": "opened by the box in the bar",
    "web:first": "shown to whom a password or a second factor is still to be set",
    "web:remove_factor": "shown to who has a second factor",
    "web:codes": "shown to who has a second factor",
    "clinics:propose": "opened by the plan of a month that was typed",
    "web:passkey": "shown where the site has a name, as in test_signing_in.py",
}
TYPED = ("草稿", "休", "班", "名单.xlsx", *(f"欧阳表{one}" for one in "甲乙丙丁"))
"""A made-up draft's name, the two words that a calendar is typed with, a roster and who is on it."""
ENGLISH = {"name": "anxin_language", "value": "en"}

Walked = Callable[[Duty], tuple[Visitor, Walk]]
_sound: set[str] = set()
"""Names of addresses that axe has looked at: once each, whoever opened it."""


@pytest.fixture(scope="module")
def walked(crowd: Crowd, browser: Browser) -> Iterator[Walked]:
    """Return a function that signs a duty's colleague in and gives all that they come to."""

    @cache
    def of(duty: Duty) -> tuple[Visitor, Walk]:
        visitor = Visitor(browser, crowd.site, BY_DUTY[duty]).sign_in()
        return visitor, walk(visitor)

    yield of
    of.cache_clear()


@pytest.fixture(scope="module")
def data(crowd: Crowd) -> list[str]:
    """Return the texts that are data: of the database, of the made-up people, of the pack."""
    policy = load()
    newcomer = outside(crowd.side).surname + GIVEN[0]
    people = [one for human in crowd.side.people for one in (human.name, *human.guardian)]
    places = [policy.programme, policy.district]
    told = {
        *vocabulary(crowd.site_database),
        *people,
        newcomer,
        *places,
        *TYPED,
        "简体中文",
        "中文",
    }
    return sorted(told, key=len, reverse=True)


@pytest.mark.parametrize("duty", list(BY_DUTY))
def test_every_page_that_a_duty_comes_to_is_sound(walked: Walked, duty: Duty) -> None:
    visitor, found = walked(duty)
    assert found.faults == []
    wrong: list[str] = []
    for name, path in found.reached.items():
        if name not in found.files:
            wrong += _looked_at(visitor, name, path)
    assert wrong == [], "\n".join(wrong)


def _looked_at(visitor: Visitor, name: str, path: str) -> Iterator[str]:
    """Open a page; yield what is wrong with it, and go on."""
    visitor.page.goto(path)
    if visitor.status != 200:
        yield f"{name} {path}：{visitor.status}"
    looks = [visitor.fine, visitor.fits_a_phone]
    if name not in _sound:
        looks.append(visitor.axe)
        _sound.add(name)
    for look in looks:
        try:
            look()
        except AssertionError as fault:
            visitor.faults.clear()
            yield f"{name}：{fault}"


@pytest.mark.parametrize("duty", list(BY_DUTY))
def test_every_page_that_a_duty_comes_to_is_in_english(walked: Walked, data, duty: Duty) -> None:
    visitor, found = walked(duty)
    visitor.context.add_cookies([{**ENGLISH, "url": visitor.site.address}])
    left: list[str] = []
    for name, path in found.reached.items():
        if name not in found.files:
            visitor.page.goto(path)
            left += [f"{name} {one}" for one in untranslated(visitor, data=data)]
    visitor.context.clear_cookies(name=ENGLISH["name"])
    assert left == [], "\n".join(left)


def test_somebody_comes_to_every_page(walked: Walked, crowd: Crowd) -> None:
    reached = {name for duty in BY_DUTY for name in walked(duty)[1].reached}
    lost = {one.name for one in _pages(walked, crowd)} - reached - NOT_BY_A_LINK.keys()
    assert lost == set(), "\n".join(sorted(lost))


def _pages(walked: Walked, crowd: Crowd) -> Iterator[Address]:
    """Yield the addresses that can be opened: those that answer a GET with a page."""
    for address in known_addresses():
        duty = next((d for d in BY_DUTY if address.action and d in GRANTS[address.action]), None)
        if duty is None:
            continue
        response = walked(duty)[0].context.request.get(address.url(crowd.side))
        page = response.headers.get("content-type", "").startswith("text/html")
        leads_on = name_of(response.url) != address.name
        if page and response.status != 405 and not leads_on:
            yield address
