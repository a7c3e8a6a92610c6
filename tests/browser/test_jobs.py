"""The five most frequent jobs of an officer, in keys and pages; none may grow unnoticed (docs/jobs.md)."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Browser

from anxin.demo.numbers import Numbers
from anxin.rules.eligibility import Diagnosis, Poverty
from tests import world
from tests.browser.crowd import Crowd
from tests.browser.jobs import Cost, Hands, on_paper, write_down
from tests.browser.visitor import Visitor

NUMBERS = Numbers(Random(505))
WRITES = "ANXIN_WRITE_JOBS"


def register(hands: Hands, crowd: Crowd) -> None:
    """Register an application: from home to the application's page."""
    del crowd
    born = date(1980, 5, 17)
    hands.jump("djxdsq")
    assert hands.visitor.heading == "登记申请"
    hands.field("患者姓名", "张小溪")
    hands.field("居民身份证号", NUMBERS.identity_number(born=born, sex="1"))
    hands.choose("所在村（居）", "测试村")
    hands.field("家庭地址", "油溪镇测试村3组12号")
    hands.day("从哪天起在江津居住", date(2000, 1, 1))
    hands.choose("疾病诊断", Diagnosis(1).label)
    hands.field("诊断机构名称", "江津区精神康复院")
    hands.day("诊断日期", date(2015, 3, 2))
    hands.tick(hands.group("属于哪类贫困", Poverty.MINIMUM_LIVING.label))
    hands.field("医保卡号", NUMBERS.insurance_card())
    hands.field("监护人姓名或单位名称", "李桂芳")
    hands.choose("与患者关系", "父母")
    hands.field("监护人身份证号", NUMBERS.identity_number(born=date(1966, 1, 2), sex="2"))
    hands.field("监护人联系电话", NUMBERS.phone())
    hands.day("申请表签字日期", localdate(now()))
    hands.go("Control+Enter")
    hands.visitor.sees("张小溪", "核对")
    hands.go()
    hands.visitor.sees("张小溪", "等村（居）委会核实")


def review(hands: Hands, crowd: Crowd) -> None:
    """Review an application: every item of the file, then pass it."""
    del crowd
    hands.row("初审")
    hands.row("初审")
    hands.to(hands.page.get_by_role("link", name="初审", exact=False))
    hands.go()
    asked = hands.page.get_by_role("group", name="有没有")
    for nth in range(asked.count()):
        hands.tick(hands.group("有没有", "齐全", nth=nth))
        hands.tick(hands.page.get_by_label("已核对原件").nth(nth))
    hands.tick(hands.group("初审意见", "材料核对无误，通过并报区精神卫生中心复审"))
    hands.go("Control+Enter")
    hands.visitor.sees("初审通过")


def find(hands: Hands, crowd: Crowd) -> None:
    """Find the person whose card is scanned, and open the pick-up."""
    hands.scan(_ready(crowd))
    assert hands.visitor.heading == "备药"
    hands.visitor.sees("药用到")


def complete(hands: Hands, crowd: Crowd) -> None:
    """Complete the pick-up that is open: prepare it, three signatures, done."""
    if hands.visitor.heading != "备药":
        hands.scan(_ready(crowd))
        hands.pages = 0
    hands.go("Control+Enter")
    assert hands.visitor.heading == "签字领药"
    hands.tick(hands.page.get_by_label("已向患者或监护人讲解用法用量"))
    hands.to(hands.page.get_by_role("radio", name="在手写屏签字"))
    hands.press("ArrowDown")
    hands.field("签名单号", "QM-0505")
    hands.field("发药人密码", world.PASSWORD)
    hands.go()
    hands.visitor.sees("下次领药")


def answer(hands: Hands, crowd: Crowd) -> None:
    """Answer a file that came back: put right what was asked for, and send it again."""
    del crowd
    hands.row("补正退回的申请")
    assert "补正" in hands.visitor.heading
    hands.field("疾病编码（ICD-10）", "F20.0")
    hands.go("Control+Enter")
    hands.go()
    hands.visitor.sees("等村（居）委会核实")


def _ready(crowd: Crowd) -> str:
    return crowd.side.cards[crowd.side.objects["person.ready"][0]]


Job = Callable[[Hands, Crowd], None]
JOBS: dict[str, tuple[str, Job]] = {
    "登记一份申请 (register an application)": ("officer", register),
    "初审一份申请 (review one)": ("officer", review),
    "刷卡找人并打开领药 (find a person by scan and open the pick-up)": ("dispenser", find),
    "完成一次领药 (complete a pick-up)": ("dispenser", complete),
    "补正一份退回的申请 (answer a returned file)": ("officer", answer),
}


@pytest.fixture(scope="module")
def costs(crowd: Crowd, browser: Browser) -> dict[str, Cost]:
    """Do the jobs one after the other, each from home but the pick-up, which stands open."""
    people = {who: Visitor(browser, crowd.site, who).sign_in() for who, _job in JOBS.values()}
    found: dict[str, Cost] = {}
    for name, (who, job) in JOBS.items():
        visitor = people[who]
        if job is not complete:
            visitor.open("/")
        hands = Hands(visitor)
        job(hands, crowd)
        found[name] = hands.cost
    return found


def test_no_job_takes_more_than_the_paper_says(costs: dict[str, Cost]) -> None:
    if os.environ.get(WRITES):
        write_down(costs)
    told = on_paper()
    assert told.keys() == costs.keys()
    for name, cost in costs.items():
        assert cost.pages <= told[name].pages, f"{name}：{cost}，docs/jobs.md：{told[name]}"
        assert cost.keys <= told[name].keys, f"{name}：{cost}，docs/jobs.md：{told[name]}"


def test_the_keys_of_a_job_are_really_counted(crowd: Crowd, browser: Browser) -> None:
    visitor = Visitor(browser, crowd.site, "officer").sign_in()
    hands = Hands(visitor)
    hands.press("j", times=3)
    hands.go()
    assert (hands.cost.keys, hands.cost.pages, hands.cost.typed) == (4, 1, 0)
