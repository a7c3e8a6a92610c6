"""What every part of the demonstration shares: its days, its chance, its ids and its people at work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.timezone import get_default_timezone, localdate

from anxin.database.prepare import NAMESPACE
from anxin.database.work import acting_as
from anxin.demo.staff import Colleague, Roll
from anxin.policy import Policy
from anxin.rules.access import Actor, Duty
from anxin.rules.days import add_months
from anxin.rules.decisions import Refused

T = TypeVar("T")
DEMONSTRATION = uuid5(NAMESPACE, "demonstration")
"""Requests of the demonstration get their ids within this namespace: the same run, the same ids."""


@dataclass(kw_only=True)
class World:
    """A demonstration in the making. ``now`` is the only moment that the clock gave."""

    seed: int
    now: datetime
    months: int
    policy: Policy
    roll: Roll
    made: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def today(self) -> date:
        """Return the day on which the history ends."""
        return localdate(self.now)

    @property
    def start(self) -> date:
        """Return the day on which the history begins."""
        return add_months(self.today, -self.months) + timedelta(days=1)

    def apart(self) -> World:
        """Return the same world with counts of its own, for a part made beside others."""
        return replace(self, made=Counter(), refused=Counter())

    def chance(self, *about: object) -> Random:
        """Return chance that is the same for the same seed and matter, whatever happens beside."""
        return Random(":".join(map(str, (self.seed, *about))))  # noqa: S311 (repeatable on purpose)

    def request(self, *about: object) -> UUID:
        """Return the id of a request."""
        return uuid5(DEMONSTRATION, ":".join(map(str, (self.seed, *about))))

    def moment(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return a moment of local time; nothing of today happens later than now."""
        extra = timedelta(minutes=minute)
        clock = datetime.combine(day, time(hour), tzinfo=get_default_timezone())
        return min(clock + extra, self.now)

    def working_day(self, day: date, *, after: int = 0) -> date:
        """Return the first working day on or after a day, or the so-manyth after it."""
        calendar = self.policy.calendar
        return calendar.add_working_days(day, after) if after else calendar.next_working_day(day)

    def colleague(self, duty: Duty, organisation: str, *, place: int = 0) -> Colleague:
        """Return who holds a duty at an organisation."""
        return self.roll.find(duty, organisation, place=place)

    @contextmanager
    def acting(self, who: Colleague) -> Iterator[Actor]:
        """Open one unit of work as a colleague."""
        with acting_as(who.staff_id) as actor:
            yield actor

    def attempt(self, act: Callable[[], T]) -> T | None:
        """Do something in a unit of work; where the rules refuse it nothing of it stays."""
        try:
            with transaction.atomic():
                return act()
        except Refused as refusal:
            self.refused[refusal.unmet[0].code] += 1
            return None
