"""A whole clinic day of forty people through the pages: four colleagues, each at their own screen (5.2, 5.3.2)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest
from django.db import connections, transaction
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser

from anxin.clinics import services as clinics
from anxin.database.install import create_database, drop_database
from anxin.enrolment.models import Card
from tests.browser.site import Site, serving
from tests.browser.visitor import Visitor
from tests.conftest import RUN_DATABASE, SERVER, _point
from tests.dispensing import steps
from tests.world import PASSWORD, become

FORTY = 40
STAY_AWAY = 4
WALKS_IN, SENT_BACK, GETS_WORSE = 0, 1, 2
"""Who of the forty comes unbooked, whose prescription is returned, who is found worse."""
NAMES = ["".join(one) for one in product("赵钱孙李周", "安平和顺", "春秋")]


@dataclass(frozen=True, slots=True)
class Day:
    """The clinic day, and the cards of the forty with their names."""

    site: Site
    day_id: UUID
    cards: tuple[tuple[str, str], ...]


@pytest.fixture(scope="module")
def day(django_db_setup: None, template_database: str, django_db_blocker) -> Iterator[Day]:
    """Enrol forty people at one point, book all but one for today, and fill the shelf."""
    name = f"anxin_forty_{os.getpid()}"
    drop_database(name, server=SERVER)
    create_database(name, server=SERVER, template=template_database)
    with django_db_blocker.unblock():
        _point(name)
        try:
            day_id, cards = _made()
        finally:
            connections.close_all()
            _point(RUN_DATABASE)
    with serving(name) as site:
        yield Day(site=site, day_id=day_id, cards=cards)
    drop_database(name, server=SERVER)


@transaction.atomic
def _made() -> tuple[UUID, tuple[tuple[str, str], ...]]:
    at = now()
    steps.stocked(FORTY * 28, at=at)
    day_id = steps.clinic_day(day=localdate(at), at=at)
    cards = []
    for number in range(FORTY):
        patient = steps.enrolled(at=at - timedelta(days=14), name=NAMES[number])
        if number != WALKS_IN:
            clinics.book(
                request_id=uuid4(),
                clinic_day_id=day_id,
                person_id=patient.person_id,
                actor=become("officer"),
                at=at,
            )
        become("officer")
        cards.append((Card.objects.get(id=patient.card_id).number, NAMES[number]))
    return day_id, tuple(cards)


class TestAClinicDayOfForty:
    @pytest.fixture(autouse=True)
    def people(self, browser: Browser, day: Day) -> Iterator[None]:
        self.day, self.come = day, day.cards[: FORTY - STAY_AWAY]
        self.officer, self.doctor, self.pharmacist, self.dispenser = (
            Visitor(browser, day.site, who).sign_in()
            for who in ("officer", "psychiatrist", "pharmacist", "dispenser")
        )
        yield
        for one in (self.officer, self.doctor, self.pharmacist, self.dispenser):
            one.context.close()

    def test_each_leaves_with_the_right_medicine_and_a_date(self):
        self.when_thirty_six_arrive()
        self.when_the_psychiatrist_sees_them_one_after_the_other()
        self.when_the_pharmacist_passes_all_but_one()
        self.when_the_returned_one_is_written_anew()
        self.when_the_dispenser_serves_the_queue()
        self.then_the_board_tells_where_all_forty_are()
        self.then_the_worse_one_waits_for_the_centre()

    def when_thirty_six_arrive(self):
        for number, (card, _name) in enumerate(self.come):
            self.officer.open(f"/clinic/days/{self.day.day_id}/find/")
            self.officer.type("救助卡号或身份证号", card)
            self.officer.press("查找")
            self.officer.tick("来人", "患者本人")
            self.officer.tick("已出示并查验", "身份证", "服药卡", "特病卡", "医保卡")
            if number == WALKS_IN:
                self.officer.type("未预约就诊的原因", "药快用完")
            self.officer.press("登记到诊")
        self.tells(self.officer, 应到=STAY_AWAY, 已到=FORTY - STAY_AWAY)
        self.officer.checked("forty-arrived")

    def when_the_psychiatrist_sees_them_one_after_the_other(self):
        for number, (_card, name) in enumerate(self.come):
            self.doctor.open(f"/clinic/days/{self.day.day_id}/?step=arrived")
            self.doctor.follow(f"看诊开方 {name}")
            if number == GETS_WORSE:
                self.doctor.follow("病情加重，告知卫生院")
                self.doctor.page.get_by_label("连续失眠、兴奋话多").check()
                self.doctor.press("立即告知")
            self.prescribe(name)
        self.tells(self.doctor, 已到=0, 待审方=FORTY - STAY_AWAY)

    def prescribe(self, name):
        self.doctor.sees(name)
        self.doctor.choose("危险性评估", "0 级")
        line = self.doctor.page.get_by_role("group", name="第 1 行")
        self.doctor.choose("药品", "利培酮", within=line)
        self.doctor.type("睡前", "1", within=line)
        self.doctor.press("签名开方")

    def when_the_pharmacist_passes_all_but_one(self):
        self.pharmacist.open("/clinic/reviews/")
        self.pharmacist.follow(f"审方 {self.come[SENT_BACK][1]}")
        self.pharmacist.tick("审方结论", "退回开方医师")
        self.pharmacist.type("退回原因", "请核对睡前用量")
        self.pharmacist.press("提交审方结论")
        for _ in range(len(self.come) - 1):
            assert self.pharmacist.heading == "审方"
            self.pharmacist.tick("审方结论", "通过")
            self.pharmacist.press("提交审方结论")
        self.tells(self.doctor, 审方退回=1, 待发药=FORTY - STAY_AWAY - 1)

    def when_the_returned_one_is_written_anew(self):
        self.doctor.open("/")
        self.doctor.sees("处方被审方退回，请改开", "请核对睡前用量")
        self.doctor.open(f"/clinic/days/{self.day.day_id}/?step=returned")
        self.doctor.follow("改开处方")
        self.prescribe(self.come[SENT_BACK][1])
        self.pharmacist.open("/clinic/reviews/")
        self.pharmacist.follow(f"审方 {self.come[SENT_BACK][1]}")
        self.pharmacist.tick("审方结论", "通过")
        self.pharmacist.press("提交审方结论")

    def when_the_dispenser_serves_the_queue(self):
        for number, (card, name) in enumerate(self.come):
            self.dispenser.open("/counter/")
            self.dispenser.type("扫描服药卡", card)
            with self.dispenser.page.expect_navigation():
                self.dispenser.page.get_by_label("扫描服药卡").press("Enter")
            self.dispenser.sees(name, "28 片")
            self.dispenser.press("备药")
            self.dispenser.page.get_by_label("已向患者或监护人讲解用法用量").check()
            self.dispenser.tick("监护人或患者签字", "在纸质签名单签字，扫描件后补")
            self.dispenser.type("签名单号", f"QM-40-{number:02}")
            self.dispenser.type("发药人密码", PASSWORD)
            self.dispenser.press("完成领药")
            self.dispenser.sees("下次领药", "睡前1片")

    def then_the_board_tells_where_all_forty_are(self):
        self.tells(self.officer, 应到=STAY_AWAY, 已到=0, 已发药=FORTY - STAY_AWAY)
        for _card, name in self.day.cards[FORTY - STAY_AWAY :]:
            self.officer.open(f"/clinic/days/{self.day.day_id}/?step=expected")
            self.officer.sees(name)
        self.dispenser.open("/counter/pickups/")
        self.dispenser.sees(f"共 {FORTY - STAY_AWAY} 条")

    def then_the_worse_one_waits_for_the_centre(self):
        self.officer.open("/")
        self.officer.sees("病情加重预警，请立即接收")

    def tells(self, visitor: Visitor, **counts: int):
        """Assert how many people the tabs of the day's board tell at each step."""
        visitor.open(f"/clinic/days/{self.day.day_id}/")
        tabs = visitor.page.get_by_role("navigation", name="当日进度").inner_text()
        told = dict(zip(*[iter(tabs.split())] * 2, strict=True))
        assert {step: int(told[step]) for step in counts} == counts
