"""A move to another town and a reported end, by the buttons of each side: sound on a desk and on a phone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Browser

from tests.browser.history import Past
from tests.browser.site import Site
from tests.browser.visitor import Visitor
from tests.conftest import RUN_DATABASE, _point
from tests.dispensing import steps


@pytest.fixture(scope="module")
def people(past: Past, django_db_blocker) -> list[UUID]:
    """Enrol somebody who moves and somebody who gives up."""
    with django_db_blocker.unblock():
        _point(past.database)
        try:
            with transaction.atomic():
                at = now() - timedelta(days=14)
                names = ("测试迁居", "测试放弃")
                return [steps.enrolled(name=name, at=at).person_id for name in names]
        finally:
            connections.close_all()
            _point(RUN_DATABASE)


def person(person_id: UUID) -> str:
    return reverse("enrolment:person", args=[person_id])


def announce(visitor: Visitor, person_id: UUID) -> None:
    visitor.open(person(person_id))
    visitor.follow("登记迁往其他镇街")
    visitor.choose("迁往的镇（街）、村（居）", "测试村test-other-village")
    visitor.tick("移交", "患者个人档案（含一份申请材料）", "救助卡")
    visitor.type("家中尚存药量", "利培酮片 1mg 还有 20 片")
    visitor.checked("move-announce")
    visitor.press("登记迁移")
    visitor.sees("待接收", "撤回迁移")


def test_declined_once_and_then_taken_over(browser: Browser, site: Site, people: list[UUID]):
    old = Visitor(browser, site, "officer").sign_in()
    new = Visitor(browser, site, "other_officer").sign_in()
    announce(old, people[0])
    old.checked("move-announced")
    old.open(person(people[0]))
    old.checked("move-person")

    new.open("/")
    new.follow("接收从油溪（中心）卫生院迁来的患者")
    new.sees("测试迁居", "测试母亲")
    new.checked("move-coming")
    new.follow("不接收")
    new.type("原因", "新住址查无此人")
    new.checked("move-decline")
    new.press("确认不接收")

    old.open("/")
    old.checked("move-returned-task")
    old.follow("石门（中心）卫生院没有接收迁移的患者")
    old.checked("move-returned")
    announce(old, people[0])

    new.go("迁移")
    new.checked("moves-list")
    new.follow("测试迁居")
    new.follow("接收", within=new.page.get_by_role("main"))
    new.type("新的家庭地址", "江津区石门镇测试村2组8号")
    new.page.get_by_label("石门（中心）卫生院（新住地的默认定点医院）").check()
    new.checked("move-take-over")
    new.press("确认接收")
    new.sees("迁往其他镇街", "石门（中心）卫生院", "已换新卡")
    new.checked("move-taken-over")

    old.go("迁移")
    old.sees("档案不在本单位", "已接收")
    old.checked("moves-list-after")
    for one in (old, new):
        one.context.close()


def test_reported_sent_back_and_ended(browser: Browser, site: Site, people: list[UUID]):
    township = Visitor(browser, site, "officer").sign_in()
    office = Visitor(browser, site, "reviewer").sign_in()
    for evidence in ("邻居说不来了", "本人书面声明，已存档"):
        township.open(person(people[1]))
        township.follow("上报迁出本区、放弃或不再符合条件")
        township.tick("上报原因", "本人或监护人放弃")
        township.type("依据", evidence)
        township.checked("report-form")
        township.press("上报办公室")
        township.sees("等免费服药办公室核实")

        office.open("/")
        office.follow("核实终止上报：本人或监护人放弃")
        office.sees(evidence)
        if evidence.startswith("邻居"):
            office.checked("report-end")
            office.follow("情况不属实或依据不足，退回镇（街）")
            office.type("原因", "请附本人声明")
            office.press("确认退回")
            office.checked("reports-list")
            township.open("/")
            township.follow("终止上报被退回：本人或监护人放弃")
            township.sees("请附本人声明")
            township.checked("report-returned")
        else:
            office.press("确认终止")
            office.sees("已终止")
    for one in (township, office):
        one.context.close()
