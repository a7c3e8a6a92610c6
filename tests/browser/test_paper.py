"""Paper and files in a real browser: a form that prints, rows for a card, and a register taken out by two."""

from __future__ import annotations

import re

import pytest

from anxin.enrolment.models import Card
from anxin.people.models import Person
from tests import world
from tests.browser.conftest import AsPerson
from tests.browser.history import Past


@pytest.fixture
def card_id(past: Past, django_db_blocker) -> str:
    """Return the card of the person whose pick-up is completed."""
    from django.db import connections

    from tests.conftest import RUN_DATABASE, _point

    with django_db_blocker.unblock():
        _point(past.database)
        try:
            with world.as_("dispenser"):
                keeper = world.organisation("hc-101").id
                person = Person.objects.filter(keeper_id=keeper, pickups__stage="completed").first()
                assert person is not None
                return str(Card.objects.get(person=person).id)
        finally:
            connections.close_all()
            _point(RUN_DATABASE)


def test_the_rows_of_a_card_are_chosen_and_come_as_a_sheet(
    as_person: AsPerson, card_id: str
) -> None:
    dispenser = as_person("dispenser")
    dispenser.open(f"/forms/cards/{card_id}/rows/")
    dispenser.sees("救助卡套打", "未打印", "从第几页开始")
    dispenser.checked("card-rows")
    with dispenser.page.expect_response(re.compile("/rows/")) as answer:
        dispenser.page.get_by_role("button", name="生成套打页").click()
    assert answer.value.status == 200
    assert answer.value.headers["content-type"] == "application/pdf"


def test_a_register_is_taken_out_by_two(as_person: AsPerson) -> None:
    officer, second = as_person("officer"), as_person("second_officer")
    officer.open("/admission/register/")
    officer.sees("打印登记名单（附件8）")
    officer.follow("导出表格")
    officer.checked("export-ask")
    officer.choose("单位", "油溪")
    officer.type("用途", "报区卫生健康委核对二〇二六年度名单")
    officer.press("提交申请")
    officer.sees("待审批", "遮挡")
    page = officer.page.url

    second.open("/")
    second.sees("导出登记名单待审批")
    second.open(page)
    second.checked("export-answer")
    second.page.get_by_label("批准", exact=True).check()
    second.press("提交审批意见")
    second.sees("已批准")

    officer.open(page)
    officer.checked("export-take")
    with officer.page.expect_download() as download:
        officer.page.get_by_role("button", name="下载电子表格").click()
    assert re.fullmatch(r"annex-8-[0-9A-F]{10}\.xlsx", download.value.suggested_filename)
    officer.open("/forms/exports/")
    officer.sees("已下载")
    officer.checked("exports")
