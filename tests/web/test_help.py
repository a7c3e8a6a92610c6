"""Every page says what it is for, by which clause, and who does the next step."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import UUIDConverter
from django.utils import translation

from anxin.policy import load
from anxin.web.help import ADDRESSES_WITHOUT, HELP
from anxin.web.help_words import ACTS_ONLY, DATA
from anxin.web.navigation import PLACES
from tests.architecture.test_pages import addresses

ADDRESSES = dict(addresses())
SOME_ID = "00000000-0000-4000-8000-000000000000"


def pattern_of(name: str) -> URLPattern:
    """Return the pattern of an address by its full name."""
    space, _, short = name.partition(":")

    def search(resolver: URLResolver) -> list[URLPattern]:
        found = []
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                found += search(entry) if entry.namespace in {None, space} else []
            elif entry.name == short:
                found.append(entry)
        return found

    return search(get_resolver())[0]


def some_address(name: str) -> str:
    """Return an address of this name, for something that does not exist where it needs an id."""
    wanted = pattern_of(name).pattern.converters
    given = {k: SOME_ID if isinstance(v, UUIDConverter) else "x" for k, v in wanted.items()}
    return reverse(name, kwargs=given)


def test_every_address_has_its_help_or_shows_no_page() -> None:
    without = set(ADDRESSES) - set(HELP) - ADDRESSES_WITHOUT
    assert without == set(), "write what the page is for in web/help_words"
    gone = (set(HELP) | ADDRESSES_WITHOUT) - set(ADDRESSES)
    assert gone == set(), "these addresses do not exist"
    assert not set(HELP) & ADDRESSES_WITHOUT
    assert not ACTS_ONLY & DATA


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(ACTS_ONLY))
def test_what_has_no_help_because_it_is_an_act_shows_no_page(client: Client, name: str) -> None:
    answer = client.get(some_address(name))
    # Behind the guard of a duty one is first asked to sign in.
    assert answer.status_code in {302, 405}
    allowed = {405: "POST", 302: None}[answer.status_code]
    assert answer.headers.get("Allow") == allowed


@pytest.mark.parametrize("name", sorted(HELP))
def test_help_is_short_and_cites_a_clause_that_exists(name: str) -> None:
    words = HELP[name]
    assert words.clause == "" or words.clause in load().clauses
    with translation.override("zh-hans"):
        purpose, next_step = str(words.purpose), str(words.next_step)
    assert 10 <= len(purpose) <= 90
    assert 5 <= len(next_step) <= 90
    assert purpose.endswith("。")
    assert next_step.endswith("。")
    assert purpose.count("。") + next_step.count("。") <= 4


def test_only_what_is_ours_alone_cites_no_clause() -> None:
    assert {name for name, words in HELP.items() if not words.clause} <= {
        "web:preferences",
        "web:find",
        "web:account",
    }


@pytest.mark.django_db
class TestShown:
    def test_a_page_explains_itself_with_its_clause_and_next_step(self, browse) -> None:
        page = browse("officer").get("/admission/").content.decode()
        shown = page[page.index('id="page-help"') :]
        for part in (*vars_of("enrolment:applications"), "5.1.2.a", 'popovertarget="page-help"'):
            assert part in (page if part.startswith("popovertarget") else shown)

    def test_a_page_about_a_fault_explains_nothing(self, browse) -> None:
        client = browse("officer")
        for address in ("/nothing/", "/readings/", "/sign-out/"):
            assert 'id="page-help"' not in client.get(address).content.decode(), address

    def test_the_page_of_all_help_explains_every_place_of_the_duty_and_no_other(
        self, browse
    ) -> None:
        page = browse("dispenser").get("/help/").content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        inside = [p for p in PLACES if f'href="{p.url}"' in main]
        duty = [p for p in PLACES if "dispenser" in granted(p.action)]
        assert inside == duty
        assert all(str(HELP[p.url_name].purpose) in main for p in inside)


def vars_of(name: str) -> tuple[str, str]:
    """Return the two sentences of a page's help."""
    return str(HELP[name].purpose), str(HELP[name].next_step)


def granted(action: str) -> set[str]:
    """Return the duties that hold an action."""
    from anxin.rules.access import GRANTS

    return {str(duty) for duty in GRANTS[action]}
