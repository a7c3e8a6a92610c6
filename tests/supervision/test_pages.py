"""The overview's pages: who opens them, what leads where, and what is written down of it."""

from __future__ import annotations

import json
import re

import pytest

from anxin.privacy.models import AccessRecord
from anxin.supervision.sections import Section
from tests import world
from tests.supervision.conftest import Year

pytestmark = pytest.mark.django_db

REACHING = ["commission", "reviewer", "auditor", "officer", "accountant", "checker"]
TOLD = ["finance", "politics", "civil", "disabled"]
OTHERS = ["dispenser", "psychiatrist", "storekeeper", "police", "village", "system_admin"]
ROWS = re.compile(r'href="(/overview/[a-z_]+/[^"]*)"')


def read(client, address: str = "/overview/") -> str:
    """Return a page's words."""
    page = client.get(address)
    assert page.status_code == 200, (address, page.status_code)
    return page.content.decode()


PARTS = ["people", "medicine", "money", "costs"]


def whole(client) -> str:
    """Return the words of every part of the overview."""
    return "".join(read(client, f"/overview/?part={part}") for part in PARTS)


@pytest.mark.parametrize("colleague", REACHING + TOLD)
def test_leaders_open_the_overview(browse, year: Year, colleague: str) -> None:
    assert "总体情况" in read(browse(colleague))


@pytest.mark.parametrize("colleague", OTHERS)
def test_for_others_there_is_no_such_page(browse, colleague: str) -> None:
    client = browse(colleague)
    assert client.get("/overview/").status_code == 404
    assert client.get("/overview/served/").status_code == 404


@pytest.mark.parametrize("colleague", REACHING)
def test_every_link_behind_a_number_opens(browse, year: Year, colleague: str) -> None:
    client = browse(colleague)
    links = sorted(set(ROWS.findall(whole(client))))
    assert links
    for link in links:
        read(client, link.replace("&amp;", "&"))


@pytest.mark.parametrize("colleague", TOLD)
def test_who_reaches_nobody_gets_no_link_and_no_rows(browse, year: Year, colleague: str) -> None:
    client = browse(colleague)
    page = whole(client)
    assert ROWS.findall(page) == []
    assert "不显示" in page
    for section in Section:
        assert client.get(f"/overview/{section}/").status_code == 404
    for name in ("赵按时", "钱迟到", "孙未领", "李外镇"):
        assert name not in page


def test_a_checker_opens_money_and_nobody_by_name(browse, year: Year) -> None:
    client = browse("checker")
    assert {link.split("/")[2] for link in ROWS.findall(whole(client))} <= {"money", "costs"}
    assert client.get("/overview/served/").status_code == 404
    assert client.get("/overview/holding/").status_code == 404
    assert "赵按时" not in read(client, "/overview/money/")


def test_the_rows_name_whom_the_number_counts_and_the_reading_is_recorded(browse, year) -> None:
    client = browse("officer")
    page = read(client, "/overview/holding/?holds=none")
    assert "孙未领" in page
    assert "李外镇" in page
    assert "赵按时" not in page
    assert "隐藏了 2 条" in page
    world.become("auditor")
    records = AccessRecord.objects.filter(page="总体情况：家中药品")
    seen = {person for record in records for person in record.person_ids}
    assert seen == {year.never.person_id, year.elsewhere.person_id}
    assert {field for record in records for field in record.fields} >= {"supply", "name"}


def test_money_without_names_is_recorded_too(browse, year: Year) -> None:
    read(browse("accountant"), "/overview/money/")
    world.become("auditor")
    record = AccessRecord.objects.get(page="总体情况：领药费用分录")
    assert set(record.person_ids) == {year.on_time.person_id, year.late.person_id}
    assert record.fields == ["pickup"]


def test_a_filter_that_is_not_understood_is_left_out(browse, year: Year) -> None:
    page = read(browse("commission"), "/overview/served/?town=x&stage=y&month=z")
    assert page.count("油溪镇") == 4


def test_no_such_section_is_not_found(browse) -> None:
    assert browse("commission").get("/overview/nothing/").status_code == 404


def test_the_chart_is_drawn_from_the_cells_of_its_table(browse, year: Year) -> None:
    page = read(browse("commission"))
    found = re.search(r'<script id="data-served" type="application/json">(.*?)</script>', page)
    assert found
    data = json.loads(found[1])
    assert data["categories"] == ["油溪镇"]
    assert [one["values"] for one in data["series"]] == [[4], [0]]
    assert data["series"][0]["urls"][0].startswith("/overview/served/?town=")
    assert data["series"][1]["urls"] == [""], "nought has nothing behind it"


def test_money_by_quarter_comes_to_the_same_sum(browse, year: Year) -> None:
    client = browse("commission")
    sums = [
        re.search(r'<section class="panel chart chart-money.*?<tfoot>(.*?)</tfoot>', page, re.S)[1]  # type: ignore[index]
        for page in (
            read(client, "/overview/?part=money"),
            read(client, "/overview/?part=money&by=quarter"),
        )
    ]
    assert re.findall(r"[\d,]+\.\d\d", sums[0]) == re.findall(r"[\d,]+\.\d\d", sums[1])
    assert re.findall(r"[\d,]+\.\d\d", sums[0])[-1] == "201.60"


def test_each_rate_stands_with_what_it_is_made_of(browse, year: Year) -> None:
    page = whole(browse("commission"))
    assert re.search(r"\d+ 次应续领，\d+ 次按时", page)
    for words in ("应续领", "按时", "未按时", "分子：", "分母：", "÷"):
        assert words in page


def test_the_overview_asks_the_database_no_more_for_more_people(
    browse, year: Year, django_assert_max_num_queries
) -> None:
    client = browse("commission")
    for part in PARTS:
        with django_assert_max_num_queries(20):
            read(client, f"/overview/?part={part}")
