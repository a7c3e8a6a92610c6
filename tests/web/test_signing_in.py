"""Password, then second factor; nothing is open between the two, nor before one is set up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from anxin.database.work import enter
from anxin.web.navigation import PLACES
from tests import world
from tests.web.signing import (
    code,
    give_password,
    options_of,
    set_up_authenticator,
    text_of,
)
from tests.web.soft_passkey import SoftPasskey

pytestmark = pytest.mark.django_db
SITE = {"headers": {"host": "localhost"}}
ORIGIN = "http://localhost"


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch):
    """Hold the views' clock; return a function that moves it on."""
    held = [timezone.now()]
    monkeypatch.setattr(timezone, "now", lambda: held[0])

    def later(**by: int):
        held[0] += timedelta(**by)
        return held[0]

    return later


@pytest.fixture
def required(settings) -> None:
    settings.SECOND_FACTOR = "required"


@pytest.fixture
def officer(required, moment) -> tuple[str, list[str]]:
    """Give the officer an authenticator; return its secret and the recovery codes."""
    client = Client()
    give_password(client, "officer")
    return set_up_authenticator(client, at=moment())


def second(client: Client, given: str, **extra):
    return client.post("/sign-in/second/", {"code": given}, **extra)


class TestBeforeAFactorIsSetUp:
    def test_whoever_must_have_one_is_led_to_set_one_up(self, required, client: Client) -> None:
        give_password(client, "officer")
        assert client.get("/")["Location"] == "/account/first/"
        page = text_of(client.get("/account/first/"))
        assert "设置第二重验证" in page
        assert "业务流程" not in page

    def test_nothing_else_opens_and_the_database_shows_nobody(
        self, required, client: Client
    ) -> None:
        give_password(client, "officer")
        opened = {place.url: client.get(place.url) for place in PLACES}
        assert {answer.status_code for answer in opened.values()} == {302}
        assert {answer["Location"] for answer in opened.values()} == {"/account/first/"}
        assert client.get("/agreement/")["Location"] == "/account/first/"
        actor = enter(client.cookies["anxin_session"].value, idle=timedelta(minutes=30))
        assert actor is not None
        assert (actor.agreement_signed, actor.waits_for) == (True, "factor")
        with connection.cursor() as cursor:
            cursor.execute("SELECT security.may('registry.read'), security.may('reference.read')")
            assert cursor.fetchone() == (False, True)

    def test_it_opens_everything_once_set_up_and_ten_recovery_codes_are_shown(
        self, required, client: Client, moment
    ) -> None:
        give_password(client, "officer")
        _secret, codes = set_up_authenticator(client, at=moment())
        assert len(set(codes)) == 10
        assert client.get("/").status_code == 200
        assert all(one not in text_of(client.get("/account/")) for one in codes)

    def test_a_wrong_first_code_sets_nothing_up(self, required, client: Client, moment) -> None:
        give_password(client, "officer")
        client.get("/account/authenticator/")
        given = {
            "request_id": "4f8f1c34-9f8e-4c6a-8d9e-0d5f6f0f6c11",
            "name": "x",
            "code": "000000",
        }
        answer = client.post("/account/authenticator/", given)
        assert answer.status_code == 422
        assert "验证码不对" in text_of(answer)
        assert client.get("/")["Location"] == "/account/first/"

    def test_where_it_is_optional_the_password_is_enough(self, client: Client) -> None:
        give_password(client, "officer")
        assert client.get("/").status_code == 200

    def test_a_demonstrations_own_accounts_need_none(self, required, settings, client) -> None:
        from anxin.database.prepare import SYSTEM_STAFF
        from anxin.database.work import acting_as
        from anxin.organisations import services
        from anxin.rules.access import Duty

        settings.DEMONSTRATION = True
        with acting_as(SYSTEM_STAFF):
            made = services.add_staff(username="demo-x", name="演示人", password=world.PASSWORD)
            services.give_duty(
                made,
                duty=Duty.TOWNSHIP_OFFICER,
                organisation=world.organisation(world.POINT),
                since=timezone.localdate(),
            )
        client.post("/sign-in/", {"username": "demo-x", "password": world.PASSWORD})
        assert client.get("/")["Location"] == "/agreement/"


