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
from anxin.rules.access import GRANTS, Duty
from anxin.web.context import page as frame_of
from anxin.web.navigation import ACTS, FLOW, PLACES, stages_for
from tests import world
from tests.architecture.test_pages import addresses
from tests.architecture.tree import python_files

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


def test_no_page_takes_a_name_of_the_frame_for_something_of_its_own(browse) -> None:
    """A page's own value would hide the frame's: a filter called flow emptied the navigation."""
    request = browse("officer").get("/").wsgi_request
    world.become("officer")
    names = set(frame_of(request)) - {"page_help"}
    views = [p for p in python_files() if "views" in p.parts or p.name == "views.py"]
    taken = {
        f"{path.parent.name}/{path.name}: {name}"
        for path in views
        for name in re.findall(r'^\s*"(\w+)":', path.read_text(encoding="utf-8"), re.MULTILINE)
        if name in names
    }
    assert {"flow", "here", "keys"} <= names
    assert taken == set()


class TestTheFlow:
    """The navigation is the flow of annex 9 (A9)."""

    def test_its_ten_stages_stand_in_the_order_of_the_annex(self) -> None:
        assert [str(stage.title) for stage in FLOW if stage.in_flow] == [
            *("政策宣传", "申请", "审核", "协议与救助卡", "门诊"),
            *("发药", "药品库", "经费结算", "信息交换", "督导"),
        ]

    @pytest.mark.parametrize("colleague", ["officer", "dispenser", "commission", "audit_admin"])
    def test_a_stage_shows_only_where_the_duty_has_a_place_in_it(
        self, browse, colleague: str
    ) -> None:
        page = text_of(browse(colleague).get("/"))
        actor = world.become(colleague)
        shown = re.findall(r'class="stage-title">(.+?)</p>', page)
        assert shown == [str(stage.title) for stage in stages_for(actor)]
        assert 0 < len(shown) < len(FLOW)
        nav = page[page.index('id="places"') : page.index("</nav>")]
        links = re.findall(r'<a href="([^"]+)"', nav)
        assert links == [place.url for place in PLACES if actor.may(place.action)]

    def test_the_stage_and_the_place_one_is_in_are_marked(self, browse) -> None:
        page = text_of(browse("officer").get("/admission/register/"))
        nav = page[page.index('id="places"') : page.index("</nav>")]
        assert nav.count('aria-current="step"') == nav.count('aria-current="page"') == 1
        marked = nav[nav.index('aria-current="step"') :]
        assert marked.index("协议与救助卡") < marked.index('aria-current="page"')

    def test_who_has_not_signed_has_no_flow_and_no_palette(self, client: Client) -> None:
        page = text_of(client.get("/sign-in/"))
        assert 'id="places"' not in page
        assert 'id="palette"' not in page


class TestThePalette:
    def test_it_lists_the_places_and_acts_of_the_duty_alone(self, browse) -> None:
        answer = browse("officer").get("/palette/")
        titles = [entry["title"] for entry in answer.json()["entries"]]
        assert {"申请与审核", "登记新的申请", "显示设置"} <= set(titles)
        assert not {"发药窗口", "账簿", "发布坐诊日"} & set(titles)
        assert answer["Cache-Control"] == "no-store"

    def test_each_is_typed_in_words_in_pinyin_or_by_initials(self, browse) -> None:
        entries = browse("officer").get("/palette/").json()["entries"]
        ways = {entry["title"]: entry["typed"] for entry in entries}
        assert ways["登记名单"] == ["登记名单", "dengjimingdan", "djmd"]

    def test_it_opens_nothing_for_a_stranger(self, client: Client) -> None:
        assert client.get("/palette/").status_code == 302

    def test_every_act_opens_for_the_duties_that_are_offered_it(self) -> None:
        views = dict(addresses())
        for act in ACTS:
            action = views[act.url_name].action  # type: ignore[attr-defined]
            assert GRANTS[act.action].keys() <= GRANTS[action].keys(), act.url_name


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
