"""Negative controls: what the other tests of this folder rely on to see a fault does see it."""

from __future__ import annotations

import pytest

from tests.browser import chrome
from tests.browser.visitor import Visitor

ADD = "(html) => document.querySelector('main').insertAdjacentHTML('beforeend', html)"


@pytest.fixture
def opened(stranger: Visitor) -> Visitor:
    """Return the sign-in page, which is sound."""
    stranger.open("/sign-in/")
    stranger.axe()
    stranger.fits_a_phone()
    return stranger


def test_a_style_that_the_policy_forbids_is_seen(opened: Visitor):
    opened.page.evaluate(ADD, "<p style='color: red'>红</p>")
    opened.page.wait_for_timeout(50)
    with pytest.raises(AssertionError, match="Content Security Policy"):
        opened.fine()


def test_an_error_on_the_console_is_seen(opened: Visitor):
    opened.page.evaluate("() => console.error('坏了')")
    opened.page.wait_for_timeout(50)
    with pytest.raises(AssertionError, match="坏了"):
        opened.fine()


def test_a_file_that_is_missing_is_seen(opened: Visitor):
    opened.page.evaluate("() => fetch('/static/nothing.js')")
    opened.page.wait_for_timeout(200)
    with pytest.raises(AssertionError, match=r"nothing\.js"):
        opened.fine()


def test_a_field_without_a_label_is_seen(opened: Visitor):
    opened.page.evaluate(ADD, "<input type='text'>")
    with pytest.raises(AssertionError, match="label"):
        opened.axe()


def test_what_is_too_wide_for_a_phone_is_seen(opened: Visitor):
    opened.page.evaluate(ADD, f"<p><a href='/'>{'A' * 80}</a></p>")
    with pytest.raises(AssertionError, match="AAAA"):
        opened.fits_a_phone()


def test_without_a_browser_one_sentence_says_how_to_get_it(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(AssertionError, match="apt-get install chromium"):
        chrome.find()
