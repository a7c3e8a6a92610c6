"""The program in English: every page a duty can reach, with no Chinese but data and the law."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from anxin.enrolment import services as enrolment
from anxin.funding.models import Source
from anxin.organisations.models import GroupMember, Organisation, Staff, Town, Village
from anxin.pharmacy.models import Product
from anxin.web.navigation import PLACES
from tests.dispensing import steps
from tests.enrolment import admitting
from tests.world import COLLEAGUES, become

pytestmark = pytest.mark.django_db

HAN = re.compile(r"[㐀-鿿]")
TYPED = (
    "简体中文",
    "休",
    "班",
    "病情稳定",
    "早1片、晚1片",
    "到期取药",
    "情况属实",
    "材料齐全",
    "江津区精神康复院",
)
MADE_UP = re.compile(r"(?:江津区)?(?:油溪镇)?测试[㐀-鿿]*\w*")
READ_OUT = ("alt", "aria-label", "placeholder", "title", "data-label")
MOST_PAGES = 45
FIRST_OF_EACH_DUTY = {p.duty: n for n, p in reversed(COLLEAGUES.items())}.values()
PAPER = re.compile(r"print|/qr|\.pdf|download|sign-out|/static/")
"""Addresses that are no pages: forms on paper, files."""


class Words(HTMLParser):
    """The words of a page that are said to be English, and its links."""

    VOID = frozenset({"input", "br", "img", "meta", "link", "hr", "use", "source", "wbr", "col"})

    def __init__(self) -> None:
        super().__init__()
        self.chinese: list[bool] = [False]
        self.said: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        is_chinese = self._is_chinese(tag, found)
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if not is_chinese:
            self.said += [found[name] for name in READ_OUT if name in found]
        if tag not in self.VOID:
            self.chinese.append(is_chinese)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID and len(self.chinese) > 1:
            self.chinese.pop()

    def handle_data(self, data: str) -> None:
        if not self.chinese[-1]:
            self.said.append(data)

    def _is_chinese(self, tag: str, found: dict[str, str]) -> bool:
        if "lang" in found:
            return found["lang"].startswith("zh")
        return self.chinese[-1] or tag in {"script", "style", "svg"}


@pytest.fixture
def at():
    return now()


@pytest.fixture
def district(at) -> list[str]:
    """A district with something at each step; return the data that stay Chinese, longest first."""
    steps.stocked(at=at)
    admitting.submitted(at=at)
    admitting.confirmed(at=at)
    admitting.approved(at=at)
    steps.arrived(steps.enrolled(at=at), at=at)
    steps.prescribed(steps.enrolled(at=at), at=at)
    steps.reviewed(steps.enrolled(at=at), at=at)
    steps.prepared(steps.reviewed(steps.enrolled(at=at), at=at), at=at)
    become("auditor")
    return data()


def data() -> list[str]:
    """Return the names that the database holds, longest first."""
    found: set[str] = set(TYPED)
    for model in (Organisation, Town, Village, Staff, Source):
        found |= set(model.objects.values_list("name", flat=True))
    for row in GroupMember.objects.values_list("name", "post"):
        found |= set(row)
    for product in Product.objects.all():
        found |= {
            str(product),
            product.drug,
            product.specification,
            f"{product.drug}{product.form}",
        }
    return sorted((word for word in found if word), key=len, reverse=True)


def untranslated(page: str, *, known: list[str]) -> tuple[list[str], list[str]]:
    """Return what a page says in Chinese as if it were English, and its links."""
    words = Words()
    words.feed(page)
    return [text for text in _without(words.said, known) if HAN.search(text)], words.links


def _without(said: list[str], known: list[str]) -> Iterator[str]:
    for text in said:
        if not HAN.search(text):
            continue
        left = MADE_UP.sub("", text)
        for word in known:
            left = left.replace(word, "")
        yield " ".join(left.split())


def walked(client: Client, *, known: list[str]) -> Iterator[str]:
    """Follow every link from home; yield each address with what it leaves in Chinese."""
    waiting, seen = ["/", *(place.url for place in PLACES)], set()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        path = urlsplit(address).path
        shape = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "…", path)
        if shape in seen or PAPER.search(path):
            continue
        answer = client.get(address)
        if answer.status_code != 200 or "text/html" not in answer["Content-Type"]:
            continue
        seen.add(shape)
        left, links = untranslated(answer.content.decode(), known=known)
        if left:
            yield f"{path}: {left}"
        waiting += [urljoin(address, link) for link in links if link.startswith(("/", "?"))]
    assert seen, "some pages opened"


@pytest.mark.parametrize("colleague", FIRST_OF_EACH_DUTY)
def test_every_page_of_a_duty_speaks_english(browse, district, colleague):
    client = browse(colleague)
    client.cookies["anxin_language"] = "en"
    found = list(walked(client, known=district))
    assert not found, "\n".join(found)


def test_grounds_are_told_in_english_with_their_facts(browse, at):
    patient = steps.enrolled(at=at)
    steps.reviewed(patient, at=at)
    enrolment.admit(
        request_id=uuid4(),
        person_id=patient.person_id,
        hospital="区精神康复院",
        since=localdate(at),
        actor=become("psychiatrist"),
        at=at,
    )
    client = browse("dispenser")
    client.cookies["anxin_language"] = "en"
    page = client.get(reverse("dispensing:person", args=[patient.person_id])).content.decode()
    assert "In hospital; pick-up is suspended until discharge" in page


def test_a_refused_form_answers_in_english(browse, at):
    patient = steps.enrolled(at=at)
    steps.arrived(patient, at=at)
    day_id = steps.clinic_day(day=localdate(at), at=at)
    client = browse("officer")
    client.cookies["anxin_language"] = "en"
    words = {"came": "patient", "shown": ["identity", "programme", "insurance"]}
    answer = client.post(
        reverse("clinics:arrive", args=[day_id, patient.person_id]),
        {"request_id": str(uuid4()), "walk_in_reason": "到期取药", **words},
    )
    assert answer.status_code == 422
    assert "Attendance today is already recorded; do not record it twice" in answer.content.decode()


def test_chinese_in_a_page_said_to_be_english_is_found():
    page = '<p>Hello <b lang="zh-Hans">处方管理办法</b> <i title="审方">测试甲</i> 待定</p>'
    assert untranslated(page, known=[])[0] == ["审方", "待定"]
