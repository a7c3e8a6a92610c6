"""The one box in a real browser: by keyboard, by scanner, by camera, without a script, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import world
from tests.browser.conftest import AsPerson
from tests.browser.history import Past
from tests.browser.site import Site
from tests.browser.visitor import Visitor

# A camera that shows one picture.
CAMERA = """
async (picture) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 480];
  const pen = canvas.getContext("2d");
  const paint = () => {
    pen.fillStyle = "white";
    pen.fillRect(0, 0, 640, 480);
    pen.drawImage(image, 120, 40, 400, 400);
    requestAnimationFrame(paint);
  };
  paint();
  navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(15);
}
"""
NO_CAMERA = """
() => { navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotAllowedError"); }; }
"""


@pytest.fixture
def dispenser(as_person: AsPerson) -> Visitor:
    """Return the dispenser of the other point, at home."""
    visitor = as_person("other_dispenser")
    visitor.open("/")
    return visitor


@pytest.fixture
def counter(past: Past) -> str:
    """Return the address at which the waiting person is served."""
    return f"/counter/people/{past.waiting_person}/"


def test_by_keyboard_alone_initials_lead_to_the_pick_up(dispenser: Visitor, counter: str):
    keys = dispenser.page.keyboard
    keys.press("/")
    keys.type("wdh")
    with dispenser.page.expect_navigation():
        keys.press("Enter")
    dispenser.fine()
    dispenser.sees("找到 1 人", "王等候", "免费服药：享受中", "去发药")
    assert "wdh" not in dispenser.page.url
    dispenser.checked("find")

    dispenser.follow("去发药")
    assert counter in dispenser.page.url


def test_a_scanner_scans_on_any_page_without_a_click(dispenser: Visitor, past: Past, counter: str):
    dispenser.page.keyboard.type(past.waiting_card, delay=3)
    with dispenser.page.expect_navigation():
        dispenser.page.keyboard.press("Enter")
    dispenser.fine()

    assert f"{counter}?card=" in dispenser.page.url


def test_a_scan_with_one_late_key_is_still_one_scan(dispenser: Visitor, past: Past, counter: str):
    dispenser.page.keyboard.type(past.waiting_card[:3])
    dispenser.page.wait_for_timeout(150)
    dispenser.page.keyboard.type(past.waiting_card[3:])
    with dispenser.page.expect_navigation():
        dispenser.page.keyboard.press("Enter")
    dispenser.fine()

    assert f"{counter}?card=" in dispenser.page.url


def test_slow_typing_outside_a_field_is_no_scan(dispenser: Visitor, past: Past):
    dispenser.page.keyboard.type(past.waiting_card[:10], delay=90)
    dispenser.page.keyboard.press("Enter")
    dispenser.page.wait_for_timeout(300)

    assert dispenser.page.url.rstrip("/") == dispenser.site.address


def test_the_camera_reads_the_qr_on_the_card(
    dispenser: Visitor, as_person: AsPerson, past: Past, counter: str
):
    officer = as_person("other_officer")
    officer.open(f"/admission/people/{past.waiting_person}/")
    officer.follow(past.waiting_card)
    picture = officer.page.locator("img[src^='data:image/svg']").first.get_attribute("src")

    dispenser.page.evaluate(CAMERA, picture)
    with dispenser.page.expect_navigation():
        dispenser.page.get_by_role("button", name="扫二维码").click()
    dispenser.fine()

    assert f"{counter}?card=" in dispenser.page.url


def test_a_camera_that_is_refused_is_told_and_the_box_is_still_there(dispenser: Visitor):
    dispenser.page.evaluate(NO_CAMERA)
    dispenser.page.get_by_role("button", name="扫二维码").click()
    view = dispenser.page.get_by_role("dialog", name="扫救助卡上的二维码")
    view.get_by_text("打不开摄像头").wait_for()
    dispenser.axe()
    view.get_by_role("button", name="关闭").click()
    dispenser.fine()

    assert dispenser.page.get_by_role("textbox", name="找人").is_visible()


@pytest.mark.parametrize("colleague", ["officer", "reviewer", "psychiatrist", "police", "village"])
def test_nobody_found_says_what_to_do_and_the_page_is_sound(as_person: AsPerson, colleague):
    visitor = as_person(colleague)
    visitor.open("/find/")
    visitor.checked()
    visitor.type("找人", "查无此人")
    visitor.press("找人")
    visitor.sees("没有找到", "可能写错了，或不在您的辖区")
    visitor.checked("find-nobody" if colleague == "officer" else "")


def test_many_hits_are_a_list_that_says_there_may_be_more(as_person: AsPerson):
    visitor = as_person("auditor")
    visitor.open("/")
    visitor.type("找人", "陈旧账")
    visitor.press("找人")
    visitor.sees("找到 1 人", "陈旧账", "查看人员")
    visitor.checked("find-auditor")
    visitor.follow("查看人员")
    visitor.checked("person")


def test_a_duty_without_people_has_no_box(as_person: AsPerson):
    visitor = as_person("finance")
    visitor.open("/")

    assert visitor.page.get_by_role("search").count() == 0
    assert visitor.page.get_by_role("button", name="找人").count() == 0


@pytest.fixture
def scriptless(browser: Browser, site: Site) -> Iterator[Visitor]:
    """Return a dispenser whose browser runs no script."""
    visitor = Visitor(browser, site, "other_dispenser")
    visitor.context.close()
    visitor.context = browser.new_context(
        base_url=site.address, locale="zh-CN", java_script_enabled=False
    )
    visitor.page = visitor.context.new_page()
    visitor.page.goto("/sign-in/")
    visitor.type("账号", world.username("other_dispenser"))
    visitor.type("密码", world.PASSWORD)
    visitor.press("登录")
    yield visitor
    visitor.context.close()


def test_it_works_without_a_script(scriptless: Visitor, past: Past, counter: str):
    scriptless.type("找人", past.waiting_card)
    scriptless.press("找人")

    assert f"{counter}?card=" in scriptless.page.url
    assert scriptless.page.get_by_role("button", name="扫二维码").count() == 0
