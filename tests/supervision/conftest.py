"""A small story of refills at two points, and a browser without a window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from anxin.supervision.queries import Asked, Numbers
from tests import world
from tests.dispensing import steps
from tests.dispensing.steps import Patient
from tests.web.conftest import browse  # noqa: F401 - a fixture

ON = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Year:
    """Who is in the story."""

    on_time: Patient
    late: Patient
    never: Patient
    elsewhere: Patient


def given(patient: Patient, *, point: str = "hc-101", at) -> None:
    """Let somebody come, be seen and be given 28 days of medicine."""
    prescription = steps.reviewed(patient, point=point, at=at)
    steps.completed(steps.prepared(prescription, at=at), at=at)


@pytest.fixture
def year(db) -> Year:
    """Make four people: one refills in time, one late, one never came, one belongs to another town."""
    first = steps.beijing(2026, 8, 3)
    steps.stocked(at=first)
    people = [steps.enrolled(at=first, name=name) for name in ("赵按时", "钱迟到", "孙未领")]
    for patient, days in ((people[0], (2, 30)), (people[1], (2, 60))):
        for later in days:
            given(patient, at=first + timedelta(days=later))
    elsewhere = steps.enrolled(at=first, clinic=world.OTHER_POINT, name="李外镇")
    return Year(*people, elsewhere)


def numbers(colleague: str, *, on: date = ON) -> Numbers:
    """Return what a colleague is shown on a day."""
    return Numbers(Asked.of(world.become(colleague), on=on))
