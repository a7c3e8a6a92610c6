"""Duty × address × relation × method (security T21, T28, T38): who has no business gets nothing.

For each question that can be asked: never a fault, never a string of somebody out of reach, the
same answer as for what does not exist, and a record of every reading.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.urls import reverse

from anxin.rules.access import GRANTS, Duty
from tests.access import populated
from tests.access.addresses import (
    OBJECTS,
    WORDS,
    Address,
    addresses,
    everyone,
    known_addresses,
    one_of_each,
    reaches,
)
from tests.access.asking import Asker, watch_of
from tests.access.district import OWN_ACCOUNT, District
from tests.access.sides import Side
from tests.world import staff_id

ADDRESSES = known_addresses()
SIDES = ("油溪镇", "石门镇", "珞璜镇")
READS, WRITES = ("GET", "HEAD"), ("POST", "PUT", "DELETE")
# These answer a form about what is not there (any more) by going back to the list.
BACK_TO_THE_LIST = {("enrolment:confirm", "POST")}


@dataclass(frozen=True, slots=True)
class Question:
    """One cell of the matrix: an address about the objects of a side, one of them perhaps another's."""

    address: Address
    side: str
    method: str
    of_another: str = ""
    other: str = ""

    @property
    def promises(self) -> int:
        """Return how many things are checked of the answer: no fault, no leak, no reading unrecorded."""
        return 3


def questions(colleague: str) -> Iterator[Question]:
    """Yield what a colleague asks: everything of what the duty may open, a little of the rest."""
    duty = everyone()[colleague].duty
    representative = colleague in one_of_each().values()
    for order, address in enumerate(ADDRESSES):
        if address.action is None:
            continue
        if duty in GRANTS[address.action]:
            yield from _opened(address, ("HEAD", "PUT", "DELETE")[order % 3])
        elif representative:
            yield Question(address, SIDES[0], _in_turn(order, duty))


def _in_turn(order: int, duty: Duty) -> str:
    """Return GET or POST: each address is asked both ways by about half of those who may not."""
    return ("GET", "POST")[(order + list(Duty).index(duty)) % 2]


def _opened(address: Address, also: str) -> Iterator[Question]:
    for method in ("GET", "POST", also):
        yield Question(address, SIDES[0], method)
    if not address.objects:
        return
    for side in SIDES[1:]:
        for method in ("GET", "POST"):
            yield Question(address, side, method)
    if len(address.objects) > 1:
        for parameter in address.objects:
            for other in SIDES[1:]:
                yield Question(address, SIDES[0], "GET", of_another=parameter, other=other)


def test_every_parameter_of_every_address_has_an_object(district: District) -> None:
    asked = {one for address in addresses() for one in address.parameters}
    assert asked - OBJECTS.keys() - WORDS.keys() == set(), "say in OBJECTS what it names"
    kinds = {address.kind(one) for address in ADDRESSES for one in address.objects}
    for side in district.sides.values():
        assert kinds - side.objects.keys() == set(), "let populated.py make one"


def test_the_matrix_is_as_large_as_it_should_be() -> None:
    assert sum(one.promises for name in everyone() for one in questions(name)) >= 10_000


@pytest.mark.parametrize("colleague", list(everyone()))
def test_a_colleague_learns_nothing_out_of_reach(district: District, colleague: str) -> None:
    found = faults(colleague, questions(colleague), district)
    assert found == [], "\n".join(found)


