"""Without a mouse: the palette, single keys, rows of lists, sending a form, help; and how to switch it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.site import Site
from tests.browser.visitor import DESK, PHONE, Visitor

HAND_MS = 90
ZOOMED_FOUR_TIMES = {"width": 320, "height": 256}


@pytest.fixture
def somebody(browser: Browser, site: Site) -> Iterator[Callable[[str], Visitor]]:
    """Return a function that signs a colleague in, in a browser that forgets its settings afterwards."""
    opened: list[Visitor] = []

    def sign_in(colleague: str) -> Visitor:
        opened.append(Visitor(browser, site, colleague).sign_in())
        return opened[-1]

    yield sign_in
    for visitor in opened:
        visitor.context.close()


@pytest.fixture
def officer(somebody: Callable[[str], Visitor]) -> Visitor:
    """Return an officer at home."""
    return somebody("officer")


def type_keys(visitor: Visitor, *keys: str) -> None:
    """Press keys, wherever the focus is, no faster than a hand: what is faster is a scanner."""
    for key in keys:
        visitor.page.keyboard.press(key)
        visitor.page.wait_for_timeout(HAND_MS)


def palette(visitor: Visitor) -> Locator:
    """Return the command palette."""
    return visitor.page.get_by_role("dialog", name="转到")


def shortcuts(visitor: Visitor) -> Locator:
    """Return the list of keys."""
    return visitor.page.get_by_role("dialog", name="快捷键")


class TestThePalette:
    def test_a_page_is_opened_by_its_initials_and_enter(self, officer: Visitor) -> None:
        type_keys(officer, "Control+k")
        box = palette(officer).get_by_role("combobox")
        expect(box).to_be_focused()
        expect(box).to_have_attribute("aria-expanded", "true")
        officer.page.keyboard.type("djmd")
        option = palette(officer).get_by_role("option", selected=True)
        expect(option).to_contain_text("登记名单")
        expect(box).to_have_attribute("aria-activedescendant", str(option.get_attribute("id")))
        officer.checked("palette")
        with officer.page.expect_navigation():
            type_keys(officer, "Enter")
        assert officer.page.url.endswith("/admission/register/")

    def test_arrows_choose_and_go_round(self, officer: Visitor) -> None:
        type_keys(officer, "Control+k")
        chosen = palette(officer).get_by_role("option", selected=True)
        expect(chosen).to_contain_text("待办")
        type_keys(officer, "ArrowDown")
        expect(chosen).not_to_contain_text("待办")
        type_keys(officer, "ArrowUp", "ArrowUp")
        last = palette(officer).get_by_role("option").last
        expect(last).to_have_attribute("aria-selected", "true")

    def test_escape_closes_it_and_the_focus_is_back_where_it_was(self, officer: Visitor) -> None:
        button = officer.page.get_by_role("button", name="转到")
        button.focus()
        type_keys(officer, "Enter")
        expect(palette(officer)).to_be_visible()
        type_keys(officer, "Escape")
        expect(palette(officer)).to_be_hidden()
        expect(button).to_be_focused()

    def test_nothing_that_fits_is_said_aloud(self, officer: Visitor) -> None:
        type_keys(officer, "Control+k")
        officer.page.keyboard.type("zzzz没有")
        status = palette(officer).get_by_role("status")
        expect(status).to_have_text("没有匹配的页面或人员")
        expect(palette(officer).get_by_role("combobox")).to_have_attribute("aria-expanded", "false")
        type_keys(officer, "Enter")
        expect(palette(officer)).to_be_visible()

    def test_a_person_is_found_by_initials_and_opened(self, officer: Visitor) -> None:
        type_keys(officer, "Control+k")
        officer.page.keyboard.type("cjz")
        people = palette(officer).get_by_role("group", name="人员")
        expect(people.get_by_role("option")).to_contain_text("陈旧账")
        with officer.page.expect_navigation():
            people.get_by_role("option").first.click()
        officer.sees("陈旧账")

    def test_what_another_duty_opens_is_not_offered(self, officer: Visitor) -> None:
        type_keys(officer, "Control+k")
        expect(palette(officer).get_by_role("option", name="登记名单")).to_be_visible()
        assert palette(officer).get_by_role("option", name="账簿").count() == 0


class TestKeys:
    def test_the_list_of_keys_tells_what_works_on_this_page(self, officer: Visitor) -> None:
        officer.open("/admission/register/")
        type_keys(officer, "?")
        expect(shortcuts(officer)).to_contain_text("下一行、上一行")
        expect(shortcuts(officer).get_by_text("提交正在填写的表单")).to_be_hidden()
        officer.checked("shortcuts")
        type_keys(officer, "Escape")
        officer.open("/preferences/")
        type_keys(officer, "?")
        expect(shortcuts(officer).get_by_text("提交正在填写的表单")).to_be_visible()
        expect(shortcuts(officer).get_by_text("下一行、上一行", exact=True)).to_be_hidden()

    def test_rows_are_walked_and_opened(self, officer: Visitor) -> None:
        officer.open("/admission/register/")
        rows = officer.page.locator("main tbody tr")
        assert rows.count() > 0
        type_keys(officer, "j")
        expect(rows.first.get_by_role("link")).to_be_focused()
        type_keys(officer, "k", "ArrowUp")
        expect(rows.first.get_by_role("link")).to_be_focused()
        with officer.page.expect_navigation():
            type_keys(officer, "Enter")
        assert "/admission/people/" in officer.page.url
        with officer.page.expect_navigation():
            type_keys(officer, "g", "h")
        assert officer.heading == "待办"

    def test_slash_goes_to_the_one_box_and_keys_typed_there_are_letters(
        self, officer: Visitor
    ) -> None:
        type_keys(officer, "/")
        box = officer.page.locator("[data-find-text]")
        expect(box).to_be_focused()
        officer.page.keyboard.type("jk?/g")
        expect(box).to_have_value("jk?/g")
        expect(shortcuts(officer)).to_be_hidden()

    def test_control_enter_sends_the_form_that_is_filled_in(self, officer: Visitor) -> None:
        officer.open("/preferences/")
        officer.page.get_by_label("高对比度", exact=True).check()
        with officer.page.expect_navigation():
            type_keys(officer, "Control+Enter")
        officer.sees("已保存显示设置")
        assert officer.page.locator("html").get_attribute("data-contrast") == "high"

    def test_single_keys_can_be_switched_off_and_the_others_stay(self, officer: Visitor) -> None:
        officer.open("/preferences/")
        officer.page.get_by_role("group", name="单键快捷键").get_by_label("关闭").check()
        officer.press("保存")
        type_keys(officer, "?", "g", "h", "/")
        expect(shortcuts(officer)).to_be_hidden()
        assert officer.page.url.endswith("/preferences/")
        type_keys(officer, "Control+k")
        expect(palette(officer)).to_be_visible()
        type_keys(officer, "Escape")
        officer.page.get_by_role("button", name="快捷键").click()
        expect(shortcuts(officer)).to_contain_text("单键快捷键已关闭")
        expect(shortcuts(officer).get_by_text("回到待办")).to_be_hidden()

    def test_f1_tells_of_the_page_and_escape_closes_it(self, officer: Visitor) -> None:
        officer.open("/admission/")
        words = officer.page.get_by_role("complementary", name="本页说明")
        expect(words).to_be_hidden()
        type_keys(officer, "F1")
        expect(words).to_contain_text("下一步由谁办")
        officer.axe()
        type_keys(officer, "Escape")
        expect(words).to_be_hidden()
        officer.page.get_by_role("button", name="本页说明").click()
        expect(words).to_be_visible()


class TestEverySizeAndContrast:
    def test_on_a_phone_the_flow_is_behind_a_button(self, officer: Visitor) -> None:
        officer.page.set_viewport_size(PHONE)
        flow = officer.page.get_by_role("navigation", name="业务流程")
        expect(flow).to_be_hidden()
        officer.page.get_by_role("button", name="业务流程菜单").click()
        expect(flow).to_be_visible()
        officer.axe()
        officer.go("登记名单")
        expect(flow).to_be_hidden()

    @pytest.mark.parametrize("colleague", ["officer", "reviewer", "dispenser"])
    def test_high_contrast_and_the_largest_type_are_sound(
        self, somebody: Callable[[str], Visitor], colleague: str
    ) -> None:
        visitor = somebody(colleague)
        visitor.open("/preferences/")
        visitor.page.get_by_label("高对比度", exact=True).check()
        visitor.page.get_by_label("特大（150%）").check()
        visitor.press("保存")
        for path in ("/", "/help/", "/preferences/"):
            visitor.open(path)
            visitor.axe()
            visitor.fits_a_phone()
        visitor.open("/")
        visitor.shot(f"home-{colleague}-high-contrast-large")
        visitor.page.set_viewport_size(ZOOMED_FOUR_TIMES)
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 320
        visitor.page.set_viewport_size(DESK)

    def test_the_language_is_switched_on_any_page_even_before_sign_in(
        self, browser: Browser, site: Site
    ) -> None:
        stranger = Visitor(browser, site)
        stranger.open("/sign-in/?next=%2Fadmission%2F")
        stranger.press("English")
        assert stranger.page.url.endswith("/sign-in/?next=%2Fadmission%2F")
        assert stranger.page.locator("html").get_attribute("lang") == "en"
        stranger.axe()
        stranger.press("简体中文")
        assert stranger.page.locator("html").get_attribute("lang") == "zh-Hans"
        assert stranger.heading == "登录"
        stranger.context.close()
