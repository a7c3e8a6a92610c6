"""Make the whole demonstration: everybody, then everything in the order in which it happened."""

from __future__ import annotations

from datetime import date, datetime

from anxin.demo import staff
from anxin.demo.admission import Admission
from anxin.demo.clinic_year import ClinicYear
from anxin.demo.diary import Diary
from anxin.demo.hiring import hire
from anxin.demo.incidents import Incidents
from anxin.demo.money import Money
from anxin.demo.progress import Progress
from anxin.demo.rota import Rota
from anxin.demo.stock import Stock
from anxin.demo.story import Patient, patients
from anxin.demo.world import World
from anxin.policy import load

_HIRING_SHARE = 0.05


def make(*, count: int, months: int, seed: int, now: datetime, progress: Progress) -> World:
    """Live the history through, from its first day to now; return what was made."""
    policy = load()
    world = World(seed=seed, now=now, months=months, policy=policy, roll=staff.Roll(()))
    world.roll = staff.colleagues(policy, rng=world.chance("staff"))
    hire(world, tell=lambda share: progress.show(share * _HIRING_SHARE, "工作人员和保密协议"))
    people = patients(world, count)
    diary = Diary()
    rota = Rota(world, diary)
    stock = Stock(world, diary, rota, patients=people)
    year = ClinicYear(world, diary, rota, stock)
    incidents = Incidents(world, diary, rota, home_again=year.welcome)

    def signed(patient: Patient, on: date) -> None:
        year.welcome(patient, on)
        incidents.may_befall(patient, on)

    rota.plan()
    Money(world, diary, rota, patients=people).plan()
    stock.plan()
    Admission(world, diary, signed=signed).plan(people)
    year.plan()
    first, whole = world.moment(world.start, 0), now - world.moment(world.start, 0)
    diary.live_through(
        progress=progress,
        share=lambda at: _HIRING_SHARE + (1 - _HIRING_SHARE) * ((at - first) / whole),
    )
    world.made["虚构人员"] = count
    return world
