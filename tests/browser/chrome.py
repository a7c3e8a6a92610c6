"""Chromium as the tests use it: found on this machine, silent on the network, able to write Chinese."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
)
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def find() -> str:
    """Return the browser's path, or fail and say how to get one."""
    named = os.environ.get("CHROMIUM", "")
    found = shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
    assert found, (
        "没有找到浏览器：请安装 Chromium（Debian 12：apt-get install chromium），"
        "或用环境变量 CHROMIUM 写明它在哪里，然后重新运行浏览器测试。"
    )
    return found


@contextmanager
def running() -> Iterator[Browser]:
    """Run one browser, with the font of the wheel: without it every character is an empty box."""
    executable = find()
    with TemporaryDirectory(prefix="anxin-fonts-") as room, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable,
            args=list(FLAGS),
            env={**os.environ, "FONTCONFIG_FILE": str(_fonts(Path(room)))},
        )
        yield browser
        browser.close()


def _fonts(room: Path) -> Path:
    written = room / "fonts.conf"
    fonts = files("noto_cjk_sans_otc")
    written.write_text(FONTS.format(fonts=fonts, cache=room / "cache"), encoding="utf-8")
    return written