class TestTheCode:
    def test_between_password_and_code_there_is_no_session(self, officer, client) -> None:
        answer = give_password(client, "officer")
        assert answer["Location"] == "/sign-in/second/"
        assert "anxin_session" not in answer.cookies
        assert answer.cookies["anxin_half"]["httponly"]
        assert client.get("/")["Location"] == "/sign-in/?next=%2F"

    def test_the_right_code_opens_the_session_and_goes_where_one_wanted(
        self, officer, client, moment
    ) -> None:
        answer = client.post(
            "/sign-in/?next=/agreement/",
            {"username": world.username("officer"), "password": world.PASSWORD},
        )
        assert answer["Location"] == "/sign-in/second/?next=/agreement/"
        given = {"code": code(officer[0], moment(seconds=60))}
        answer = client.post(answer["Location"], given)
        assert (answer.status_code, answer["Location"]) == (302, "/agreement/")
        assert client.get("/").status_code == 200

    @pytest.mark.parametrize("steps", [-1, 0, 1])
    def test_one_step_before_and_after_is_taken(self, officer, client, moment, steps) -> None:
        give_password(client, "officer")
        at = moment(seconds=120)
        assert second(client, code(officer[0], at, steps=steps)).status_code == 302

    @pytest.mark.parametrize("steps", [-2, 2])
    def test_two_steps_are_not(self, officer, client, moment, steps) -> None:
        give_password(client, "officer")
        at = moment(seconds=120)
        assert second(client, code(officer[0], at, steps=steps)).status_code == 422
        assert "anxin_session" not in client.cookies

    def test_a_code_opens_once_and_no_earlier_one_after_it(self, officer, moment) -> None:
        at = moment(seconds=120)
        for steps, status in ((0, 302), (0, 422), (-1, 422), (1, 302)):
            client = Client()
            give_password(client, "officer")
            assert second(client, code(officer[0], at, steps=steps)).status_code == status, steps

    def test_the_code_that_set_it_up_opens_nothing(self, officer, client, moment) -> None:
        give_password(client, "officer")
        answer = second(client, code(officer[0], moment()))
        assert answer.status_code == 422
        assert "已经用过" in text_of(answer)

    def test_the_half_way_ticket_ends_after_five_minutes(self, officer, client, moment) -> None:
        moment(minutes=-6)
        give_password(client, "officer")
        answer = second(client, code(officer[0], moment(minutes=8)))
        assert answer["Location"] == "/sign-in/"
        assert "anxin_session" not in client.cookies

    def test_the_half_way_ticket_is_used_once(self, officer, client, moment) -> None:
        give_password(client, "officer")
        ticket = client.cookies["anxin_half"].value
        assert second(client, code(officer[0], moment(seconds=60))).status_code == 302
        other = Client()
        other.cookies["anxin_half"] = ticket
        assert second(other, code(officer[0], moment(seconds=60)))["Location"] == "/sign-in/"

    def test_a_made_up_ticket_is_nobodys(self, officer, client, moment) -> None:
        client.cookies["anxin_half"] = "made up"
        assert second(client, code(officer[0], moment(seconds=60)))["Location"] == "/sign-in/"

    def test_an_account_switched_off_meanwhile_does_not_get_in(
        self, officer, client, moment
    ) -> None:
        from anxin.organisations.models import Staff

        give_password(client, "officer")
        world.become("security_admin")
        Staff.objects.filter(id=world.staff_id("officer")).update(is_active=False)
        answer = second(client, code(officer[0], moment(seconds=60)))
        assert answer["Location"] == "/sign-in/"


class TestRecoveryCodes:
    def test_each_opens_once_and_how_many_are_left_is_told(self, officer) -> None:
        for status in (302, 422):
            client = Client()
            give_password(client, "officer")
            answer = client.post(
                "/sign-in/second/?with=recovery", {"code": officer[1][0].upper().replace("-", " ")}
            )
            assert answer.status_code == status
            if status == 302:
                assert "还剩 9 个" in text_of(client.get("/"))

    def test_new_ones_take_the_place_of_the_old(self, officer, client, moment) -> None:
        from uuid import uuid4

        from tests.web.signing import CODE

        give_password(client, "officer")
        second(client, code(officer[0], moment(seconds=60)))
        given = {"request_id": str(uuid4()), "current": world.PASSWORD}
        new = CODE.findall(text_of(client.post("/account/codes/", given)))
        assert len(new) == 10
        assert not set(new) & set(officer[1])
        other = Client()
        give_password(other, "officer")
        address = "/sign-in/second/?with=recovery"
        assert other.post(address, {"code": officer[1][1]}).status_code == 422
        assert other.post(address, {"code": new[0]}).status_code == 302