def faults(colleague: str, asked: Iterator[Question], district: District) -> list[str]:
    """Ask a colleague's questions; return everything that is wrong with the answers."""
    asker, found = Asker(staff_id(colleague)), []
    watch, duty = watch_of(colleague, district.sides.values()), everyone()[colleague].duty
    absent: dict[tuple[str, str], tuple[int, str, str]] = {}
    for one in asked:
        side = district.sides[one.side]
        others = {one.of_another: district.sides[one.other]} if one.of_another else {}
        url = one.address.url(side, **others)
        answer = asker.ask(one.method, url)
        what = f"{colleague} {one.method} {one.address.name} {one.side} {others and one.other}"
        if answer.status >= 500:
            found.append(f"{what}: {answer.status}")
        if told := watch.leaks(answer, asked=url):
            found.append(f"{what}: tells {sorted(told)[:5]}")
        if answer.status < 500 and (kept := watch.unrecorded(answer)):
            found.append(f"{what}: no record of reading {sorted(kept)[:5]}")
        if _in_reach(colleague, duty, one, district):
            continue
        held = duty in GRANTS[one.address.action or ""]
        key = (one.address.name, one.method if held else "GET")
        if key not in absent:
            absent[key] = asker.ask(key[1], _absent(one.address, side)).same
        found += [f"{what}: {wrong}" for wrong in _told_apart(answer.same, absent[key], key)]
    return found


def _in_reach(colleague: str, duty: Duty, one: Question, district: District) -> bool:
    action = one.address.action
    assert action is not None
    if duty not in GRANTS[action]:
        return False
    owners = {p: one.other if p == one.of_another else one.side for p in one.address.objects}
    return all(
        reaches(colleague, action, district.sides[owner], one.address.kind(parameter))
        for parameter, owner in owners.items()
    )


def _absent(address: Address, side: Side) -> str:
    """Return the address of what does not exist: of no row, or beside an address without one."""
    if address.objects:
        return address.url(side, **dict.fromkeys(address.objects))
    url = reverse(address.name, kwargs={p: WORDS[p] for p in address.parameters})
    return f"{url.rstrip('/')}-nothing/"


def _told_apart(
    told: tuple[int, str, str], of_nothing: tuple[int, str, str], key: tuple[str, str]
) -> Iterator[str]:
    if told != of_nothing:
        yield f"{told[:2]} differs from {of_nothing[:2]} of what does not exist"
    if told[0] not in {404, 405} and key not in BACK_TO_THE_LIST:
        yield f"{told[:2]} where nothing should be found"


# ---- Everybody who is not yet, or not at all, a colleague ----


def test_who_is_not_signed_in_is_led_to_sign_in_and_told_nothing(district: District) -> None:
    nobody = Asker(None)
    for address in ADDRESSES:
        if address.action is None:
            continue
        for method in (*READS, *WRITES):
            answer = nobody.ask(method, address.url(district.sides[SIDES[0]]))
            assert answer.status == 302, (address.name, method)
            assert answer.location.startswith("/sign-in/"), (address.name, method)
            assert answer.text == "", (address.name, method)


@pytest.mark.parametrize("duty", list(one_of_each()))
def test_who_signed_no_confidentiality_agreement_is_led_to_it(district, duty: Duty) -> None:
    asker = Asker(populated.unsigned()[duty])
    watch = watch_of("system_admin", district.sides.values())
    for order, address in enumerate(ADDRESSES):
        if address.action is None:
            continue
        method, url = _in_turn(order, duty), address.url(district.sides[SIDES[0]])
        answer = asker.ask(method, url)
        if url.startswith(OWN_ACCOUNT):
            assert watch.leaks(answer, asked=url) | watch.unrecorded(answer) == set(), url
            continue
        assert (answer.status, answer.location) == (302, "/agreement/"), (address.name, method)
        assert answer.text == "", (address.name, method)


@pytest.mark.parametrize("method", [*WRITES, "PATCH"])
def test_nothing_is_changed_without_the_token_of_the_form(district, method: str) -> None:
    holders = one_of_each()
    askers = {duty: Asker(staff_id(name), checks_tokens=True) for duty, name in holders.items()}
    nobody = Asker(None, checks_tokens=True)
    for address in ADDRESSES:
        url = address.url(district.sides[SIDES[0]])
        who = (
            next((d for d in holders if d in GRANTS[address.action]), None)
            if address.action
            else None
        )
        for asker in (askers[who] if who else nobody, nobody):
            assert asker.ask(method, url).status == 403, (address.name, method)
