"""Every place of the navigation, opened as every duty: no fault, nothing for axe, and on a phone."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from anxin.rules.access import GRANTS, Duty
from anxin.web.navigation import PLACES
from tests import world
from tests.browser.conftest import AsPerson

# One colleague of each duty; nobody signs in as the system itself.
BY_DUTY: dict[Duty, str] = {}
for _name, _place in world.COLLEAGUES.items():
    BY_DUTY.setdefault(_place.duty, _name)

OPENED = [
    pytest.param(BY_DUTY[duty], place, id=f"{duty}-{place.url_name}")
    for duty in BY_DUTY
    for place in PLACES
    if duty in GRANTS[place.action]
]
# The duty that a place's picture is taken of: who works there most.
PICTURED = {
    ("web:home", "officer"): "home-officer",
    ("web:home", "reviewer"): "home-reviewer",
    ("web:home", "dispenser"): "home-dispenser",
    ("web:home", "checker"): "home-checker",
    ("enrolment:applications", "reviewer"): "applications",
    ("enrolment:register", "officer"): "register-before",
    ("clinics:days", "psychiatrist"): "clinic-days",
    ("dispensing:counter", "dispenser"): "counter",
    ("pharmacy:orders", "storekeeper"): "orders",
    ("ledger:books", "auditor"): "books",
    ("funding:overview", "finance"): "fund",
    ("privacy:records", "audit_admin"): "readings",
    ("supervision:overview", "commission"): "overview",
    ("supervision:overview", "politics"): "overview-told",
}


def test_every_duty_has_a_colleague_here():
    assert set(BY_DUTY) == set(Duty) - {Duty.SYSTEM}


@pytest.mark.parametrize(("colleague", "place"), OPENED)
def test_it_opens_is_sound_for_everyone_and_fits_a_phone(as_person: AsPerson, colleague, place):
    visitor = as_person(colleague)
    assert visitor.open(place.url) == 200
    shown = visitor.page.get_by_role("navigation", name="业务流程").get_by_role("link")
    here = shown.and_(visitor.page.locator("[aria-current=page]"))
    assert here.inner_text() == str(place.title)
    visitor.checked(PICTURED.get((place.url_name, colleague), ""))


@pytest.mark.parametrize("duty", list(BY_DUTY))
def test_the_navigation_leads_only_where_the_duty_may_go(as_person: AsPerson, duty):
    visitor = as_person(BY_DUTY[duty])
    visitor.open("/")
    shown = visitor.page.get_by_role("navigation", name="业务流程").get_by_role("link")
    assert shown.all_inner_texts() == [str(p.title) for p in PLACES if duty in GRANTS[p.action]]
    closed = [place.url for place in PLACES if duty not in GRANTS[place.action]]
    for url in closed[::4]:
        assert visitor.open(url) == 404, url
        visitor.sees("没有找到这一页")


@pytest.mark.parametrize(
    ("colleague", "name"),
    [
        ("officer", "enrolment:application"),
        ("dispenser", "dispensing:pickup"),
        ("accountant", "settlement:claim"),
        ("storekeeper", "pharmacy:order"),
    ],
)
def test_what_does_not_exist_is_not_found_and_the_page_says_so(as_person, colleague, name):
    visitor = as_person(colleague)
    assert visitor.open(reverse(name, args=[uuid4()])) == 404
    visitor.sees("没有找到这一页", "回到待办")
    visitor.checked()


def test_a_stranger_is_led_to_the_sign_in_page_whatever_is_opened(stranger):
    for place in PLACES[::3]:
        stranger.open(place.url)
        assert stranger.heading == "登录", place.url
    stranger.checked("sign-in")


def test_a_wrong_password_is_told_once_and_the_account_stays_typed(stranger):
    stranger.open("/sign-in/")
    stranger.type("账号", world.username("officer"))
    stranger.type("密码", "不是这个密码")
    stranger.press("登录")
    assert stranger.page.get_by_role("alert").count() == 1
    assert stranger.page.get_by_label("账号").input_value() == world.username("officer")
    stranger.checked("sign-in-refused")
