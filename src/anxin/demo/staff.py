"""The people at work in the demonstration: every duty, every town, every point of pick-up.

Accounts named ``demo-…`` are offered on the sign-in page: one for each duty, and what the way of
one person through the programme needs at 油溪. Names are made up; no published member of a group
of annexes 1 and 2 has an account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid5

from anxin.database.prepare import NAMESPACE
from anxin.demo import names
from anxin.policy import Policy
from anxin.rules.access import Duty

SPINE_POINT = "hc-101"
"""油溪: where the offered accounts of a township work."""
SPINE_TOWN = "500116101"
HOSPITALS = ("rehab", "centre")
SINCE = date(2019, 3, 18)
_ATTENDING, _CHIEF, _PHYSICIAN = "主治医师", "副主任医师", "医师"
_IN_FORCE_DAYS = 365

OFFERED: tuple[tuple[str, Duty, str, str], ...] = (
    ("demo-village", Duty.VILLAGE_CLERK, "vc-101", ""),
    ("demo-officer", Duty.TOWNSHIP_OFFICER, SPINE_POINT, ""),
    ("demo-reviewer", Duty.OFFICE_REVIEWER, "office", ""),
    ("demo-checker", Duty.CLAIM_CHECKER, "office", ""),
    ("demo-psychiatrist", Duty.PSYCHIATRIST, "rehab", _ATTENDING),
    ("demo-pharmacist", Duty.PHARMACIST, "rehab", "主管药师"),
    ("demo-dispenser", Duty.DISPENSER, SPINE_POINT, ""),
    ("demo-dispenser-hospital", Duty.DISPENSER, "rehab", ""),
    ("demo-storekeeper", Duty.STOREKEEPER, "rehab", ""),
    ("demo-accountant", Duty.ACCOUNTANT, "rehab", ""),
    ("demo-accountant-centre", Duty.ACCOUNTANT, "centre", ""),
    ("demo-commission", Duty.COMMISSION, "commission", ""),
    ("demo-finance", Duty.FINANCE, "finance", ""),
    ("demo-politics", Duty.POLITICS, "politics", ""),
    ("demo-civil", Duty.CIVIL, "civil", ""),
    ("demo-federation", Duty.DISABLED, "disabled", ""),
    ("demo-police", Duty.POLICE, "ps-101", ""),
    ("demo-auditor", Duty.AUDITOR, "commission", ""),
    ("demo-system-admin", Duty.SYSTEM_ADMIN, "office", ""),
    ("demo-security-admin", Duty.SECURITY_ADMIN, "office", ""),
    ("demo-audit-admin", Duty.AUDIT_ADMIN, "office", ""),
)
_RENEW_SOON = frozenset(
    {
        *(Duty.FINANCE, Duty.POLITICS, Duty.CIVIL, Duty.DISABLED, Duty.POLICE, Duty.AUDITOR),
        *(Duty.SYSTEM_ADMIN, Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN),
    }
)
"""Whose agreement is to be renewed within the month, so that the reminder is seen somewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody with an account: name, title, duty and organisation."""

    username: str
    name: str
    title: str
    duty: Duty
    organisation: str

    @property
    def staff_id(self) -> UUID:
        """Return the account's id."""
        return uuid5(NAMESPACE, f"staff:{self.username}")

    def signs_on(self, start: date, *, today: date) -> tuple[date, date]:
        """Return the days of the two agreements: one before the history, its renewal within it."""
        to_go = 20 if self.duty in _RENEW_SOON else 330
        renewal = today - timedelta(days=_IN_FORCE_DAYS - to_go)
        return min(start, renewal) - timedelta(days=10), renewal


class Roll:
    """Everybody at work, found by duty and organisation."""

    def __init__(self, colleagues: Iterable[Colleague]) -> None:
        self.all = tuple(colleagues)
        self._places: dict[tuple[Duty, str], list[Colleague]] = defaultdict(list)
        for one in self.all:
            self._places[one.duty, one.organisation].append(one)

    def find(self, duty: Duty, organisation: str, *, place: int = 0) -> Colleague:
        """Return one of those with a duty at an organisation; places go round."""
        found = self._places[duty, organisation]
        return found[place % len(found)]


def colleagues(policy: Policy, *, rng: Random) -> Roll:
    """Make everybody up: the offered accounts first, so that each leads at its place."""
    taken = {leader.name for leader in policy.leading_group}
    taken |= {expert.name for expert in policy.expert_group}
    people = []
    for username, duty, organisation, title in (*OFFERED, *_others(policy)):
        name = _new_name(rng, taken)
        people.append(
            Colleague(
                username=username, name=name, title=title, duty=duty, organisation=organisation
            )
        )
    return Roll(people)


def _others(policy: Policy) -> Iterator[tuple[str, Duty, str, str]]:
    offered = {(duty, organisation) for _, duty, organisation, _ in OFFERED}
    for duty, organisation in _everywhere(policy):
        if (duty, organisation) not in offered:
            yield f"{duty}.{organisation}", duty, organisation, ""
    for hospital in HOSPITALS:
        for number, title in enumerate((_ATTENDING, _ATTENDING, _CHIEF), start=2):
            yield f"psychiatrist.{hospital}.{number}", Duty.PSYCHIATRIST, hospital, title
        yield f"pharmacist.{hospital}.2", Duty.PHARMACIST, hospital, "药师"
    yield "psychiatrist.rehab.1", Duty.PSYCHIATRIST, "rehab", _PHYSICIAN
    yield "reviewer.office.2", Duty.OFFICE_REVIEWER, "office", ""
    yield "checker.office.2", Duty.CLAIM_CHECKER, "office", ""
    yield "commission.2", Duty.COMMISSION, "commission", ""


def _everywhere(policy: Policy) -> Iterator[tuple[Duty, str]]:
    for code in policy.towns:
        yield Duty.VILLAGE_CLERK, f"vc-{code[-3:]}"
        yield Duty.TOWNSHIP_OFFICER, f"hc-{code[-3:]}"
        yield Duty.POLICE, f"ps-{code[-3:]}"
    for clinic in policy.clinics.values():
        yield Duty.DISPENSER, clinic.organisation
    yield Duty.DISPENSER, "centre"
    for hospital in HOSPITALS:
        yield Duty.PHARMACIST, hospital
        yield Duty.STOREKEEPER, hospital
        yield Duty.ACCOUNTANT, hospital


def _new_name(rng: Random, taken: set[str]) -> str:
    while True:
        name = names.full_name(rng, family=names.surname(rng), sex=rng.choice("12"))
        if name not in taken:
            taken.add(name)
            return name
