"""Who of the made-up people meets what, and when: decided before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import chain, cycle, islice
from random import Random
from uuid import UUID

from anxin.demo.medicines import LONG_ACTING, Regimen, regimen_for
from anxin.demo.people import MadeUpPerson, Story, made_up_people
from anxin.demo.staff import SPINE_TOWN
from anxin.demo.world import World
from anxin.rules.days import add_months
from anxin.rules.eligibility import Diagnosis

_HANDLED_DAYS = 24
"""By then an application that meets no trouble is decided and the agreement signed."""
_FEW_PEOPLE = 60
_REFUSED = frozenset(
    {
        *(Story.NEWCOMER, Story.IN_HOSPITAL, Story.WITHOUT_GROUND),
        *(Story.NEWCOMER_WITHOUT_GROUND, Story.NOT_CERTIFIED),
    }
)


class Fate(StrEnum):
    """Where an application has come to on the day on which the history ends."""

    SERVED = "served"
    REFUSED = "refused"
    UNWRITTEN = "unwritten"
    """The form is refused at the counter: not one of the six diagnoses."""
    WITHDRAWN = "withdrawn"
    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    PASSED = "passed"
    APPROVED = "approved"


_OPEN_HERE = (
    *(Fate.SUBMITTED, Fate.CONFIRMED, Fate.APPROVED, Fate.PASSED, Fate.RETURNED),
    *(Fate.SUBMITTED, Fate.CONFIRMED, Fate.RETURNED, Fate.APPROVED),
)
_STAGES_SHOWN = 5
"""So many stages of an open application there are; the first of the lists show each."""
_OPEN_ELSEWHERE = (
    *(Fate.PASSED, Fate.SUBMITTED, Fate.APPROVED, Fate.CONFIRMED, Fate.PASSED),
    *(Fate.RETURNED, Fate.SUBMITTED, Fate.PASSED),
)


@dataclass(slots=True, kw_only=True, eq=False)
class Patient:
    """A made-up person on the way through the programme; the lower half fills as it goes."""

    person: MadeUpPerson
    town: str
    fate: Fate
    handed_in: date
    comes_back: bool
    """Returned once for a missing item, corrected and handed in again."""
    regimen: Regimen
    cycles: int
    """Clinic days of four weeks between two visits."""
    hospital: str
    """The specialist hospital that guides the point of the town."""
    clinic: str
    clinic_reason: str

    application_id: UUID | None = None
    person_id: UUID | None = None
    enrolment_id: UUID | None = None
    at_home: bool = True
    card_valid: bool = True
    ended: bool = False
    booked_on: date | None = None
    until: dict[str, date] = field(default_factory=dict)
    """By product: the first day that what is at home no longer covers."""
    injected: dict[str, date] = field(default_factory=dict)
    """By product: the day of the last injection."""
    reimbursed: dict[int, int] = field(default_factory=dict)

    @property
    def keeper(self) -> str:
        """Return the centre that keeps the file."""
        return f"hc-{self.town[-3:]}"

    @property
    def village(self) -> str:
        """Return the village's committee."""
        return f"vc-{self.town[-3:]}"

    @property
    def police(self) -> str:
        """Return the police station of the town."""
        return f"ps-{self.town[-3:]}"

    @property
    def office(self) -> str:
        """Return the programme's office."""
        return "office"

    @property
    def served(self) -> bool:
        """Say whether medicine may be given now."""
        return self.enrolment_id is not None and self.at_home and self.card_valid and not self.ended


def known(found: UUID | None) -> UUID:
    """Return an id that an earlier step made."""
    assert found is not None
    return found


def patients(world: World, count: int) -> list[Patient]:
    """Make the people up and decide each one's fate."""
    codes = {town.name: code for code, town in world.policy.towns.items()}
    people = list(
        made_up_people(count, seed=world.seed, on=world.today, towns=_towns(world, count))
    )
    fates = _fates(world, people, codes=codes)
    return [_patient(world, one, town=codes[one.town], fate=fates[one.serial]) for one in people]


def intake_days(world: World) -> list[date]:
    """Return the intake days of the history (5.1.2.b)."""
    month, found = world.start.replace(day=1), []
    while month <= world.today:
        named = month.replace(day=world.policy.value("intake_day", month))
        day = world.working_day(named)
        if world.start < day <= world.today:
            found.append(day)
        month = add_months(month, 1)
    return found


