"""Places, the waiting list and the yearly review: sound for everyone, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from tests.browser.crowd import Crowd
from tests.browser.visitor import Visitor

As = Callable[[str], Visitor]


@pytest.fixture(scope="module")
def going(browser: Browser, crowd: Crowd) -> Iterator[As]:
    """Return a function that gives a colleague's page on the site with every noun."""
    present: dict[str, Visitor] = {}

    def visitor(colleague: str) -> Visitor:
        if colleague not in present:
            present[colleague] = Visitor(browser, crowd.site, colleague).sign_in()
        return present[colleague]

    yield visitor
    for one in present.values():
        one.context.close()


def address(crowd: Crowd, name: str, kind: str = "") -> str:
    """Return the address of a page, about an object of our side where it is about one."""
    return reverse(f"enrolment:{name}", args=[crowd.side.objects[kind][0]] if kind else [])


@pytest.mark.parametrize(
    ("colleague", "name", "kind", "picture"),
    [
        ("reviewer", "places", "", "places"),
        ("reviewer", "waiting", "", "waiting-office"),
        ("officer", "waiting", "", "waiting-township"),
        ("officer", "answer", "offer", "waiting-answer"),
        ("officer", "yearly", "", "yearly-township"),
        ("reviewer", "yearly", "", "yearly-office"),
        ("officer", "yearly_step", "enrolment.due", "yearly-propose"),
        ("reviewer", "yearly_decide", "enrolment.proposed", "yearly-decide"),
        ("officer", "yearly_renew", "enrolment.kept", "yearly-renew"),
        ("commission", "yearly_one", "enrolment.due", "yearly-seen"),
        ("officer", "change_guardian", "person", "change-guardian"),
        ("officer", "change_clinic", "person", "change-clinic"),
        ("reviewer", "changes", "", "changes-office"),
        ("officer", "history", "person", "person-history"),
    ],
)
def test_a_page_is_sound_on_a_desk_and_on_a_phone(
    going: As, crowd: Crowd, colleague, name, kind, picture
):
    visitor = going(colleague)

    assert visitor.open(address(crowd, name, kind)) == 200
    visitor.checked(picture)


def test_those_who_fit_are_proposed_by_keyboard_alone(going: As):
    officer = going("officer")
    officer.go("年度审核与续签")
    before = officer.page.get_by_role("checkbox").count()
    assert before

    officer.page.get_by_role("checkbox").first.focus()
    for _ in range(before * 2):
        officer.page.keyboard.press("Tab")
        if officer.page.evaluate(
            "document.activeElement.matches('main button[type=submit]:not(.clause)')"
        ):
            break
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Enter")

    officer.fine()
    officer.sees("待办公室审定")
    assert officer.page.get_by_role("checkbox").count() == 0
