"""A roster comes in through the pages: uploaded, checked, put right, taken in with its progress (A8)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from anxin.imports.sheets import CONTENT_TYPE
from anxin.rules.roster import Column
from tests.browser.history import Past
from tests.browser.site import PROJECT, Site, environment
from tests.browser.visitor import Visitor
from tests.imports.rosters import FIRST, person, sheet, wide

COLUMNS = list(Column)


@pytest.fixture
def officer(browser: Browser, site: Site) -> Iterator[Visitor]:
    """Return the township officer at a desk."""
    visitor = Visitor(browser, site, "officer").sign_in()
    yield visitor
    visitor.context.close()


def work_off(database: str) -> None:
    """Let the background worker do what waits."""
    subprocess.run(
        [sys.executable, "-m", "django", "worker", "--until-empty"],
        env=environment(database),
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        check=True,
    )


def test_a_roster_is_checked_put_right_and_taken_in(officer: Visitor, past: Past) -> None:
    wrong = person(900) | {Column.RISK: "9"}
    sent = sheet([wide(901), person(902), wrong], columns=COLUMNS)
    officer.go("表格导入")
    officer.sees("还没有导入过表格")
    officer.follow("上传表格")
    officer.checked("rosters-upload")
    chosen = {"name": "油溪名单.xlsx", "mimeType": CONTENT_TYPE, "buffer": sent}
    officer.page.get_by_label("表格文件").set_input_files(chosen)
    officer.press("上传并核对")
    officer.sees("油溪名单.xlsx", "有错误", "可提交申请", "可存为草稿", "危险性评估应为 0 到 5 级")
    officer.checked("rosters-batch")

    officer.follow("有错误 1")
    officer.follow("查看或改正")
    officer.sees(f"表格第 {FIRST + 2} 行", "危险性评估应为 0 到 5 级")
    officer.checked("rosters-row")
    officer.type("危险性评估", "2")
    officer.press("保存并重新核对")
    officer.sees(f"第 {FIRST + 2} 行已改正")

    officer.follow("导入", within=officer.page.get_by_role("main"))
    officer.checked("rosters-take")
    officer.press("开始导入")
    officer.sees("已完成 0 / 3 行", "正在进行", "停止导入")
    officer.checked("rosters-progress")
    work_off(past.database)
    expect(officer.page.get_by_text("已完成 3 / 3 行")).to_be_visible(timeout=15_000)
    officer.page.reload()
    officer.sees("查看申请", "查看草稿")
    officer.follow("查看申请")
    officer.sees("等村（居）委会核实")