def _towns(world: World, count: int) -> Sequence[str]:
    """Return the towns to draw from: 油溪 more often; a small demonstration stays in a few."""
    spine = world.policy.towns[SPINE_TOWN].name
    if count < _FEW_PEOPLE:
        few = ("500116001", "500116117", "500116102")
        return [*(world.policy.towns[code].name for code in few), *[spine] * 5]
    return [*(town.name for town in world.policy.towns.values()), *[spine] * 6]


def _fates(
    world: World, people: Sequence[MadeUpPerson], *, codes: dict[str, str]
) -> dict[int, Fate]:
    rng = world.chance("fates")
    fates = {one.serial: _by_story(one, rng) for one in people}
    free = [one for one in reversed(people) if fates[one.serial] is Fate.SERVED]
    here = [one.serial for one in free if codes[one.town] == SPINE_TOWN]
    elsewhere = [one.serial for one in free if codes[one.town] != SPINE_TOWN]
    wanted = max(_STAGES_SHOWN, len(people) // 9)
    at_spine = min(len(_OPEN_HERE), wanted, (len(here) + 1) // 2)
    fates |= dict(zip(here, _OPEN_HERE[:at_spine], strict=False))
    rest = chain(_OPEN_HERE[at_spine:_STAGES_SHOWN], cycle(_OPEN_ELSEWHERE))
    left = min(wanted - at_spine, (len(elsewhere) + 1) // 2)
    return fates | dict(zip(elsewhere, islice(rest, left), strict=False))


def _by_story(person: MadeUpPerson, rng: Random) -> Fate:
    drawn = rng.randrange(100)
    if person.story is Story.OTHER_DIAGNOSIS:
        return Fate.UNWRITTEN
    if person.story in _REFUSED:
        return Fate.REFUSED
    return Fate.WITHDRAWN if drawn < 2 else Fate.SERVED


def _patient(world: World, person: MadeUpPerson, *, town: str, fate: Fate) -> Patient:
    rng = world.chance("patient", person.serial)
    handed_in = _handed_in(world, fate, rng)
    clinic, reason = _clinic(world, town, rng)
    diagnosis = person.diagnosis or Diagnosis.SCHIZOPHRENIA
    comes_back = fate is Fate.SERVED and rng.randrange(100) < 7
    regimen, cycles = regimen_for(diagnosis, rng), rng.choice((1, 2))
    return Patient(
        person=person,
        town=town,
        fate=fate,
        handed_in=handed_in,
        comes_back=comes_back,
        regimen=regimen,
        cycles=1 if any(dose.product in LONG_ACTING for dose in regimen) else cycles,
        hospital=world.policy.clinic_serving(town).guiding_hospital,
        clinic=clinic,
        clinic_reason=reason,
    )


def _handed_in(world: World, fate: Fate, rng: Random) -> date:
    """Return the day of handing in: intake days, for most the first two; what is new is of now."""
    if fate in {Fate.SUBMITTED, Fate.CONFIRMED, Fate.RETURNED}:
        days_ago = {Fate.SUBMITTED: 1, Fate.CONFIRMED: 4, Fate.RETURNED: 6}[fate]
        return world.today - timedelta(days=days_ago + rng.randrange(2))
    days = intake_days(world)
    least = {Fate.PASSED: 7, Fate.APPROVED: 14}.get(fate, _HANDLED_DAYS)
    done = [day for day in days if (world.today - day).days >= least]
    if not done:
        return world.start + timedelta(days=2)
    if fate in {Fate.PASSED, Fate.APPROVED}:
        return done[-1]
    weights = [30, 18, *([6] * len(done))][: len(done)]
    (day,) = rng.choices(done, weights)
    return day


def _clinic(world: World, town: str, rng: Random) -> tuple[str, str]:
    """Return the designated hospital: annex 6's own, for a few another with its reason (5.1.5.b)."""
    own = world.policy.clinic_serving(town)
    if rng.randrange(100) < 4:
        other = "centre" if own.guiding_hospital == "centre" else "rehab"
        if other != own.organisation:
            return other, "家属在城区务工，就近领药"
    return own.organisation, ""


def by_place(found: Sequence[Patient], *, of: str) -> Iterator[tuple[str, list[Patient]]]:
    """Group patients by keeper, village or clinic, in a fixed order."""
    places: dict[str, list[Patient]] = {}
    for one in found:
        places.setdefault(getattr(one, of), []).append(one)
    yield from sorted(places.items())
