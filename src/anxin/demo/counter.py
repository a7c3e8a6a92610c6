"""The counter: the bill brought along, the lots set aside, the signatures, now and then a reversal."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from anxin.demo.medicines import lowest_price
from anxin.demo.story import known
from anxin.demo.visits import Lines, Scene, units_of
from anxin.dispensing import services
from anxin.dispensing.injecting import to_inject
from anxin.rules.money import Fen

SPECIAL_YEARLY = 100_000
"""Fen that a special-disease card is good for in a year."""
_REVERSED_OF_1000 = 8


def hand_over(
    scene: Scene, prescription_id: UUID, lines: Lines, *, next_on: date, on_paper: bool
) -> UUID:
    """Set the medicine aside and hand it over; a miscounted one is taken back and given anew."""
    pickup_id = set_aside(scene, prescription_id, lines, next_on=next_on)
    _complete(scene, pickup_id, round_=1, on_paper=on_paper)
    rng = scene.world.chance("miscounted", scene.patient.person.serial, scene.on)
    if rng.randrange(1000) >= _REVERSED_OF_1000:
        return pickup_id
    services.reverse(
        request_id=scene.request("reverse"),
        pickup_id=pickup_id,
        reason="点错数量，收回后重新发药",
        actor=scene.actor,
        at=scene.at,
    )
    scene.world.made["冲销重发"] += 1
    again = _prepare(scene, prescription_id, next_on=next_on, round_=2)
    return _complete(scene, again, round_=2, on_paper=on_paper)


def set_aside(scene: Scene, prescription_id: UUID, lines: Lines, *, next_on: date) -> UUID:
    """Register the bill of who holds a special-disease card, and prepare the pick-up (5.3.2.b)."""
    if scene.patient.person.special_disease_card is not None:
        _bring_bill(scene, prescription_id, lines)
    return _prepare(scene, prescription_id, next_on=next_on, round_=1)


def _bring_bill(scene: Scene, prescription_id: UUID, lines: Lines) -> None:
    patient, year = scene.patient, scene.on.year
    worth = sum(units_of(dose, days) * lowest_price(dose.product) for dose, days in lines)
    left = SPECIAL_YEARLY - patient.reimbursed.get(year, 0)
    exhausted = left <= 0
    reimbursed = 0 if exhausted else min(worth // 2, left)
    services.settle_special_disease(
        request_id=scene.request("bill"),
        prescription_id=prescription_id,
        exhausted=exhausted,
        hospital="" if exhausted else "江津区精神卫生中心",
        invoice_number="" if exhausted else f"TB{scene.on:%y%m%d}{patient.person.serial:06d}",
        total=Fen(0 if exhausted else worth),
        reimbursed=Fen(reimbursed),
        settled_on=scene.on,
        actor=scene.actor,
        at=scene.at,
    )
    patient.reimbursed[year] = patient.reimbursed.get(year, 0) + reimbursed


def _prepare(scene: Scene, prescription_id: UUID, *, next_on: date, round_: int) -> UUID:
    return services.prepare(
        request_id=scene.request("prepare", round_),
        prescription_id=prescription_id,
        next_pickup_on=next_on,
        actor=scene.actor,
        at=scene.at,
    )


def _complete(scene: Scene, pickup_id: UUID, *, round_: int, on_paper: bool) -> UUID:
    """Complete it: the guardian signs on the pad, or on paper with the slip's number."""
    slip = f"QM{scene.on:%y%m%d}{scene.patient.person.serial:04d}{round_}"
    guardian = (
        services.GuardianSigned(way="paper", slip_number=slip)
        if on_paper
        else services.GuardianSigned(way="pad", drawing=_drawing(scene))
    )
    return services.complete(
        request_id=scene.request("complete", round_),
        pickup_id=pickup_id,
        guardian=guardian,
        dispenser_confirmed=True,
        explained=True,
        injections=_injected(scene, pickup_id),
        actor=scene.actor,
        at=scene.at,
    )


def _injected(scene: Scene, pickup_id: UUID) -> list[services.InjectionGiven]:
    """Return how the injections of a pick-up were given: at a site that suits, by who hands over."""
    person_id = known(scene.patient.person_id)
    rng = scene.world.chance("site", scene.patient.person.serial, scene.on)
    return [
        services.InjectionGiven(
            line_id=line.line_id,
            site=rng.choice(line.sites),
            injected_by=scene.actor.name,
            injected_at=scene.at,
        )
        for line in to_inject(pickup_id, person_id=person_id, on=scene.on)
    ]


def _drawing(scene: Scene) -> str:
    """Return strokes as the pad sends them: somebody's own scrawl, the same each time."""
    person = scene.patient.person
    rng = scene.world.chance("hand", person.serial)
    strokes = [
        {
            "penColor": "black",
            "points": [
                {"x": left + rng.randrange(50), "y": 20 + rng.randrange(60), "pressure": 0.5}
                for _ in range(5)
            ],
        }
        for left in range(20, 20 + 60 * len(person.name), 60)
    ]
    return json.dumps(strokes, separators=(",", ":"))
