"""A pick-up from the scan to the next scan without a mouse: every step is one key away (5.3.2.e)."""

from __future__ import annotations

from django.urls import reverse
from playwright.sync_api import Browser

from tests import world
from tests.browser.crowd import Crowd
from tests.browser.visitor import Visitor


def test_from_one_scan_to_the_next_without_a_mouse(browser: Browser, crowd: Crowd):
    ready = crowd.side.objects["person.ready"][0]
    dispenser = Visitor(browser, crowd.site, crowd.side.dispenser).sign_in()
    keys = dispenser.page.keyboard
    dispenser.open(reverse("dispensing:counter"))

    keys.type(crowd.side.cards[ready])
    _enter(dispenser, "备药")
    _enter(dispenser, "签字领药")
    keys.press("Space")
    keys.press("Tab")
    keys.press("ArrowDown")
    keys.press("Tab")
    keys.type("QM-KEYS-1")
    keys.press("Tab")
    keys.type(world.PASSWORD)
    _enter(dispenser, "领药记录")
    assert dispenser.page.locator("[accesskey=p]").is_visible()
    _enter(dispenser, "发药")
    assert dispenser.page.evaluate("document.activeElement.name") == "text"
    dispenser.context.close()


def _enter(dispenser: Visitor, heading: str) -> None:
    """Press Enter on what has the focus; it leads to a page with this heading."""
    with dispenser.page.expect_navigation():
        dispenser.page.keyboard.press("Enter")
    dispenser.fine()
    assert dispenser.heading == heading, dispenser.words
