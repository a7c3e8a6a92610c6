"""Pages of publicity: quick to fill in, telling who did nothing for long (5.1.1)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.organisations.models import Town
from anxin.publicity.models import Publicity
from tests import world
from tests.publicity.steps import hold

pytestmark = pytest.mark.django_db
LIST, ADD = "/publicity/", "/publicity/new/"


def typed(**changes):
    world.become("officer")
    return {
        "request_id": uuid4(),
        "area": str(Town.objects.get(code=world.TOWN).id),
        "held_on": localdate().isoformat(),
        "form": "meeting",
        "place": "镇政府会议室",
        "topic": "免费服药政策",
        "people_reached": "35",
        "materials": "",
        **changes,
    }


def test_a_centre_fills_it_in_and_finds_it_in_the_list(browse):
    answer = browse("officer").post(ADD, typed())
    assert answer.status_code == 302
    assert answer["Location"] == LIST
    assert "35" in browse("reviewer").get(LIST).content.decode()


def test_a_village_is_not_asked_where_it_is(browse):
    page = browse("village").get(ADD).content.decode()
    assert 'type="hidden" name="area"' in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"people_reached": "0"}, "至少 1 人"),
        ({"people_reached": "许多"}, "请填写整数"),
        ({"place": ""}, "请填写地点"),
        ({"held_on": "2099-01-01"}, "活动日期不能晚于今天"),
        ({"area": "x"}, "选择"),
    ],
)
def test_wrong_input_is_told_in_words_and_nothing_is_stored(browse, changes, words):
    answer = browse("officer").post(ADD, typed(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "免费服药政策" in answer.content.decode()
    world.become("reviewer")
    assert not Publicity.objects.exists()


def test_an_own_row_is_corrected_and_anothers_is_not_there(browse):
    made = hold(at=now())
    url = reverse("publicity:correct", args=[made])
    assert browse("reviewer").get(url).status_code == 404
    assert browse("officer").post(url, typed(people_reached="36")).status_code == 302
    assert browse("officer").get(url).status_code == 404


@pytest.mark.parametrize("colleague", ["dispenser", "finance", "police", "accountant"])
def test_to_others_it_does_not_exist(browse, colleague):
    assert browse(colleague).get(LIST).status_code == 404
    assert browse(colleague).get(ADD).status_code == 404


def test_a_filter_says_what_it_hides(browse):
    hold(at=now())
    world.become("reviewer")
    other = Town.objects.get(code=world.OTHER_TOWN)
    page = browse("commission").get(f"{LIST}?town={other.id}").content.decode()
    assert "筛选隐藏了全部 1 条" in page
    assert "清除筛选" in page
