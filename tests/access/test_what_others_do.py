"""What happens out of reach changes no byte of any page: no count, pager, drop-down or date (T21)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest

from anxin.demo.numbers import Numbers
from tests import world
from tests.access.addresses import Address, everyone, reaches
from tests.access.asking import Asker, differences, watch_of
from tests.access.district import (
    OF_OUR_HOSPITAL,
    OF_OUR_TOWNSHIP,
    District,
    opened_by,
    seen_by,
)
from tests.access.sides import Side
from tests.world import staff_id

BLIND = [*OF_OUR_TOWNSHIP, *OF_OUR_HOSPITAL]
OURS = "油溪镇"
NOBODY = Numbers(Random(4))
FIELD = re.compile(r'<(?:input|textarea)\b[^>]*\bname="(text|q|query|person|card|number)"')
POSTED = re.compile(r'<form\b[^>]*\bmethod="post"', re.IGNORECASE)


@pytest.mark.parametrize("colleague", BLIND)
def test_other_sides_fill_and_no_page_changes(district: District, colleague: str) -> None:
    earlier = {name: seen for (who, name), seen in district.before.items() if who == colleague}
    later = seen_by([colleague], district.sides[OURS])
    assert len(earlier) >= 4
    for (_who, name), seen in later.items():
        changed = differences(earlier[name], seen)
        assert not changed, "\n".join([name, *changed])


@pytest.mark.parametrize("colleague", list(everyone()))
def test_no_filter_of_an_address_reaches_further(district: District, colleague: str) -> None:
    asker, watch = Asker(staff_id(colleague)), watch_of(colleague, district.sides.values())
    for side in _out_of_reach(colleague, district):
        for address in opened_by(colleague, district.sides[OURS]):
            url = address.url(district.sides[OURS])
            of_theirs, of_nobody = (f"{url}?{urlencode(f)}" for f in (_theirs(side), _nobodys()))
            answer = asker.ask("GET", of_theirs)
            assert answer.status < 500, of_theirs
            assert watch.leaks(answer, asked=of_theirs) == set(), of_theirs
            told = differences(asker.ask("GET", of_nobody).same, answer.same)
            assert not told, "\n".join([address.name, *told])


def _out_of_reach(colleague: str, district: District) -> Iterator[Side]:
    for side in district.sides.values():
        if not any(
            reaches(colleague, one, side, "person") for one in ("registry.read", "stock.read")
        ):
            yield side


def _theirs(side: Side) -> dict[str, object]:
    with world.as_("auditor"):
        keeper = world.organisation(side.keeper).id
    card = side.objects["card"][0]
    return _filters(keeper, card=card, person=side.objects["person"][0])


def _nobodys() -> dict[str, object]:
    return _filters(uuid4(), card=uuid4(), person=uuid4())


def _filters(place: object, *, card: object, person: object) -> dict[str, object]:
    wrong = dict.fromkeys(("stage", "month", "day", "quarter", "show", "step", "on"), "不对")
    places = dict.fromkeys(("unit", "point", "store", "target", "town", "organisation"), place)
    return {**wrong, **places, "card": card, "person": person, "page": "999"}


def _plain(same: tuple[int, str, str], *typed: str) -> tuple[int, str, str]:
    """Return an answer without what was asked for, which a page may show again."""
    parts = list(same[1:])
    for one in typed:
        parts = [part.replace(one, "…").replace(quote(one), "…") for part in parts]
    return same[0], parts[0], parts[1]


@pytest.mark.parametrize("colleague", BLIND)
def test_whom_one_may_not_see_is_found_as_little_as_who_does_not_exist(
    district: District, colleague: str
) -> None:
    asker, side = Asker(staff_id(colleague)), district.sides["珞璜镇"]
    human = next(one for one in side.people if one.person_id in side.cards)
    number, phone = human.secrets[:2]
    pairs = {
        number: NOBODY.identity_number(born=world.beijing(1980, 1, 1).date(), sex="1"),
        side.cards[human.person_id]: "9992699999",
        phone: NOBODY.phone(),
        human.name: "东方不在",
        side.surname: "东方",
    }
    for address, name, method in _searches(asker, colleague, district.sides[OURS]):
        url = address.url(district.sides[OURS])
        for theirs, nobodys in pairs.items():
            there, nowhere = (asker.ask(method, url, {name: t}).same for t in (theirs, nobodys))
            told = differences(_plain(nowhere, nobodys), _plain(there, theirs))
            assert not told, "\n".join([address.name, method, name, theirs, *told])


def _searches(asker: Asker, colleague: str, side: Side) -> Iterator[tuple[Address, str, str]]:
    """Yield every page that looks somebody up, by the fields of its forms."""
    for address in opened_by(colleague, side):
        text = asker.ask("GET", address.url(side)).text.partition("<main")[2]
        for name in set(FIELD.findall(text)):
            yield address, name, "GET"
            if POSTED.search(text):
                yield address, name, "POST"
