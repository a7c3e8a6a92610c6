"""我的账号: where one is signed in, the password, the second factors."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from anxin.acts.models import Act
from anxin.database.prepare import SYSTEM_STAFF
from anxin.database.work import acting_as, ticket
from anxin.organisations import services
from anxin.organisations.models import Staff
from anxin.organisations.signing.calls import value
from anxin.rules.access import Duty
from tests import world
from tests.web.signing import give_password, set_up_authenticator, text_of

pytestmark = pytest.mark.django_db
NEW = "冬至的饺子-2027"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


def signed_in(colleague: str = "officer", **extra) -> Client:
    """Return a client that signed in through the page."""
    client = Client(**extra)
    assert give_password(client, colleague).status_code == 302
    return client


def change(client: Client, *, current: str = world.PASSWORD, new: str = NEW, again: str = ""):
    """Send the form of another password."""
    given = {"request_id": str(uuid4()), "current": current, "new": new, "again": again or new}
    return client.post("/account/password/", given)


class TestSessions:
    def test_each_is_listed_with_address_and_browser(self) -> None:
        client = signed_in(headers={"user-agent": EDGE})
        page = text_of(client.get("/account/"))
        assert "Edge · Windows" in page
        assert "127.0.0.1" in page
        assert "仅密码" in page
        assert "这一处" in page

    def test_one_of_them_is_ended_from_another_and_is_told_why(self) -> None:
        here, there = signed_in(), signed_in()
        page = text_of(here.get("/account/"))
        address = page.split('/end/">')[0].rsplit('"', 1)[1] + "/end/"
        assert here.post(address).status_code == 302
        assert there.get("/")["Location"] == "/sign-in/?next=%2F"
        assert "这次登录已在另一处退出" in text_of(there.get("/sign-in/"))
        assert here.get("/").status_code == 200

    def test_the_session_of_somebody_else_is_not_found(self) -> None:
        mine, other = signed_in(), signed_in("reviewer")
        signed_in("reviewer")
        page = text_of(other.get("/account/"))
        address = page.split('/end/">')[0].rsplit('"', 1)[1] + "/end/"
        assert mine.post(address).status_code == 404
        assert other.get("/").status_code == 200

    def test_all_others_end_and_this_one_stays(self) -> None:
        here, one, two = signed_in(), signed_in(), signed_in()
        here.post("/account/sessions/others/end/")
        assert here.get("/").status_code == 200
        assert [c.get("/").status_code for c in (one, two)] == [302, 302]

    def test_everywhere_ends_this_one_too(self) -> None:
        here, there = signed_in(), signed_in()
        assert here.post("/account/sessions/end/")["Location"] == "/sign-in/"
        assert [c.get("/").status_code for c in (here, there)] == [302, 302]
        assert "您已退出全部登录" in text_of(here.get("/sign-in/"))

    def test_who_was_away_too_long_is_told_so_and_comes_back_to_the_page(self, settings) -> None:
        client = signed_in()
        settings.SESSION_IDLE = timedelta(0)
        sent = client.get("/account/?a=1")["Location"]
        assert sent == "/sign-in/?next=%2Faccount%2F%3Fa%3D1"
        assert "没有操作，为保护患者信息已自动退出" in text_of(client.get(sent))
        settings.SESSION_IDLE = timedelta(minutes=30)
        given = {"username": world.username("officer"), "password": world.PASSWORD}
        assert client.post(sent, given)["Location"] == "/account/?a=1"

    def test_who_was_signed_in_a_whole_day_is_told_so(self, settings) -> None:
        settings.SESSION_LASTS = timedelta(seconds=0)
        client = signed_in()
        assert client.get("/").status_code == 302
        client.cookies["anxin_session"] = client.cookies["anxin_session"].value
        settings.SESSION_LASTS = timedelta(hours=8)
        assert "已满 8 小时" in text_of(client.get("/sign-in/"))

    def test_nothing_is_said_to_who_signed_out_or_never_came(self) -> None:
        client = signed_in()
        client.post("/sign-out/")
        assert "notice-wait" not in text_of(client.get("/sign-in/"))
        assert "notice-wait" not in text_of(Client().get("/sign-in/"))

    def test_changing_duty_makes_no_day_longer_and_is_no_sign_in(self) -> None:
        with acting_as(SYSTEM_STAFF):
            made = services.give_duty(
                Staff.objects.get(id=world.staff_id("officer")),
                duty=Duty.DISPENSER,
                organisation=world.organisation(world.POINT),
                since=timezone.localdate(),
            )
        client = signed_in()
        before = ends_at(client, made.id)
        client.post(f"/duty/{made.id}/")
        assert client.get("/").status_code == 200
        assert ends_at(client, made.id) == before
        page = text_of(client.get("/account/"))
        sign_ins = page.split('aria-label="最近的登录"')[1].split("</table>")[0]
        assert sign_ins.count('<th scope="row">') == 1


def ends_at(client: Client, assignment_id: UUID) -> object:
    """Return when the session ends, as a change of duty would say; taken back."""
    new, staff = uuid4().hex, world.staff_id("officer")
    with world.rolled_back():
        seal = ticket(f"session|{new}|{staff}")
        key = client.cookies["anxin_session"].value
        found = value("change_session", key, new, assignment_id, seal)
    assert found is not None
    return found


class TestThePassword:
    def test_is_changed_with_the_old_one_and_the_other_sessions_end(self) -> None:
        here, there = signed_in(), signed_in()
        assert change(here)["Location"] == "/account/"
        assert here.get("/").status_code == 200
        assert there.get("/").status_code == 302
        assert "密码已在另一处修改" in text_of(there.get("/sign-in/"))
        assert give_password(Client(), "officer").status_code == 422
        assert give_password(Client(), "officer", NEW).status_code == 302
        world.become("officer")
        assert Act.objects.filter(kind="account.own_password").count() == 1

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({"current": "不是这个"}, "密码不对，请重新输入"),
            ({"new": "短"}, "新密码太短，至少要 10 个字符"),
            ({"new": "1234567890123"}, "新密码不能全是数字"),
            ({"new": "t-officer-1x"}, "新密码与账号或姓名太相近"),
            ({"new": "qwertyuiop"}, "新密码太常见"),
            ({"again": "另一个很长的密码"}, "两次输入的新密码不一样"),
            ({"new": world.PASSWORD}, "新密码不能与现在的密码相同"),
        ],
    )
    def test_is_refused_in_words(self, given: dict[str, str], told: str) -> None:
        answer = change(signed_in(), **given)
        assert answer.status_code == 422
        assert told in text_of(answer)
        assert give_password(Client(), "officer").status_code == 302

    def test_the_hash_of_a_colleague_is_out_of_every_querys_reach(self) -> None:
        from django.db import ProgrammingError, connection, transaction

        world.become("security_admin")
        staff = world.staff_id("officer")
        for statement in (
            "SELECT password FROM organisations_staff",
            "SELECT password FROM security.credential",
            "SELECT sealed FROM security.totp",
            "SELECT * FROM security.credentials('t-officer', 'x'::bytea)",
            f"SELECT security.password_of('{staff}', 'x'::bytea)",
            f"SELECT * FROM security.factors_of('{staff}', 'x'::bytea)",
            f"SELECT security.set_password('{staff}', 'x', false, 'x'::bytea)",
        ):
            with (
                pytest.raises(ProgrammingError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


class TestSecondFactors:
    def test_one_is_removed_after_the_password_and_its_codes_are_dead(self) -> None:
        client = signed_in()
        set_up_authenticator(client, at=timezone.now(), password=world.PASSWORD)
        page = text_of(client.get("/account/"))
        assert "恢复码还剩 10 个" in page
        address = page.split("/remove/")[0].rsplit('"', 1)[1] + "/remove/"
        wrong = {"request_id": str(uuid4()), "current": "不是这个"}
        assert client.post(address, wrong).status_code == 422
        right = {"request_id": str(uuid4()), "current": world.PASSWORD}
        assert client.post(address, right)["Location"] == "/account/"
        assert give_password(Client(), "officer")["Location"] == "/"

    def test_adding_one_asks_for_the_password(self) -> None:
        client = signed_in()
        page = text_of(client.get("/account/authenticator/"))
        assert "现在的密码" in page
        given = {"request_id": str(uuid4()), "name": "x", "code": "123456", "current": ""}
        answer = client.post("/account/authenticator/", given)
        assert "请填写现在的密码" in text_of(answer)

    def test_that_of_somebody_else_is_not_found(self) -> None:
        other = signed_in("reviewer")
        set_up_authenticator(other, at=timezone.now(), password=world.PASSWORD)
        page = text_of(other.get("/account/"))
        address = page.split("/remove/")[0].rsplit('"', 1)[1] + "/remove/"
        assert signed_in().get(address).status_code == 404

    def test_who_must_have_one_and_removes_the_last_sets_up_another_first(self, settings) -> None:
        settings.SECOND_FACTOR = "required"
        client = signed_in()
        set_up_authenticator(client, at=timezone.now())
        page = text_of(client.get("/account/"))
        address = page.split("/remove/")[0].rsplit('"', 1)[1] + "/remove/"
        client.post(address, {"request_id": str(uuid4()), "current": world.PASSWORD})
        assert client.get("/")["Location"] == "/account/first/"