class TestPasskeys:
    @pytest.fixture
    def key(self, required, moment) -> SoftPasskey:
        """Give the officer a passkey through the page."""
        client, made = Client(**SITE), SoftPasskey("localhost")
        give_password(client, "officer")
        asked = options_of(client.get("/account/passkey/"))
        assert asked["rp"]["id"] == "localhost"
        assert asked["authenticatorSelection"]["userVerification"] == "preferred"
        answer = self.add(client, made.create(asked["challenge"], origin=ORIGIN))
        assert "您的十个恢复码" in text_of(answer)
        assert client.get("/").status_code == 200
        return made

    def add(self, client: Client, answer: str):
        from uuid import uuid4

        given = {"request_id": str(uuid4()), "name": "安全密钥", "passkey": answer}
        return client.post("/account/passkey/", {**given, "current": world.PASSWORD})

    def asked(self, client: Client) -> str:
        give_password(client, "officer")
        return options_of(client.get("/sign-in/second/"))["challenge"]

    def send(self, client: Client, answer: str):
        return client.post("/sign-in/second/", {"passkey": answer})

    def test_it_opens_the_session_and_its_use_is_counted(self, key) -> None:
        client = Client(**SITE)
        answer = self.send(client, key.get(self.asked(client), origin=ORIGIN))
        assert answer.status_code == 302
        assert client.get("/").status_code == 200
        assert "通行密钥" in text_of(client.get("/account/"))

    def test_a_challenge_is_answered_once(self, key) -> None:
        client = Client(**SITE)
        challenge = self.asked(client)
        wrong = key.get(challenge, origin="http://evil.example")
        assert self.send(client, wrong).status_code == 422
        assert self.send(client, key.get(challenge, origin=ORIGIN)).status_code == 422
        again = options_of(client.get("/sign-in/second/"))["challenge"]
        assert self.send(client, key.get(again, origin=ORIGIN)).status_code == 302

    def test_a_challenge_holds_for_its_own_sign_in_alone(self, key) -> None:
        one, other = Client(**SITE), Client(**SITE)
        challenge = self.asked(one)
        self.asked(other)
        assert self.send(other, key.get(challenge, origin=ORIGIN)).status_code == 422

    def test_a_copied_key_whose_count_stands_still_is_refused(self, key) -> None:
        client = Client(**SITE)
        self.send(client, key.get(self.asked(client), origin=ORIGIN, counted=5))
        copy = Client(**SITE)
        answer = self.send(copy, key.get(self.asked(copy), origin=ORIGIN, counted=5))
        assert answer.status_code == 422
        assert "通行密钥没有通过验证" in text_of(answer)

    def test_another_key_and_another_site_are_refused(self, key) -> None:
        client = Client(**SITE)
        stranger, elsewhere = SoftPasskey("localhost"), SoftPasskey("evil.example")
        stranger.id = elsewhere.id = key.id
        elsewhere.key = key.key
        for made in (stranger, elsewhere):
            answer = made.get(self.asked(client), origin=ORIGIN)
            assert self.send(client, answer).status_code == 422
        assert "anxin_session" not in client.cookies

    @pytest.mark.parametrize("noise", ["{}", "[]", "no json", '{"rawId": 7}', '{"rawId": "*"}'])
    def test_noise_is_no_answer(self, key, noise) -> None:
        client = Client(**SITE)
        self.asked(client)
        assert self.send(client, noise).status_code == 422
        named = key.get(self.asked(client), origin=ORIGIN).replace("signature", "signed")
        assert self.send(client, named).status_code == 422

    def test_a_key_made_for_another_site_is_not_kept(self, required, moment) -> None:
        client, made = Client(**SITE), SoftPasskey("evil.example")
        give_password(client, "officer")
        asked = options_of(client.get("/account/passkey/"))
        answer = self.add(client, made.create(asked["challenge"], origin=ORIGIN))
        assert answer.status_code == 422
        assert client.get("/")["Location"] == "/account/first/"

    def test_at_a_bare_address_there_are_none_and_the_page_says_so(self, required) -> None:
        client = Client(headers={"host": "127.0.0.1"})
        give_password(client, "officer")
        assert "现在的网址是 IP 地址" in text_of(client.get("/account/first/"))
        assert client.get(reverse("web:passkey")).status_code == 404
