"""What is known of the person that a medicine of a prescription is held against (5.2.2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from anxin.clinics.queries.laboratory import gates_of
from anxin.people.queries import sex_and_birth
from anxin.policy import load
from anxin.policy.medicine_checks import medicine_checks
from anxin.privacy.door import Look
from anxin.rules.access import Actor
from anxin.rules.childbearing import VALPROATE, examine_valproate
from anxin.rules.decisions import Condition
from anxin.rules.laboratory import examine_gates
from anxin.rules.regimen import Taken


def about_person(
    taken: Sequence[Taken], *, person_id: UUID, actor: Actor, on: date
) -> tuple[Condition, ...]:
    """Examine the medicines against laboratory results, sex and age; the looks are recorded."""
    look = Look(actor=actor, page="开具处方")
    return (
        *about_results(taken, person_id=person_id, look=look, on=on),
        *_about_valproate(taken, person_id=person_id, look=look, on=on),
    )


def about_results(
    taken: Sequence[Taken], *, person_id: UUID, look: Look, on: date
) -> tuple[Condition, ...]:
    """Return what the laboratory forbids: what stops, and what warns and has no reason written."""
    return examine_gates(gates_of(taken, person_id=person_id, look=look, on=on), on=on)


def _about_valproate(
    taken: Sequence[Taken], *, person_id: UUID, look: Look, on: date
) -> tuple[Condition, ...]:
    checks = medicine_checks(load(), on=on)
    asked = [one for one in taken if one.item.atc == VALPROATE]
    if checks is None or not asked:
        return ()
    sex, born = sex_and_birth(person_id, look=look)
    return tuple(
        examine_valproate(one, sex=sex, born=born, terms=checks.childbearing, on=on)
        for one in asked
    )
