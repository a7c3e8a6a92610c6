"""Laboratory sheets of the demonstration: of who takes clozapine or lithium, before each visit."""

from __future__ import annotations

from datetime import timedelta

from anxin.clinics import services
from anxin.demo.medicines import COUNTED, LEVELLED
from anxin.demo.story import known
from anxin.demo.visits import Lines, Scene
from anxin.policy import load

_PLACE = "江津区中心医院检验科"
_LATEST_DAYS = 7
"""A sheet is at most so many days old at the visit."""
_WITH_YEARLY_OF_100 = 25


def examine(scene: Scene, lines: Lines) -> None:
    """Copy in the sheet that somebody brings along, where their medicine asks for one."""
    products = {dose.product for dose, _ in lines}
    if not products & (COUNTED | LEVELLED):
        return
    person = scene.patient.person
    rng = scene.world.chance("laboratory", person.serial, scene.on)
    values: dict[str, int] = {}
    if products & COUNTED:
        values["white_cells"] = 10 * rng.randrange(420, 880)
        values["neutrophils"] = values["white_cells"] * rng.randrange(52, 68) // 1000 * 10
    if products & LEVELLED:
        values["lithium"] = 10 * rng.randrange(52, 98)
    if rng.randrange(100) < _WITH_YEARLY_OF_100:
        values |= {"transaminase": rng.randrange(12, 58), "glucose": 100 * rng.randrange(44, 68)}
        values["ecg"] = rng.choice((1, 1, 1, 2))
    taken_on = scene.on - timedelta(days=rng.randrange(_LATEST_DAYS + 1))
    scene.world.attempt(
        lambda: services.record_results(
            request_id=scene.request("laboratory"),
            person_id=known(scene.patient.person_id),
            taken_on=taken_on,
            laboratory=_PLACE,
            values={code: values[code] for code in load().laboratory if code in values},
            actor=scene.actor,
            at=scene.at,
        )
    )
