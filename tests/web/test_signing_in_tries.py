"""Guessing: counted by account and by address, held across processes, the same for names that do not exist."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from anxin.organisations.signing import passwords, tries
from tests import world
from tests.web.signing import code, give_password, set_up_authenticator, text_of

WRONG, SHUT = "账号或密码不对，或账号没有在任职责", "登录失败次数过多"


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch):
    """Move the views' clock; the database keeps its own."""
    held = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: held[0])

    def later(**by: int):
        held[0] += timedelta(**by)
        return held[0]

    return later


@pytest.fixture
def examined(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Compare no hashes, which is slow, but count how many guesses came so far."""
    seen: list[str] = []

    def compare(password: str, encoded: str) -> bool:
        seen.append(password)
        return password == world.PASSWORD and encoded != "!"

    monkeypatch.setattr(passwords, "check_password", compare)
    return seen


def guess(
    client: Client, colleague: str = "officer", *, address: str = "10.0.0.1", password: str = "猜"
):
    return give_password(client, colleague, password, REMOTE_ADDR=address)


@pytest.mark.django_db
class TestGuessing:
    @pytest.mark.parametrize("username", ["officer", "nobody-of-this-name"])
    def test_of_a_thousand_guesses_at_an_account_five_are_examined_and_all_sound_alike(
        self, client: Client, examined: list[str], username: str
    ) -> None:
        pages = [text_of(guess(client, username)) for _ in range(60)]
        assert len(examined) == 5
        assert all(WRONG in page for page in pages[:5])
        assert all(SHUT in page and "1 分钟" in page for page in pages[5:])
        for number in range(940):
            door = tries.Door(username=world.username(username), address="10.0.0.1")
            assert door.shut_until(at=timezone.now()), number
        assert len(examined) == 5

    def test_the_right_password_is_not_examined_either_until_the_time_is_over(
        self, client: Client, examined: list[str], moment
    ) -> None:
        for _ in range(5):
            guess(client)
        assert guess(client, password=world.PASSWORD).status_code == 422
        moment(seconds=70)
        assert guess(client, password=world.PASSWORD).status_code == 302

    def test_from_many_addresses_ten_are_examined_and_one_address_locks_nobody_out_elsewhere(
        self, client: Client, examined: list[str]
    ) -> None:
        for _ in range(30):
            guess(client, address="10.0.0.1")
        assert len(examined) == 5
        assert WRONG in text_of(guess(client, address="10.0.0.2"))
        for number in range(100):
            guess(client, address=f"10.0.1.{number}")
        assert len(examined) == 10

    def test_an_address_that_tries_many_names_is_shut_after_ten(
        self, client: Client, examined: list[str]
    ) -> None:
        for number in range(100):
            guess(client, f"name-{number}", address="10.0.0.9")
        assert len(examined) == 10

    def test_who_has_come_from_an_address_before_is_not_held_up_by_others_there(
        self, client: Client, examined: list[str]
    ) -> None:
        guess(client, "reviewer", password=world.PASSWORD)
        for number in range(20):
            guess(client, f"name-{number}")
        assert SHUT in text_of(guess(client, "checker", password=world.PASSWORD))
        assert guess(client, "reviewer", password=world.PASSWORD).status_code == 302

    def test_the_next_sign_in_tells_of_it(self, client: Client, examined: list[str]) -> None:
        guess(client, password=world.PASSWORD)
        for _ in range(3):
            guess(client)
        guess(client, password=world.PASSWORD)
        page = text_of(client.get("/"))
        assert "上次登录" in page
        assert "来自 10.0.0.1" in page
        assert "此后有 3 次登录失败" in page
        assert "上次登录：" not in text_of(client.get("/"))
        assert text_of(client.get("/account/")).count("失败</") >= 3

    def test_the_second_factor_is_counted_with_the_password(
        self, client: Client, settings, moment
    ) -> None:
        give_password(client, "officer")
        secret, _codes = set_up_authenticator(client, at=moment(), password=world.PASSWORD)
        other = Client()
        for _ in range(5):
            give_password(other, "officer")
            assert other.post("/sign-in/second/", {"code": "000000"}).status_code == 422
        at = moment(seconds=40)
        answer = other.post("/sign-in/second/", {"code": code(secret, at)})
        assert (answer.status_code, SHUT in text_of(answer)) == (422, True)
        assert SHUT in text_of(give_password(Client(), "officer"))
        at = moment(seconds=60)
        assert other.post("/sign-in/second/", {"code": code(secret, at)}).status_code == 302

    def test_the_password_asked_again_is_throttled_and_does_not_lock_the_sign_in(
        self, browse, examined: list[str]
    ) -> None:
        client = browse("officer")
        passwords._KNOWN.clear()
        given = {"request_id": "0b5d2f0e-6f51-4e92-9d38-1a9f5f0e2c11", "new": "另一个很好的密码-12"}
        for number in range(8):
            answer = client.post(
                "/account/password/", {**given, "again": given["new"], "current": f"猜{number}"}
            )
            assert answer.status_code == 422
        assert len(examined) == 5
        assert "密码连续输错次数过多" in text_of(answer)
        assert give_password(Client(), "officer").status_code == 302

    def test_a_name_that_does_not_exist_costs_as_much_time(self, db: None) -> None:
        def took(username: str) -> float:
            start = time.process_time()
            assert passwords.check(username, "猜的密码") is None
            return time.process_time() - start

        known = [took(world.username("officer")) for _ in range(5)]
        unknown = [took("nobody-of-this-name") for _ in range(5)]
        assert statistics.median(unknown) > 0.5 * statistics.median(known)
        assert statistics.median(known) > 0.5 * statistics.median(unknown)

    @pytest.mark.parametrize(
        ("proxies", "counted"), [(frozenset(), "10.9.9.9"), (frozenset({"10.9.9.9"}), "172.16.0.7")]
    )
    def test_only_our_own_proxy_is_believed_where_somebody_comes_from(
        self, client: Client, settings, proxies, counted
    ) -> None:
        settings.PROXIES = proxies
        forwarded = {"HTTP_X_FORWARDED_FOR": "1.2.3.4, 172.16.0.7"}
        give_password(client, "officer", REMOTE_ADDR="10.9.9.9", **forwarded)
        assert counted in text_of(client.get("/account/"))


@pytest.fixture
def told(own_database: str) -> Iterator[str]:
    yield own_database
    connections.close_all()


class TestCommitted:
    def test_the_count_outlives_the_refused_request_and_holds_for_another_process(
        self, told: str
    ) -> None:
        for _ in range(5):
            assert guess(Client(), password="猜").status_code == 422
        connections["default"].close()
        assert SHUT in text_of(guess(Client(), password=world.PASSWORD))

    def test_many_at_once_are_counted_one_by_one(self, told: str, examined: list[str]) -> None:
        def try_some() -> None:
            for _ in range(10):
                guess(Client())
            connections.close_all()

        threads = [threading.Thread(target=try_some) for _ in range(8)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert len(examined) == 5
