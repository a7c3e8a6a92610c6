"""账号与职责: what the security administrator does with accounts, and never with their own."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from anxin.acts.models import Act
from anxin.organisations.models import DutyAssignment, Staff
from anxin.rules.access import Duty
from tests import world
from tests.web.signing import give_password, set_up_authenticator, text_of

pytestmark = pytest.mark.django_db
INITIAL = re.compile(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>")


@pytest.fixture
def admin(browse) -> Client:
    return browse("security_admin")


def request_id() -> dict[str, str]:
    return {"request_id": str(uuid4())}


def open_account(admin: Client, username: str = "zhang.san"):
    return admin.post("/accounts/new/", {**request_id(), "username": username, "name": "测试张三"})


def staff_of(username: str) -> Staff:
    world.become("security_admin")
    return Staff.objects.get(username=username)


def give(admin: Client, staff_id, duty: Duty, code: str, **changed: str):
    world.become("security_admin")
    place = world.organisation(code)
    given = {"duty": duty, "organisation": str(place.id), "since": localdate().isoformat()}
    return admin.post(f"/accounts/{staff_id}/duty/", {**request_id(), **given, **changed})


def act(admin: Client, colleague: str, what: str):
    return admin.post(f"/accounts/{world.staff_id(colleague)}/{what}/", request_id())


class TestTheList:
    def test_finds_by_name_duty_and_state_and_tells_how_many_are_hidden(self, admin) -> None:
        every = text_of(admin.get("/accounts/"))
        assert f"共 {len(world.COLLEAGUES)} 条" in every
        assert "system<" not in every
        found = text_of(admin.get("/accounts/?q=OFFICER&duty=township_officer"))
        assert "共 3 条" in found
        assert f"筛选隐藏了 {len(world.COLLEAGUES) - 3} 条" in found
        assert "没有这样的账号" in text_of(admin.get("/accounts/?state=disabled"))

    def test_is_of_the_security_administrator_alone(self, browse) -> None:
        for colleague in ("officer", "system_admin", "audit_admin", "auditor"):
            client = browse(colleague)
            for address in ("", "new/", f"{world.staff_id('officer')}/"):
                assert client.get(f"/accounts/{address}").status_code == 404
            assert act(client, "officer", "disable").status_code == 404
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM security.account_states()")
                assert cursor.fetchone() == (0,)

    def test_the_systems_own_account_is_not_found(self, admin) -> None:
        from anxin.database.prepare import SYSTEM_STAFF

        assert admin.get(f"/accounts/{SYSTEM_STAFF}/").status_code == 404


class TestOpening:
    def test_shows_the_initial_password_once_and_it_must_be_changed(self, admin) -> None:
        answer = open_account(admin)
        [initial] = INITIAL.findall(text_of(answer))
        made = staff_of("zhang.san")
        assert initial not in text_of(admin.get(f"/accounts/{made.id}/"))
        assert give(admin, made.id, Duty.TOWNSHIP_OFFICER, world.POINT).status_code == 302
        client = Client()
        client.post("/sign-in/", {"username": "zhang.san", "password": initial})
        assert client.get("/")["Location"] == "/account/first/"
        assert client.get("/account/first/")["Location"] == "/account/password/"
        given = {"current": initial, "new": "春分的燕子-2027", "again": "春分的燕子-2027"}
        changed = client.post("/account/password/", {**request_id(), **given})
        assert changed["Location"] == "/account/first/"
        assert client.get("/")["Location"] == "/agreement/"

    def test_is_a_recorded_act_and_sent_again_shows_nothing_more(self, admin) -> None:
        given = {**request_id(), "username": "li.si", "name": "测试李四"}
        first, again = (admin.post("/accounts/new/", given) for _ in range(2))
        assert INITIAL.findall(text_of(first))
        made = staff_of("li.si")
        assert again["Location"] == f"/accounts/{made.id}/"
        assert Act.objects.filter(kind="account.open", result_id=made.id).count() == 1

    @pytest.mark.parametrize(
        ("username", "told"),
        [
            ("T-OFFICER", "已有人使用"),
            ("a", "账号只能用小写字母"),
            ("张三张三", "账号只能用小写字母"),
            ("demo-me", "留作他用"),
        ],
    )
    def test_refuses_names_in_words(self, admin, username, told) -> None:
        answer = open_account(admin, username)
        assert answer.status_code == 422
        assert told in text_of(answer)


class TestDuties:
    def test_one_that_does_not_fit_is_refused_with_both_names(self, admin) -> None:
        answer = give(admin, world.staff_id("psychiatrist"), Duty.DISPENSER, "rehab")
        assert answer.status_code == 422
        page = text_of(answer)
        assert "“发药人”与已任的“精神科医师”不能由同一人担任" in page
        assert "7.1.c" in page

    def test_the_database_refuses_it_too(self, admin) -> None:
        world.become("security_admin")
        with pytest.raises(IntegrityError, match="does not fit"), transaction.atomic():
            DutyAssignment.objects.create(
                staff_id=world.staff_id("psychiatrist"),
                duty=Duty.DISPENSER,
                organisation=world.organisation("rehab"),
                since=localdate(),
            )

    def test_nobody_gives_oneself_one_and_the_database_refuses_it_too(self, admin) -> None:
        own = world.staff_id("security_admin")
        answer = give(admin, own, Duty.OFFICE_REVIEWER, "office")
        assert "不能给自己开职责" in text_of(answer)
        world.become("security_admin")
        with pytest.raises(IntegrityError, match="their own account"), transaction.atomic():
            DutyAssignment.objects.create(
                staff_id=own,
                duty=Duty.OFFICE_REVIEWER,
                organisation=world.organisation("office"),
                since=localdate(),
            )
        with pytest.raises(IntegrityError, match="their own account"), transaction.atomic():
            Staff.objects.filter(id=own).update(name="别人")

    @pytest.mark.parametrize(
        ("duty", "code", "changed", "told"),
        [
            (Duty.POLICE, "rehab", {}, "没有“公安派出所”这一职责"),
            (Duty.TOWNSHIP_OFFICER, world.POINT, {}, "已在这个单位担任"),
            (Duty.DISPENSER, world.POINT, {"since": "2020-01-01"}, "不能从过去的日期起任"),
            (Duty.DISPENSER, world.POINT, {"since": ""}, "请填写起任日期"),
        ],
    )
    def test_refusals_are_in_words(self, admin, duty, code, changed, told) -> None:
        answer = give(admin, world.staff_id("officer"), duty, code, **changed)
        assert answer.status_code == 422
        assert told in text_of(answer)

    def test_one_ended_today_opens_nothing_from_the_next_request_on(self, admin, browse) -> None:
        client = browse("officer")
        assert client.get("/").status_code == 200
        world.become("security_admin")
        held = world.duties_held("officer")[0]
        given = {**request_id(), "until": localdate().isoformat()}
        assert admin.post(f"/accounts/duties/{held.id}/end/", given).status_code == 302
        assert client.get("/").status_code == 302
        assert "您的职责已变更" in text_of(client.get("/sign-in/"))

    def test_one_is_not_ended_in_the_past(self, admin) -> None:
        world.become("security_admin")
        held = world.duties_held("officer")[0]
        given = {**request_id(), "until": (localdate() - timedelta(days=1)).isoformat()}
        answer = admin.post(f"/accounts/duties/{held.id}/end/", given)
        assert answer.status_code == 422
        assert "结束日期最早是" in text_of(answer)


class TestMeasures:
    def test_switching_off_ends_every_session_at_once(self, admin) -> None:
        clients = [Client() for _ in range(3)]
        for client in clients:
            give_password(client, "officer")
        assert act(admin, "officer", "disable").status_code == 302
        assert [client.get("/").status_code for client in clients] == [302] * 3
        assert "账号已停用" in text_of(clients[0].get("/sign-in/"))
        assert give_password(Client(), "officer").status_code == 422
        assert "已停用" in text_of(admin.get("/accounts/?state=disabled"))
        act(admin, "officer", "enable")
        assert give_password(Client(), "officer").status_code == 302
        assert [client.get("/").status_code for client in clients] == [302] * 3

    def test_a_new_password_ends_the_sessions_and_must_be_changed(self, admin) -> None:
        client = Client()
        give_password(client, "officer")
        [initial] = INITIAL.findall(text_of(act(admin, "officer", "password")))
        assert "安全管理员已重设" in text_of(client.get("/sign-in/"))
        assert give_password(Client(), "officer").status_code == 422
        give_password(client, "officer", initial)
        assert client.get("/")["Location"] == "/account/first/"

    def test_lost_factors_are_taken_away(self, admin, settings) -> None:
        settings.SECOND_FACTOR = "required"
        client = Client()
        give_password(client, "officer")
        set_up_authenticator(client, at=timezone.now())
        assert give_password(Client(), "officer")["Location"] == "/sign-in/second/"
        assert "验证器 1 个" in text_of(admin.get(f"/accounts/{world.staff_id('officer')}/"))
        assert act(admin, "officer", "factors").status_code == 302
        assert client.get("/").status_code == 302
        give_password(client, "officer")
        assert client.get("/")["Location"] == "/account/first/"

    def test_an_account_held_up_is_seen_and_let_go(self, admin) -> None:
        for _ in range(5):
            give_password(Client(), "officer", "猜的")
        assert "登录失败次数过多" in text_of(give_password(Client(), "officer"))
        assert "登录受限" in text_of(admin.get("/accounts/?state=locked"))
        assert "1 个账号因连续输错密码登录受限" in text_of(admin.get("/"))
        assert act(admin, "officer", "unlock").status_code == 302
        assert give_password(Client(), "officer").status_code == 302
        assert "没有这样的账号" in text_of(admin.get("/accounts/?state=locked"))

    @pytest.mark.parametrize("what", ["disable", "enable", "password", "factors", "unlock"])
    def test_nobody_takes_one_on_oneself(self, admin, what) -> None:
        answer = act(admin, "security_admin", what)
        assert answer.status_code == 422
        assert "请另一位安全管理员办理" in text_of(answer)
        assert admin.get("/").status_code == 200

    def test_the_database_lets_nobody_take_them_on_oneself(self, admin) -> None:
        own = world.staff_id("security_admin")
        world.become("security_admin")
        for call in ("end_sessions_of(%s, 'x')", "reset_factors(%s)", "clear_tries(%s)"):
            with (
                pytest.raises(ProgrammingError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"SELECT security.{call}", [own])

    @pytest.mark.parametrize("what", ["disable", "enable", "password", "factors", "unlock"])
    def test_each_is_a_recorded_act(self, admin, what) -> None:
        act(admin, "officer", what)
        world.become("security_admin")
        assert Act.objects.filter(result_id=world.staff_id("officer")).count() == 1

    def test_each_is_explained_before_it_is_taken(self, admin) -> None:
        address = f"/accounts/{world.staff_id('officer')}/"
        assert "立即不能登录" in text_of(admin.get(f"{address}disable/"))
        assert admin.get(f"{address}nonsense/").status_code == 404
