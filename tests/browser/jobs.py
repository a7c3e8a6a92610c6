"""An officer's most frequent jobs, done with the keyboard alone; every key and every page is counted.

``docs/jobs.md`` holds the numbers. After a job became shorter, or had to grow:
``ANXIN_WRITE_JOBS=1 python -m pytest tests/browser/test_jobs.py`` writes the table anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Frame, Locator
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.site import PROJECT
from tests.browser.visitor import Visitor

PAPER: Path = PROJECT / "docs" / "jobs.md"
TABLE = re.compile(r"(?<=<!-- measured -->\n).*?(?=<!-- /measured -->)", re.DOTALL)
ROW = re.compile(
    r"^\| (?P<job>[^|]+?) \| (?P<pages>\d+) \| (?P<keys>\d+) \| (?P<typed>\d+) \|", re.M
)
HEAD = "| Job | Pages | Key presses | Characters typed |\n| --- | --: | --: | --: |\n"
HAND_MS = 60
"""No faster than a hand: what is faster is a scanner."""
MOST_TABS = 150
NAVIGATION_MS = 10_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What a job takes: pages that come, keys pressed beside the content, characters of the content."""

    pages: int
    keys: int
    typed: int


class Hands:
    """Two hands at a keyboard; they count what they do from the moment they begin."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.pages = self.keys = self.typed = 0
        self.page.on("framenavigated", self._came)

    def _came(self, frame: Frame) -> None:
        self.pages += frame == self.page.main_frame

    @property
    def cost(self) -> Cost:
        """Return what it took up to here."""
        return Cost(pages=self.pages, keys=self.keys, typed=self.typed)

    # ---- Keys ----

    def press(self, key: str, *, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.page.keyboard.press(key)
            self.keys += 1

    def go(self, key: str = "Enter") -> None:
        """Press a key after which another page comes, and see that it is sound."""
        try:
            with self.page.expect_navigation(timeout=NAVIGATION_MS):
                self.press(key)
        except TookTooLong as late:
            focus = self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
            raise AssertionError(f"{self.page.url}：{key} 在 {focus} 上没有打开页面") from late
        self.page.wait_for_load_state()
        self.visitor.fine()

    def scan(self, text: str) -> None:
        """Let a scanner type a code and Enter: no key of a hand."""
        with self.page.expect_navigation():
            self.page.keyboard.type(text)
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()
        self.visitor.fine()

    def jump(self, initials: str) -> None:
        """Open a page by its initials in the palette."""
        self.press("Control+k")
        palette = self.page.get_by_role("dialog", name="转到")
        palette.get_by_role("combobox").wait_for()
        self.write(initials)
        palette.get_by_role("option", selected=True).wait_for()
        self.go()

    def row(self, words: str) -> None:
        """Go down the rows with j to the one that says these words, and open it."""
        wanted = self.page.locator("main tbody tr, main .inbox-row").filter(has_text=words).first
        for _ in range(MOST_TABS):
            if wanted.evaluate("row => row.contains(document.activeElement)"):
                return self.go()
            self.press("j")
            self.page.wait_for_timeout(HAND_MS)
        raise AssertionError(f"{self.page.url}：用 j 到不了“{words}”")

    def to(self, wanted: Locator) -> None:
        """Press Tab until something holds the focus, on a page just opened past the navigation."""
        one = wanted.first
        if self.page.evaluate("document.activeElement === document.body"):
            self._skip()
        for _ in range(MOST_TABS):
            if one.evaluate("one => one === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"{self.page.url}：用 Tab 键到不了 {wanted}")

    def _skip(self) -> None:
        """Go past the navigation by the first link of every page."""
        self.press("Tab")
        self.press("Enter")
        assert self.page.evaluate("document.activeElement.id") == "content"

    # ---- Fields, in the order of the page ----

    def write(self, text: str) -> None:
        """Type some content."""
        self.page.keyboard.type(text)
        self.typed += len(text)

    def field(self, label: str, text: str) -> None:
        """Go to a field and type."""
        self.to(self.page.get_by_label(label, exact=False))
        self.page.keyboard.insert_text(text)
        self.typed += len(text)

    def day(self, label: str, day: date) -> None:
        """Go to a date and type its eight digits."""
        self.to(self.page.get_by_label(label, exact=False))
        self.write(f"{day:%Y%m%d}")

    def choose(self, label: str, words: str) -> None:
        """Go to a list and down to an entry."""
        box = self.page.get_by_label(label, exact=False)
        self.to(box)
        entries = box.first.locator("option").all_inner_texts()
        wanted = next(i for i, text in enumerate(entries) if words in text)
        now = int(box.first.evaluate("list => list.selectedIndex"))
        self.press("ArrowDown" if wanted >= now else "ArrowUp", times=abs(wanted - now))
        assert words in box.first.locator("option:checked").inner_text()

    def tick(self, wanted: Locator) -> None:
        """Go to a box and tick it, or to a group of which the first is chosen."""
        self.to(wanted)
        self.press("Space")
        assert wanted.first.is_checked()

    def group(self, name: str, words: str, *, nth: int = 0) -> Locator:
        """Return a choice of a group."""
        return self.page.get_by_role("group", name=name).nth(nth).get_by_label(words, exact=True)


# ---- The paper ----


def on_paper() -> dict[str, Cost]:
    """Return the numbers that docs/jobs.md tells, by job."""
    table = TABLE.search(PAPER.read_text(encoding="utf-8"))
    assert table is not None, f"{PAPER} has no measured table"
    return {
        row["job"]: Cost(pages=int(row["pages"]), keys=int(row["keys"]), typed=int(row["typed"]))
        for row in ROW.finditer(table.group())
    }


def write_down(costs: dict[str, Cost]) -> None:
    """Put measured numbers into docs/jobs.md; the words around them stay."""
    rows = [f"| {job} | {c.pages} | {c.keys} | {c.typed} |\n" for job, c in costs.items()]
    text = PAPER.read_text(encoding="utf-8")
    PAPER.write_text(TABLE.sub(lambda _found: HEAD + "".join(rows), text), encoding="utf-8")
