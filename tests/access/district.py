"""The district as it fills: what those see who see one side only, before the others are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.timezone import now

from anxin.rules.access import GRANTS
from tests.access import populated
from tests.access.addresses import Address, everyone, known_addresses, reaches
from tests.access.asking import Asker
from tests.access.sides import Side
from tests.world import staff_id

# Whose unit is our township, and whose is the hospital that guides it.
OF_OUR_TOWNSHIP = ("village", "officer", "dispenser", "police")
OF_OUR_HOSPITAL = ("psychiatrist", "pharmacist", "hospital_dispenser", "storekeeper", "accountant")

# One's own password and second factor come before everything else, the agreement as well.
OWN_ACCOUNT = "/account/"

Seen = dict[tuple[str, str], tuple[int, str, str]]


@dataclass
class District:
    """The sides by name, and what every page said before the sides out of reach were there."""

    sides: dict[str, Side] = field(default_factory=dict)
    before: Seen = field(default_factory=dict)


def make() -> District:
    """Fill our side; then the neighbour, of whom our township knows nothing; then the far side."""
    populated.hire()
    shared = populated.begin()
    found, at = District(), now()
    for side, blind in (
        (populated.ours(), OF_OUR_TOWNSHIP),
        (populated.neighbour(), OF_OUR_HOSPITAL),
        (populated.far(), ()),
    ):
        found.sides[side.name] = populated.populate(side, shared, at=at)
        found.before |= seen_by(blind, next(iter(found.sides.values())))
    return found


def seen_by(colleagues: Iterable[str], side: Side) -> Seen:
    """Return what every page that colleagues can open tells them of their side."""
    return {
        (colleague, address.name): asker.ask("GET", address.url(side)).same
        for colleague in colleagues
        for asker in [Asker(staff_id(colleague))]
        for address in opened_by(colleague, side)
    }


def opened_by(colleague: str, side: Side) -> Iterator[Address]:
    """Yield the addresses that a colleague's duty opens for objects of a side."""
    for address in known_addresses():
        if address.action is None or everyone()[colleague].duty not in GRANTS[address.action]:
            continue
        if address.url(side).startswith(OWN_ACCOUNT):
            continue  # one's own sign-ins, which each test adds to, and fresh secrets
        kinds = [address.kind(parameter) for parameter in address.objects]
        if all(reaches(colleague, address.action, side, kind) for kind in kinds):
            yield address
