"""Sign-in, the agreement, home, and the pages for what is amiss."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import localdate

from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as
from anxin.organisations import services
from anxin.organisations.models import DutyAssignment, Staff
from anxin.rules.access import Duty
from tests import world

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """Return an answer's page."""
    return response.content.decode()


def without_tokens(response) -> str:
    """Return the page but for the tokens against forged requests, which differ each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text_of(response))


class TestSigningIn:
    def test_who_is_not_signed_in_is_sent_to_sign_in_and_back(self, client: Client) -> None:
        answer = client.get("/?a=1&b=2")
        assert answer.status_code == 302
        assert answer["Location"] == "/sign-in/?next=%2F%3Fa%3D1%26b%3D2"

    def test_the_right_password_opens_a_session_and_goes_where_one_wanted_to_go(
        self, client: Client
    ) -> None:
        given = {"username": world.username("officer"), "password": world.PASSWORD}
        answer = client.post("/sign-in/?next=/agreement/", given)
        assert (answer.status_code, answer["Location"]) == (302, "/agreement/")
        cookie = answer.cookies["anxin_session"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert "测试officer" in text_of(client.get("/"))

    def test_a_foreign_address_to_go_on_to_is_not_followed(self, client: Client) -> None:
        given = {"username": world.username("officer"), "password": world.PASSWORD}
        assert client.post("/sign-in/?next=https://example.org/", given)["Location"] == "/"

    @pytest.mark.parametrize("username", ["t-officer", "nobody-of-this-name"])
    def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(
        self, client: Client, username: str
    ) -> None:
        answer = client.post("/sign-in/", {"username": username, "password": "猜的"})
        assert answer.status_code == 422
        assert "账号或密码不对，或账号没有在任职责" in text_of(answer)
        assert "anxin_session" not in answer.cookies

    def test_accounts_and_their_password_are_shown_in_a_demonstration_only(
        self, client: Client, settings
    ) -> None:
        assert "anxin-demo" not in text_of(client.get("/sign-in/?account=demo-officer"))
        settings.DEMONSTRATION = True
        assert "演示系统" in text_of(client.get("/sign-in/"))

    def test_signing_out_ends_the_session(self, browse) -> None:
        client = browse("officer")
        assert client.get("/").status_code == 200
        assert client.post("/sign-out/")["Location"] == "/sign-in/"
        assert client.get("/").status_code == 302


class TestTheFrame:
    def test_the_bar_says_who_one_is_under_which_duty_and_where(self, browse) -> None:
        page = text_of(browse("officer").get("/"))
        assert "测试officer" in page
        assert "镇街精防人员" in page

    def test_every_page_carries_the_strict_content_policy_and_stays_out_of_caches(
        self, browse
    ) -> None:
        answer = browse("officer").get("/")
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "no-store"

    def test_navigation_shows_only_what_the_duty_may_open(self, browse) -> None:
        assert "查阅记录" in text_of(browse("audit_admin").get("/"))
        assert "查阅记录" not in text_of(browse("officer").get("/"))


class TestChangingDuty:
    @pytest.fixture
    def second(self, db) -> DutyAssignment:
        """Give the officer a second duty."""
        with acting_as(SYSTEM_STAFF):
            staff = Staff.objects.get(id=world.staff_id("officer"))
            return services.give_duty(
                staff,
                duty=Duty.DISPENSER,
                organisation=world.organisation(world.POINT),
                since=localdate(),
            )

    def test_one_goes_on_under_the_other_in_a_new_session(self, client: Client, second) -> None:
        given = {"username": world.username("officer"), "password": world.PASSWORD}
        before = client.post("/sign-in/", given).cookies["anxin_session"].value
        assert "换到：发药人" in text_of(client.get("/"))
        after = client.post(f"/duty/{second.id}/").cookies["anxin_session"].value
        assert after != before
        assert "换到：镇街精防人员" in text_of(client.get("/"))
        client.cookies["anxin_session"] = before
        assert client.get("/").status_code == 302

    def test_the_duty_of_somebody_else_is_not_found(self, client: Client, second) -> None:
        given = {"username": world.username("dispenser"), "password": world.PASSWORD}
        client.post("/sign-in/", given)
        assert client.post(f"/duty/{second.id}/").status_code == 404


class TestTheAgreement:
    def test_its_text_names_the_clause_and_the_signer(self, browse) -> None:
        page = text_of(browse("officer").get("/agreement/"))
        assert "严重精神障碍患者信息保密协议" in page
        assert "承诺人：测试officer" in page
        assert "您已签署" in page

    def test_who_has_not_signed_is_sent_to_it_and_signs_for_a_year(self, client: Client) -> None:
        with acting_as(SYSTEM_STAFF):
            new = services.add_staff(username="t-new", name="测试新人", password=world.PASSWORD)
            services.give_duty(
                new,
                duty=Duty.TOWNSHIP_OFFICER,
                organisation=world.organisation(world.POINT),
                since=localdate(),
            )
        client.post("/sign-in/", {"username": "t-new", "password": world.PASSWORD})
        assert client.get("/")["Location"] == "/agreement/"
        page = text_of(client.get("/agreement/"))
        assert "业务流程" not in page
        unread = client.post("/agreement/", {"request_id": str(uuid4())})
        assert unread.status_code == 422
        assert "请阅读后勾选承诺" in text_of(unread)
        signed = client.post("/agreement/", {"request_id": str(uuid4()), "read": "on"})
        assert signed["Location"] == "/"
        assert client.get("/").status_code == 200


class TestWhatIsAmiss:
    def test_an_address_that_does_not_exist_and_one_of_another_duty_look_the_same(
        self, browse
    ) -> None:
        client = browse("officer")
        absent, others = client.get("/nothing/"), client.get("/readings/")
        assert absent.status_code == others.status_code == 404
        assert "没有找到这一页" in text_of(absent)
        assert without_tokens(absent) == without_tokens(others)

    def test_an_act_opened_as_a_page_is_answered_in_words(self, browse) -> None:
        answer = browse("officer").get("/sign-out/")
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
        assert "没有找到这一页" in text_of(answer)

    def test_a_form_without_its_token_is_answered_in_words(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        answer = strict.post("/sign-in/", {"username": "a", "password": "b"})
        assert answer.status_code == 403
        assert "页面已过期" in text_of(answer)
