"""Somebody at a screen: a page of their own, watched for every fault while they work."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

from tests import world
from tests.browser.site import PROJECT, Site

AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = PROJECT / "var" / "screenshots"
DESK, PHONE = {"width": 1366, "height": 800}, {"width": 360, "height": 740}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TELL_CSP = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));
"""
FINDINGS = """
async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]}))
  .violations.map((found) => `${found.id}: ${found.nodes.map((node) => node.html).join(" | ")}`)
"""
# What Chromium writes for every answer from 400 up; the answers themselves are looked at below.
ANSWER_WAS = "Failed to load resource: the server responded with a status of"
REFUSED_ON_PURPOSE = (404, 422)


class Visitor:
    """A page, signed in as a colleague; every fault seen on the way fails the next step."""

    sound: ClassVar[set[str]] = set()
    """How the pages looked that were found sound, whoever opened them."""

    def __init__(self, browser: Browser, site: Site, colleague: str = "") -> None:
        self.site, self.colleague = site, colleague
        self.context = browser.new_context(
            base_url=site.address, viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        self.context.set_default_timeout(10_000)
        self.context.add_init_script(TELL_CSP)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.status = 0
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"脚本出错：{error}"))
        self.page.on("response", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(ANSWER_WAS):
            self.faults.append(f"{self.page.url} 控制台：{message.text}")

    def _see(self, response: Response) -> None:
        is_page = response.request.is_navigation_request()
        if is_page:
            self.status = response.status
        allowed = REFUSED_ON_PURPOSE if is_page else ()
        if response.status >= 400 and response.status not in allowed:
            self.faults.append(f"{response.request.method} {response.url} → {response.status}")

    # ---- Going about ----

    def sign_in(self) -> Visitor:
        """Sign in through the page, as everybody does."""
        self.open("/sign-in/")
        self.type("账号", world.username(self.colleague))
        self.type("密码", world.PASSWORD)
        self.press("登录")
        assert self.heading == "待办", self.heading
        return self

    def open(self, path: str) -> int:
        """Go to an address; return the status."""
        self.page.goto(path)
        self.fine()
        return self.status

    def type(self, label: str, text: str, *, within: Locator | None = None) -> None:
        """Type into the field of a label."""
        (within or self.page).get_by_label(label, exact=False).first.fill(text)

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        """Choose from a list the one entry that contains these words."""
        box = (within or self.page).get_by_label(label, exact=False).first
        value = box.locator("option", has_text=option).first.get_attribute("value")
        box.select_option(value)

    def tick(self, group: str, *labels: str) -> None:
        """Tick the boxes of a group."""
        for label in labels:
            self.page.get_by_role("group", name=group).get_by_label(label, exact=True).check()

    def press(self, name: str) -> None:
        """Press a button and see that the page which comes is sound."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()
        self.fine()

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        """Follow a link by its words."""
        with self.page.expect_navigation():
            (within or self.page).get_by_role("link", name=name).first.click()
        self.fine()

    def go(self, place: str) -> None:
        """Go to a place of the navigation."""
        self.follow(place, within=self.page.get_by_role("navigation", name="业务流程"))

    # ---- Looking ----

    @property
    def heading(self) -> str:
        """Return the page's first heading."""
        return self.page.get_by_role("heading", level=1).inner_text()

    @property
    def words(self) -> str:
        """Return all words of the page."""
        return self.page.get_by_role("main").inner_text()

    def sees(self, *words: str) -> None:
        """Assert that the page says these words."""
        text = self.words
        missing = [word for word in words if word not in text]
        assert not missing, f"{self.page.url} 缺少 {missing}：\n{text}"

    def fine(self) -> None:
        """Assert that nothing went wrong up to here."""
        assert not self.faults, "\n".join([*self.faults, self.site.faults()])

    def axe(self) -> None:
        """Assert that axe finds nothing on the page (WCAG 2.2 AA)."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: Sequence[str] = self.page.evaluate(FINDINGS, RULES)
        assert not found, "\n".join([self.page.url, *found])

    def fits_a_phone(self) -> None:
        """Assert that nothing has to be scrolled sideways at 360 px."""
        self.page.set_viewport_size(PHONE)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        culprits = [] if wide <= PHONE["width"] else self.page.evaluate(_TOO_WIDE)
        self.page.set_viewport_size(DESK)
        assert wide <= PHONE["width"], f"{self.page.url} {wide}px：{json.dumps(culprits)}"

    def shot(self, name: str) -> None:
        """Keep the page as a picture, on a desk's screen and on a phone's."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self._picture(SHOTS / f"{name}.png")
        self.page.set_viewport_size(PHONE)
        self._picture(SHOTS / f"{name}-360.png")
        self.page.set_viewport_size(DESK)

    def _picture(self, path: Path) -> None:
        self.page.screenshot(path=path, full_page=True)

    def checked(self, name: str = "") -> None:
        """Assert that a page is sound for everyone; keep a picture where it has a name.

        What looks the same as a page that was sound needs no second look.
        """
        looks: str = self.page.evaluate(_LOOKS)
        if looks not in self.sound:
            self.axe()
            self.fits_a_phone()
            self.sound.add(looks)
        if name:
            self.shot(name)


# The bar is looked at on each duty's home; marks that differ at each opening are left out.
_LOOKS = """
() => (location.pathname === "/" ? document.body : document.querySelector("main")).innerHTML
    .replace(/(id|for|value|href|action|popovertarget|aria-describedby)="[^"]*"/g, "")
"""
_TOO_WIDE = """
() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((one) => one.getBoundingClientRect().right > 361 && !one.closest(".table-wrap"))
  .slice(0, 5).map((one) => one.outerHTML.slice(0, 120))
"""
