"""A photo taken with a telephone: put in, looked at, and a bad file told at its field (A4)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.crowd import Crowd
from tests.browser.visitor import PHONE, Visitor
from tests.files.sent import EICAR, picture


@pytest.fixture
def officer(browser: Browser, crowd: Crowd) -> Iterator[Visitor]:
    """Return the township officer with a telephone in hand."""
    visitor = Visitor(browser, crowd.site, "officer").sign_in()
    visitor.page.set_viewport_size(PHONE)
    yield visitor
    visitor.context.close()


def _choose(officer: Visitor, name: str, content: bytes) -> None:
    sent = {"name": name, "mimeType": "image/jpeg", "buffer": content}
    officer.page.get_by_label("照片或扫描件").set_input_files(sent)


def test_a_photo_is_put_in_with_a_telephone_and_seen_on_the_application(
    officer: Visitor, crowd: Crowd
):
    application = crowd.side.objects["application.approved"][0]
    officer.open(f"/admission/{application}/")
    officer.follow("添加照片或扫描件")
    officer.checked("files-add")
    officer.page.set_viewport_size(PHONE)

    officer.choose("材料", "一寸照片")
    _choose(officer, "IMG_0001.JPG", EICAR)
    officer.press("上传")
    assert officer.status == 422
    officer.sees("文件内容不是 JPEG、PNG 图片或 PDF")
    officer.checked("files-add-wrong")
    officer.page.set_viewport_size(PHONE)

    _choose(officer, "IMG_0002.JPG", picture(size=(900, 1200)))
    officer.press("上传")
    assert officer.page.url.endswith(f"/admission/{application}/")
    officer.sees("已添加", "一寸照片")
    shown = officer.page.get_by_role("link", name="一寸照片").locator("img")
    shown.scroll_into_view_if_needed()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    officer.checked("files-application")
    officer.page.set_viewport_size(PHONE)

    officer.follow("撤下 一寸照片")
    officer.type("撤下原因", "拍错了人")
    officer.checked("files-withdraw")
    officer.press("撤下")
    officer.sees("已撤下", "还没有照片和扫描件")
