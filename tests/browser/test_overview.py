"""The overview in a browser: charts on canvas, tables behind them, and the way to the rows."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import AsPerson
from tests.browser.visitor import DESK, PHONE, Visitor

BLANK = """
(canvas) => {
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  for (let i = 3; i < pixels.length; i += 4) if (pixels[i] !== 0) return false;
  return true;
}
"""


def charts(page: Page) -> list[str]:
    """Return the charts of the page by key."""
    found = page.locator(".chart").evaluate_all("(all) => all.map((one) => one.id)")
    return [str(one) for one in found]


@pytest.mark.parametrize("colleague", ["commission", "officer", "accountant", "checker", "finance"])
def test_every_chart_is_drawn_and_the_page_is_sound(as_person: AsPerson, colleague: str) -> None:
    visitor, seen = as_person(colleague), 0
    for part in parts(visitor):
        visitor.open(f"/overview/{part}")
        drawn = visitor.page.locator(".chart-figure:visible canvas")
        assert drawn.count() == visitor.page.locator(".chart-figure:visible").count(), part
        seen += drawn.count()
        for i in range(drawn.count()):
            assert not drawn.nth(i).evaluate(BLANK), part
        visitor.checked(f"overview-{colleague}-{part.removeprefix('?part=')}")
    assert seen > 0


def parts(visitor: Visitor) -> list[str]:
    """Return the addresses of the parts that a colleague is shown."""
    visitor.open("/overview/")
    links = visitor.page.get_by_role("navigation", name="总体情况的各部分").get_by_role("link")
    return [str(one.get_attribute("href")) for one in links.all()]


def test_a_chart_gives_way_to_its_table_by_keyboard(as_person: AsPerson) -> None:
    visitor = as_person("commission")
    for part in parts(visitor):
        visitor.open(f"/overview/{part}")
        for key in charts(visitor.page):
            section = visitor.page.locator(f"#{key}")
            if section.locator(".chart-switch").is_visible():
                _switched(section, visitor.page)
        visitor.fine()
        visitor.checked(f"overview-tables-{part.removeprefix('?part=')}")


def _switched(section: Locator, page: Page) -> None:
    figure, table = section.locator(".chart-figure"), section.locator("[data-table]")
    assert figure.is_visible()
    assert table.is_hidden()
    assert figure.get_attribute("role") == "img"
    assert figure.get_attribute("aria-label")
    button = section.get_by_role("button", name="表", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert figure.is_hidden()
    assert table.is_visible()


def test_a_number_leads_to_the_rows_it_counts(as_person: AsPerson) -> None:
    visitor = as_person("commission")
    visitor.open("/overview/")
    section = visitor.page.locator("#served")
    section.get_by_role("button", name="表", exact=True).click()
    link = section.locator("tbody a").first
    number = int(link.inner_text())
    link.click()
    assert visitor.heading == "在册患者"
    assert visitor.page.locator("tbody tr").count() == number
    visitor.checked("overview-rows")


def test_a_bar_leads_to_the_rows_it_counts(as_person: AsPerson) -> None:
    visitor = as_person("commission")
    visitor.open("/overview/")
    canvas = visitor.page.locator("#served canvas")
    box = canvas.bounding_box()
    assert box is not None
    # The one bar lies in the upper half, right of its town's name.
    for height in range(34, int(box["height"]) - 20, 6):
        canvas.click(position={"x": box["width"] * 0.4, "y": height})
        visitor.page.wait_for_timeout(80)
        if visitor.page.url.find("/overview/served/") > 0:
            break
    visitor.fine()
    assert visitor.heading == "在册患者"


def test_without_a_script_the_tables_show(as_person: AsPerson) -> None:
    visitor = as_person("commission")
    state = visitor.context.storage_state()
    browser = visitor.context.browser
    assert browser is not None
    plain = browser.new_context(
        base_url=visitor.site.address,
        storage_state=state,
        java_script_enabled=False,
        viewport=PHONE,
    )
    page = plain.new_page()
    page.goto("/overview/")
    assert page.locator("[data-table]").count() == page.locator("[data-table]:visible").count() == 3
    assert page.locator(".chart-figure:visible").count() == 0
    assert page.locator(".chart-switch:visible").count() == 0
    plain.close()


def test_forced_colours_show_the_tables_first(as_person: AsPerson) -> None:
    visitor = as_person("commission")
    visitor.page.emulate_media(forced_colors="active")
    visitor.open("/overview/")
    assert visitor.page.locator("#served [data-table]").is_visible()
    visitor.page.locator("#served").get_by_role("button", name="图", exact=True).click()
    assert visitor.page.locator("#served canvas").is_visible()
    visitor.fine()
    visitor.page.emulate_media(forced_colors="none")
    visitor.open("/overview/")


def test_a_chart_follows_the_width_of_the_window(as_person: AsPerson) -> None:
    visitor = as_person("commission")
    visitor.open("/overview/?part=money")
    canvas = visitor.page.locator("#money canvas")
    wide = canvas.bounding_box()
    visitor.page.set_viewport_size(PHONE)
    visitor.page.wait_for_timeout(500)
    narrow = canvas.bounding_box()
    assert wide is not None
    assert narrow is not None
    assert narrow["width"] < PHONE["width"] < wide["width"]
    visitor.fine()
    visitor.page.set_viewport_size(DESK)
