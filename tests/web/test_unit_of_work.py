"""One request is one transaction: what fails leaves nothing behind and is told in Chinese."""

from __future__ import annotations

import pytest
from django.test import Client

from anxin.privacy.models import AccessRecord
from tests import world
from tests.web.urls_that_fail import PERSON

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.web.urls_that_fail")]


def written() -> int:
    """Count what the failing views wrote."""
    world.become("audit_admin")
    return AccessRecord.objects.filter(person_ids__contains=[PERSON]).count()


@pytest.fixture
def client(browse) -> Client:
    """Return somebody signed in, whose client shows error pages as a browser does."""
    found = browse("officer")
    found.raise_request_exception = False
    return found


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/refuse/", 422, "现在不行"),
        ("/violate/", 500, "系统出错，内容没有保存"),
        ("/broken/", 500, "系统出错，内容没有保存"),
        ("/forbid/", 403, "不能打开这一页"),
        ("/suspect/", 400, "这个请求无法处理"),
    ],
)
def test_what_fails_is_told_in_words_and_leaves_nothing_behind(
    client, address: str, status: int, words: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "default-src" in answer["Content-Security-Policy"]
    assert written() == 0


def test_a_refusal_outside_a_form_shows_its_clause(client) -> None:
    assert "5.3.2.e</button>" in client.get("/refuse/").content.decode()


@pytest.mark.parametrize(
    ("status", "kept"), [(200, 1), (302, 1), (422, 1), (400, 0), (404, 0), (409, 0), (500, 0)]
)
def test_what_is_kept_follows_the_status(client, status: int, kept: int) -> None:
    assert client.get(f"/write/{status}/").status_code == status
    assert written() == kept


def test_a_made_up_session_is_nobody(db) -> None:
    client = Client()
    client.cookies["anxin_session"] = "made-up"
    assert client.get("/").status_code == 302
