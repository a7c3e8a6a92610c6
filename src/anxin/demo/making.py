"""Make the whole demonstration: everybody, the fund's money, then each hospital's year.

The two hospitals with their points and towns meet nowhere but at the office, so that each year is
lived through in a process of its own where the machine has the cores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from anxin.demo import staff
from anxin.demo.admission import Admission
from anxin.demo.bookings import Bookings
from anxin.demo.claims import Claims
from anxin.demo.clinic_year import ClinicYear
from anxin.demo.diary import Diary
from anxin.demo.hiring import hire
from anxin.demo.incidents import Incidents
from anxin.demo.money import Money
from anxin.demo.progress import Progress
from anxin.demo.rota import Rota
from anxin.demo.side_by_side import Part, side_by_side
from anxin.demo.speed import hurried
from anxin.demo.staff import HOSPITALS
from anxin.demo.stock import Stock
from anxin.demo.story import Patient, patients
from anxin.demo.world import World
from anxin.policy import load

Tell = Callable[[float, str], None]
_HIRED, _PAID = 0.05, 0.07
"""How far the bar is when everybody has an account, and when the fund has its money."""


def make(
    *, count: int, months: int, seed: int, now: datetime, processes: int, progress: Progress
) -> World:
    """Live the history through, from its first day to now; return what was made."""
    policy = load()
    world = World(seed=seed, now=now, months=months, policy=policy, roll=staff.Roll(()))
    world.roll = staff.colleagues(policy, rng=world.chance("staff"))
    with hurried():
        hire(world, tell=lambda share: progress.show(share * _HIRED, "工作人员和保密协议"))
        people = patients(world, count)
        diary = Diary()
        Money(world, diary, patients=people).plan()
        diary.live_through(lambda _, what: progress.show(_HIRED, what))
    parts = [_part_of(world, hospital, people) for hospital in HOSPITALS]
    done = side_by_side(
        parts,
        processes=processes,
        tell=lambda share, what: progress.show(_PAID + (1 - _PAID) * share, what),
    )
    for made, refused in done:
        world.made.update(made)
        world.refused.update(refused)
    world.made["虚构人员"] = count
    return world


def _part_of(world: World, hospital: str, people: Sequence[Patient]) -> Part:
    own = [one for one in people if one.hospital == hospital]

    def live(tell: Tell) -> World:
        year = world.apart()
        with hurried():
            _live(year, hospital, own, tell=tell)
        return year

    return live


def _live(world: World, hospital: str, people: Sequence[Patient], *, tell: Tell) -> None:
    diary = Diary()
    rota = Rota(world, diary, hospital=hospital)
    stock = Stock(world, diary, hospital=hospital, patients=people)
    bookings = Bookings(world, diary, rota)
    incidents = Incidents(world, diary, rota, home_again=bookings.welcome)

    def signed(patient: Patient, on: date) -> None:
        bookings.welcome(patient, on)
        incidents.may_befall(patient, on)

    rota.plan()
    stock.plan()
    Claims(world, diary, hospital=hospital).plan()
    Admission(world, diary, signed=signed).plan(people)
    ClinicYear(world, diary, rota, stock=stock, bookings=bookings).plan()
    first = world.moment(world.start, 0)
    whole = world.now - first
    diary.live_through(lambda at, what: tell((at - first) / whole, f"{at:%Y-%m-%d}  {what}"))
