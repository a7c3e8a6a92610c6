"""Language, contrast, size of type and single keys: plain cookies, applied by the server on every page."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from anxin.web.preferences import CONTRAST, KEYS, LANGUAGE, PREFERENCES, TEXT, in_language

pytestmark = pytest.mark.django_db
CHOSEN = {"language": "en", "contrast": "high", "text": "larger", "keys": "off"}


def root_of(response) -> str:
    """Return the page's opening tag."""
    page = response.content.decode()
    return page[page.index("<html") : page.index("<head>")]


def test_before_anything_is_chosen_pages_are_chinese_and_plain(client: Client) -> None:
    answer = client.get("/sign-in/")
    expected = 'lang="zh-Hans" data-contrast="normal" data-text="normal" data-keys="on"'
    assert expected in root_of(answer)
    assert answer["Content-Language"] == "zh-Hans"


def test_choices_are_kept_in_cookies_and_stand_on_the_root_of_every_page(client: Client) -> None:
    answer = client.post("/preferences/", CHOSEN)
    assert (answer.status_code, answer["Location"]) == (302, "/preferences/")
    for name, value in CHOSEN.items():
        cookie = answer.cookies[f"anxin_{name}"]
        assert (cookie.value, cookie["samesite"], cookie["path"]) == (value, "Lax", "/")
        assert cookie["max-age"] > 0
    expected = 'lang="en" data-contrast="high" data-text="larger" data-keys="off"'
    for address in ("/preferences/", "/sign-in/", "/nothing/"):
        assert expected in root_of(client.get(address)), address


def test_the_page_shows_what_holds_now(client: Client) -> None:
    client.cookies["anxin_text"] = "large"
    page = client.get("/preferences/").content.decode()
    chosen = [part for part in page.split("<input") if "checked" in part.split(">")[0]]
    values = {part.split('value="')[1].split('"')[0] for part in chosen}
    assert values == {"zh-hans", "normal", "large", "on"}


def test_a_choice_that_does_not_exist_is_refused_and_a_forged_cookie_means_the_usual(
    client: Client,
) -> None:
    answer = client.post("/preferences/", {**CHOSEN, "text": "huge"})
    assert answer.status_code == 422
    assert not answer.cookies.keys() & {one.cookie for one in PREFERENCES}
    request = RequestFactory().get("/")
    request.COOKIES = {one.cookie: '"><script>' for one in PREFERENCES}
    found = [one.of(request) for one in (LANGUAGE, CONTRAST, TEXT, KEYS)]
    assert found == ["zh-hans", "normal", "normal", "on"]


class TestTheSwitch:
    def test_it_goes_back_to_the_page_one_came_from(self, client: Client) -> None:
        came_from = "http://testserver/sign-in/?next=%2F"
        answer = client.post("/language/", {"language": "en"}, headers={"referer": came_from})
        assert (answer.status_code, answer["Location"]) == (302, came_from)
        assert 'lang="en"' in root_of(client.get("/sign-in/"))
        back = client.post("/language/", {"language": "zh-hans"}, headers={"referer": came_from})
        assert back.cookies["anxin_language"].value == "zh-hans"

    @pytest.mark.parametrize("foreign", ["https://example.org/", "javascript:alert(1)", ""])
    def test_a_foreign_page_is_not_gone_back_to(self, client: Client, foreign: str) -> None:
        answer = client.post("/language/", {"language": "en"}, headers={"referer": foreign})
        assert answer["Location"] == "/"

    def test_a_language_that_does_not_exist_changes_nothing(self, client: Client) -> None:
        answer = client.post("/language/", {"language": "tlh"})
        assert "anxin_language" not in answer.cookies

    @pytest.mark.parametrize("address", ["/sign-in/", "/preferences/", "/nothing/"])
    def test_every_page_offers_the_other_language_in_its_own_name(
        self, client: Client, address: str
    ) -> None:
        page = client.get(address).content.decode()
        assert 'name="language" value="en"' in page
        assert 'lang="en"' in page


def test_the_view_runs_in_the_chosen_language_and_the_next_request_in_its_own() -> None:
    seen: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        return HttpResponse()

    middleware = in_language(answer)
    for cookies in ({"anxin_language": "en"}, {}):
        request = RequestFactory().get("/")
        request.COOKIES = cookies
        middleware(request)
    assert seen == ["en", "zh-hans"]


def test_a_form_without_its_token_is_answered_in_the_chosen_language_too() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["anxin_language"] = "en"
    assert 'lang="en"' in root_of(strict.post("/sign-in/", {"username": "a"}))
